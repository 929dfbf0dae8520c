import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { createTemplateHost } from "../../src/adapters/template-host.ts";

describe("createTemplateHost", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "template-host-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const host = () => createTemplateHost({ environment: new Map(), workingDirectory: folder });

  describe("when a path is empty", () => {
    it("finds nothing there, as Go does", () => {
      expect(host().fileExists("")).toBe(false);
      expect(host().listFiles("")).toBeUndefined();
      expect(() => host().readFile("")).toThrow("open : no such file or directory");
    });
  });

  describe("when a file can't be read", () => {
    it.each([
      ["none", "open none: no such file or directory"],
      ["folder", "read folder: is a directory"],
      ["a\u0000b", "open a\u0000b: invalid argument"],
    ])("says of %j what Go says", (path, message) => {
      mkdirSync(join(folder, "folder"));

      expect(() => host().readFile(path)).toThrow(message);
    });
  });

  it("lists links for what they are, even those that lead nowhere", () => {
    writeFileSync(join(folder, "file"), "text");
    symlinkSync("nowhere", join(folder, "link"));

    const files = host().listFiles(".") ?? [];

    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ["file", 4],
      ["link", 7],
    ]);
  });

  it("knows when a file was changed to the nanosecond", () => {
    writeFileSync(join(folder, "file"), "text");
    utimesSync(join(folder, "file"), 1_700_000_000.25, 1_700_000_000.25);

    expect(host().listFiles(".")?.[0]?.modifiedAt).toBe(1_700_000_000_250_000_000n);
  });

  it.each([
    "../../../etc/passwd",
    "/etc/localtime",
    "Europe/../../../../etc/passwd",
    "",
    "No/Such",
  ])("has no zone %j", (name) => {
    expect(host().zoneFile(name)).toBeUndefined();
  });

  it("says nothing of its own on a name that can't be looked up", () => {
    expect(() => host().lookupHost("")).toThrow("lookup : no such host");
  });
});
