import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { readManifests } from "../../../src/core/flux/manifests.ts";
import { aConfigMap } from "../../support/builders.ts";

function read(text: string) {
  return readManifests(new Map([["10-a.yaml", text]]));
}

function namesOf(text: string): readonly string[] {
  const result = read(text);
  return result.kind === "read"
    ? result.objects.map(({ kind, name, namespace }) => `${namespace ?? ""}/${kind}/${name}`)
    : [result.sentence];
}

describe("readManifests", () => {
  it("reads every document of every file", () => {
    const files = new Map([
      ["a.yaml", `---\n${aConfigMap("a")}---\n# nothing\n---\n${aConfigMap("b")}--- # the end\n`],
      ["b.yaml", aConfigMap("c")],
    ]);
    const result = readManifests(files);

    expect(result.kind === "read" && result.objects.map(({ file, name }) => [file, name])).toEqual([
      ["a.yaml", "a"],
      ["a.yaml", "b"],
      ["b.yaml", "c"],
    ]);
  });

  it("opens lists, and lists in lists", () => {
    const list = `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: hidden, namespace: kube-system}}
  - apiVersion: v1
    kind: ConfigMapList
    items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: deeper}}]
`;

    expect(namesOf(list)).toEqual(["kube-system/Secret/hidden", "/ConfigMap/deeper"]);
  });

  it("reads files of Windows", () => {
    expect(namesOf(aConfigMap("a").replaceAll("\n", "\r\n"))).toEqual(["/ConfigMap/a"]);
  });

  it("reads merge keys where they don't say which object it is", () => {
    const text = `${aConfigMap("a")}  <<: {more: x}\n`;

    expect(namesOf(text)).toEqual(["/ConfigMap/a"]);
  });

  it("leaves what happens to be empty", () => {
    expect(read("")).toEqual({ kind: "read", objects: [] });
    expect(read("# only a comment\n---\n")).toEqual({ kind: "read", objects: [] });
  });

  describe("when the cluster's reader would see something else", () => {
    const hidden = "apiVersion: v1\n  kind: Secret\n  metadata: {name: hidden}";
    it.each([
      ["a separator that is a key to us", `${aConfigMap("a")}---#x:\n  ${hidden}\n`],
      ["a separator with text", `${aConfigMap("a")}---x: y\n`],
      ["a separator with an object", `${aConfigMap("a")}--- {a: b}\n`],
      ["a line end of YAML 1.1 in a comment", `${aConfigMap("a")}#\u2028kind: Secret\n`],
      ["another", `${aConfigMap("a")}#\u2029kind: Secret\n`],
      ["a next line in a comment", `${aConfigMap("a")}#\u0085kind: Secret\n`],
      ["a carriage return", `${aConfigMap("a")}#\rkind: Secret\n`],
      ["a byte order mark in the middle", `${aConfigMap("a")}---\n\ufeffkind: Secret\n`],
      ["a zero byte", `${aConfigMap("a")}#\0\n`],
      [
        "a kind from a merge key",
        `<<: {kind: Secret}\n${aConfigMap("a").replace("kind: ConfigMap\n", "")}`,
      ],
      [
        "a namespace from a merge key",
        aConfigMap("a").replace("  name: a", "  <<: {namespace: kube-system}\n  name: a"),
      ],
      [
        "items from a merge key",
        `<<: {items: [{apiVersion: v1, kind: Secret, metadata: {name: a}}]}\napiVersion: v1\nkind: List\n`,
      ],
      [
        "an item's name from a merge key",
        `apiVersion: v1\nkind: List\nitems: [{<<: {metadata: {name: a}}, apiVersion: v1, kind: Secret}]\n`,
      ],
      ["a key that is there twice", `kind: Secret\n${aConfigMap("a")}`],
      [
        "a tag that changes a text",
        aConfigMap("a").replace("kind: ConfigMap", "kind: !!binary U2VjcmV0"),
      ],
    ])("refuses %s", (_, text) => {
      expect(read(text)).toMatchObject({ kind: "refused", reason: "artifact-invalid" });
    });
  });

  describe("when it isn't Kubernetes objects", () => {
    it.each([
      ["text", "just text"],
      ["a list", "- a\n"],
      ["no kind", "apiVersion: v1\nmetadata: {name: a}\n"],
      ["a kind that is no text", "apiVersion: v1\nkind: 1\nmetadata: {name: a}\n"],
      ["no name", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n"],
      ["a generated name", "apiVersion: v1\nkind: Job\nmetadata: {generateName: a-}\n"],
      ["a name that is a number", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 1}\n"],
      [
        "a namespace that is no text",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: [x]}\n",
      ],
      ["a list's item that is none", "apiVersion: v1\nkind: List\nitems: [a]\n"],
      ["a template that was not rendered", "apiVersion: v1\nkind: {{ .Kind }}\n"],
      ["broken YAML", "a: [\n"],
    ])("refuses %s", (_, text) => {
      expect(read(text)).toMatchObject({ kind: "refused", reason: "artifact-invalid" });
    });

    it("says where YAML is broken", () => {
      expect(read("a: 1\nb: [\n")).toMatchObject({
        sentence: expect.stringMatching(/^10-a\.yaml is not YAML in line \d+: /),
      });
    });
  });

  describe("when it is made to take for ever", () => {
    const bomb = Array.from(
      { length: 20 },
      (_, i) => `  - &a${i + 1} {apiVersion: v1, kind: List, items: [*a${i}, *a${i}]}\n`,
    ).join("");
    const one = "  - &a0 {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n";
    it.each([
      ["lists of lists of the same list", `apiVersion: v1\nkind: List\nitems:\n${one}${bomb}`],
      [
        "lists of lists of nothing",
        `apiVersion: v1\nkind: List\nitems:\n  - &a0 {apiVersion: v1, kind: List, items: []}\n${bomb}`,
      ],
      ["a list that holds itself", "&a {apiVersion: v1, kind: List, items: [*a]}\n"],
      ["brackets without end", "[".repeat(200_000)],
      [
        "more aliases than anyone needs",
        `a: &a x\n${Array.from({ length: 60 }, (_, i) => `b${i}: *a\n`).join("")}`,
      ],
      ["thousands of objects", `---\n${aConfigMap("a")}`.repeat(1001)],
    ])("refuses %s", (_, text) => {
      expect(read(text)).toMatchObject({ kind: "refused", reason: "artifact-invalid" });
    });
  });

  it("is total", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: "binary" })), (text) => {
        expect(["read", "refused"]).toContain(read(text).kind);
      }),
    );
  });
});
