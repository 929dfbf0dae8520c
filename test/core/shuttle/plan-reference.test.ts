import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { resolveDocumentation } from "../../../src/core/shuttle/documentation.ts";
import {
  isGitPlan,
  parsePlanRef,
  parsePlanReference,
  refCandidates,
  refName,
} from "../../../src/core/shuttle/plan-reference.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";

describe("parsePlanReference", () => {
  it.each([
    ["git://git@github.com:acme/plan.git#next", "ssh", "git@github.com:acme/plan.git", "next"],
    ["git://git@github.com:acme/plan.git", "ssh", "git@github.com:acme/plan.git", "master"],
    ["git://git@github.com:acme/plan", "ssh", "git@github.com:acme/plan", "master"],
    ["git://github.com:acme/plan.git", "ssh", "git@github.com:acme/plan.git", "master"],
    ["git://deploy@git.acme.test:plan#v1", "ssh", "deploy@git.acme.test:plan", "v1"],
    ["git://git@github.com:acme/plan.git#", "ssh", "git@github.com:acme/plan.git", "master"],
    ["https://github.com/acme/plan.git#next", "https", "https://github.com/acme/plan.git", "next"],
    ["https://github.com/acme/plan.git", "https", "https://github.com/acme/plan.git", "master"],
    ["https://t@github.com/a/plan.git", "https", "https://t@github.com/a/plan.git", "master"],
    ["https://github.com/a/plan.git#x.git", "https", "https://github.com/a/plan.git", "x.git"],
    [`https://github.com/a/plan.git#${SHA}`, "https", "https://github.com/a/plan.git", SHA],
    ["https://github.com/a/plan.git#feat/a", "https", "https://github.com/a/plan.git", "feat/a"],
  ])("reads %s as a git plan", (text, protocol, source, ref) => {
    const plan = parsePlanReference(text);

    expect(isGitPlan(text)).toBe(true);
    expect(plan).toMatchObject({ kind: "git", protocol, source });
    expect(plan.kind === "git" && refName(plan.ref)).toBe(ref);
  });

  it.each([
    ["git://git@github.com:acme/plan.git#next", "github.com:acme/plan.git"],
    ["https://github.com/acme/plan.git#next", "github.com/acme/plan.git"],
  ])("reports the repository of %s as the original does", (text, repository) => {
    expect(parsePlanReference(text)).toMatchObject({ repository });
  });

  it.each([".", "./plan", "../plan", "/srv/plan", "plan", "git@github.com:acme/plan.git", "false"])(
    "takes %s for a folder",
    (path) => {
      expect(parsePlanReference(path)).toEqual({ kind: "local", path });
      expect(isGitPlan(path)).toBe(false);
    },
  );

  it("takes a git URL without a colon behind the host for a folder, as the original does", () => {
    expect(parsePlanReference("git://github.com/acme/plan.git").kind).toBe("local");
  });

  it("knows no plan", () => {
    expect(parsePlanReference("")).toEqual({ kind: "none" });
  });

  it.each([
    ["http://127.0.0.1:4000/acme/plan.git#v1", "127.0.0.1:4000/acme/plan.git"],
    ["http://github.localhost/acme/plan.git", "github.localhost/acme/plan.git"],
  ])("takes %s without encryption, because it stays on this machine", (text, repository) => {
    expect(parsePlanReference(text)).toMatchObject({
      kind: "git",
      protocol: "http",
      source: `http://${repository}`,
      repository,
    });
  });

  it.each(["http://127.0.0.1.acme.test/plan.git", "http://localhost.acme.test/plan.git"])(
    "refuses %s, which only looks like this machine",
    (text) => {
      expect(parsePlanReference(text)).toMatchObject({ kind: "refused", code: "plan-unsupported" });
    },
  );

  it.each(["http://me:secret@acme.test/plan", "https://me:secret@acme.test/a b.git"])(
    "keeps the credentials of %s to itself",
    (text) => {
      const refused = parsePlanReference(text);

      expect(refused).toMatchObject({
        kind: "refused",
        message: expect.not.stringContaining("secret"),
      });
    },
  );

  it.each(["http://acme.test/plan.git", "https://acme.test/plan", "https://acme.test/plan.zip"])(
    "refuses %s",
    (text) => {
      expect(parsePlanReference(text)).toEqual({
        kind: "refused",
        code: "plan-unsupported",
        message: `Plan '${text}' is not valid: non-git http/https is not supported yet`,
        exitCode: 2,
      });
    },
  );

  it.each([
    "https://acme.test/plan.git#--upload-pack=touch",
    "git://git@-oProxyCommand=x:plan",
    "git://-x@host:plan",
    "git://git@host:-plan",
    "git://git@host:plan#a b",
    "https://acme.test/a b.git",
    "https://acme.test/a.git#x\ny",
  ])("refuses %j, which git could take for something else", (text) => {
    expect(parsePlanReference(text)).toMatchObject({ kind: "refused", code: "plan-unsafe" });
  });

  it("never gives git a part that starts with a dash or holds white space", () => {
    const part = fc.constantFrom("-", "a", " ", "@", ":", "/", "#", ".git", "\n", "--x");
    const text = fc
      .tuple(fc.constantFrom("git://", "https://", ""), fc.array(part))
      .map(([scheme, parts]) => scheme + parts.join(""));

    fc.assert(
      fc.property(text, (any) => {
        const plan = parsePlanReference(any);
        return (
          plan.kind !== "git" || (!/^-|\s/.test(plan.source) && !/^-|\s/.test(refName(plan.ref)))
        );
      }),
    );
  });
});

