import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { matchesFilter } from "../../../src/sandbox/actions/filter-pattern.ts";
import { findFiles, hashFiles } from "../../../src/sandbox/actions/find-files.ts";

describe("matchesFilter", () => {
  it.each([
    [["main"], "main", true],
    [["*"], "feature/a", false],
    [["**"], "feature/a", true],
    [["feature/*"], "feature/a/b", false],
    [["releases/**"], "releases/10/beta", true],
    [["**/docs/**"], "docs/a.md", true],
    [["v[12].[0-9]+.[0-9]+"], "v1.10.1", true],
    [["v[12].[0-9]+.[0-9]+"], "v3.0.0", false],
    [["*.jsx?"], "page.js", true],
    [["**", "!docs/**"], "docs/a", false],
    [["**", "!docs/**", "docs/keep"], "docs/keep", true],
    [["!docs/**"], "src/a", false],
    [["a.b"], "axb", false],
    [["[", "(", "a{1}"], "(", true],
  ])("says of %j and %j: %j", (patterns, name, result) => {
    expect(matchesFilter(patterns, name)).toBe(result);
  });

  it("takes any pattern, and lets one without wildcards match itself", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, name) => {
        expect(typeof matchesFilter([pattern], name)).toBe("boolean");
        expect(matchesFilter([name.replace(/^!+/, "")], name.replace(/^!+/, ""))).toBe(true);
      }),
    );
  });
});

describe("findFiles", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-files-"));
    for (const path of [
      "out/dev/a.yaml",
      "out/dev/b.json",
      "out/prod/a.yaml",
      "out/.env",
      "x.txt",
    ]) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const find = (patterns: readonly string[], hidden = false) => {
    const { files, root } = findFiles(folder, patterns, { hidden });
    return { files: files.map((file) => relative(root, file)), root: relative(folder, root) };
  };

  it.each([
    ["a folder", ["out"], ["dev/a.yaml", "dev/b.json", "prod/a.yaml"], "out"],
    ["a file", ["out/dev/a.yaml"], ["a.yaml"], "out/dev"],
    ["a wildcard", ["out/*/a.yaml"], ["dev/a.yaml", "prod/a.yaml"], "out"],
    ["any depth", ["**/*.json"], ["out/dev/b.json"], ""],
    ["an exception", ["out/**", "!out/prod"], ["dev/a.yaml", "dev/b.json"], "out"],
    ["several places", ["out/dev/b.json", "x.txt"], ["out/dev/b.json", "x.txt"], ""],
    ["a set", ["out/[dp]*/[!b].*"], ["dev/a.yaml", "prod/a.yaml"], "out"],
    ["nothing", ["none/**"], [], "none"],
  ])("finds by %s", (_, patterns, files, root) => {
    expect(find(patterns)).toEqual({ files, root });
  });

  it("finds hidden files when asked to, and ends at circles of links", () => {
    symlinkSync("..", join(folder, "out", "up"));

    expect(find(["out/.env"], true).files).toEqual([".env"]);
    expect(find(["x.txt"]).files).toEqual(["x.txt"]);
    expect(find(["out/*.yaml"]).files).toEqual([]);
  });

  it("gives hashFiles its files in an order that is always the same", () => {
    expect(hashFiles(folder, ["**/*.yaml"])).toBe(
      hashFiles(folder, ["out/prod/*", "out/*/a.yaml"]),
    );
    expect(hashFiles(folder, ["none"])).toBe("");
  });
});
