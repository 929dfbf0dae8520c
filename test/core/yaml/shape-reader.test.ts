import { describe, expect, it } from "@jest/globals";

import { canonical } from "./tagged.ts";
import { ANY, GoMap } from "../../../src/core/gotemplate/value.ts";
import { parseDocument } from "../../../src/core/yaml/parser.ts";
import { ShapeReader } from "../../../src/core/yaml/shape-reader.ts";

/** A struct of the fields `vars`, any values by name, and `lists`, lists of texts by name. */
function readShape(text: string) {
  const node = parseDocument(text);
  if (node === undefined) throw new Error("expected a document");
  const reader = new ShapeReader();
  let vars = new GoMap("string", ANY, true);
  let lists: ReadonlyMap<string, readonly string[]> = new Map();
  reader.readStruct(node, [], "shape", {
    vars: (value, at) => (vars = reader.readStringMap(value, at, vars)),
    lists: (value, at) =>
      (lists = reader.readMap(value, at, "map[string][]string", lists, (list, place) =>
        reader.readList(list, place, "[]string", (item, each) => reader.readString(item, each)),
      )),
  });
  const findings = reader.findings.map(({ line, message }) => `${line ?? "-"}: ${message}`);
  return { vars, lists: Object.fromEntries(lists), findings };
}

describe("ShapeReader", () => {
  describe("when a merge brings a field in that is there as well", () => {
    it("joins the entries of maps", () => {
      const shape = readShape(
        "<<: {vars: {a: 1}, lists: {x: [p]}}\nvars: {b: 2}\nlists: {y: [q]}\n",
      );

      expect(canonical(shape.vars)).toBe('map[string]interface {}{"a": 1, "b": 2}');
      expect(shape.lists).toEqual({ x: ["p"], y: ["q"] });
      expect(shape.findings).toEqual([]);
    });

    it("reports an entry that both have", () => {
      const { findings } = readShape(
        "<<: {vars: {a: 1}, lists: {x: [p]}}\nvars:\n  a: 2\nlists:\n  x: [q]\n",
      );

      expect(findings).toEqual(['3: key "a" already set in map', '5: key "x" already set in map']);
    });

    it("forgets the entries for null", () => {
      const shape = readShape("<<: {vars: {a: 1}, lists: {x: [p]}}\nvars: ~\nlists:\n");

      expect(shape.vars.isNil).toBe(true);
      expect(shape.lists).toEqual({});
    });
  });

  it("reads a text before it finds that no text can stand there", () => {
    expect(() => readShape("vars: {a: 1}\nlists: !!binary '*'\n")).toThrow(
      "yaml: !!binary value contains invalid base64 data",
    );
  });
});