describe("refCandidates", () => {
  it.each([
    ["", [{ kind: "branch-or-tag", name: "master" }, { kind: "remote-head" }]],
    ["main", [{ kind: "branch-or-tag", name: "main" }]],
    [SHA.toUpperCase(), [{ kind: "commit", sha: SHA }]],
    [
      "abcdef1",
      [
        { kind: "branch-or-tag", name: "abcdef1" },
        { kind: "commit", sha: "abcdef1" },
      ],
    ],
    ["abcdef", [{ kind: "branch-or-tag", name: "abcdef" }]],
  ])("looks for %j in order", (ref, candidates) => {
    expect(refCandidates(parsePlanRef(ref))).toEqual(candidates);
  });
});

describe("resolveDocumentation", () => {
  it.each([
    ["", "http://docs.acme.test/plan", "http://docs.acme.test/plan"],
    ["./plan", "https://docs.acme.test/plan", "https://docs.acme.test/plan"],
    ["git://git@github.com:acme/plan.git", "", "https://github.com/acme/plan.git"],
    ["git://git@github.com:acme/plan.git#next", "", "https://github.com/acme/plan.git"],
    ["http://github.com/acme/plan.git", "", "http://github.com/acme/plan.git"],
    ["https://github.com/acme/plan.git", "", "https://github.com/acme/plan.git"],
    ["https://github.com/acme/plan.git#branch", "", "https://github.com/acme/plan.git"],
    ["https://git.acme.test:8443/plan.git", "", "https://git.acme.test:8443/plan.git"],
    [".", "git://git@github.com:acme/docs.git", "https://github.com/acme/docs.git"],
  ])("finds that of plan %j with documentation %j", (plan, documentation, url) => {
    expect(resolveDocumentation({ plan, documentation })).toEqual({ kind: "url", url });
  });

  it.each([
    ["", 1, "Could not find any plan documentation"],
    ["something-odd", 1, "Could not detect protocol for plan 'something-odd'"],
    ["/plan", 2, "Local plan has no documentation"],
    ["./plan", 2, "Local plan has no documentation"],
    ["../plan", 2, "Local plan has no documentation"],
  ])("finds none for plan %j", (plan, exitCode, message) => {
    expect(resolveDocumentation({ plan, documentation: "" })).toMatchObject({
      kind: "refused",
      exitCode,
      message,
    });
  });
});
