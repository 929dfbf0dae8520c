import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call } from "./call.ts";
import {
  compareVersions,
  formatVersion,
  parseVersion,
} from "../../../../src/core/gotemplate/functions/version.ts";
import { GoError, Integer, Struct, type Value } from "../../../../src/core/gotemplate/value.ts";
import { hostStub } from "../host.ts";

function methodOf(value: Value, name: string, ...args: readonly Value[]): Value {
  const method = value instanceof Struct ? value.methods.get(name) : undefined;
  if (method === undefined) throw new Error(`no method ${name}`);
  return method.call(args, hostStub());
}

describe("semver", () => {
  const version = call("semver", "v1.2.3-rc.1+build");

  it("prints without the v", () => {
    expect(version instanceof Struct && version.text?.()).toBe("1.2.3-rc.1+build");
  });

  it("has Go's methods", () => {
    expect(methodOf(version, "Major")).toEqual(new Integer("uint64", 1n));
    expect(methodOf(version, "Prerelease")).toBe("rc.1");
    expect(methodOf(version, "Original")).toBe("v1.2.3-rc.1+build");
    expect(methodOf(version, "LessThan", call("semver", "1.2.3"))).toBe(true);
    expect(methodOf(methodOf(version, "IncPatch"), "String")).toBe("1.2.3");
    expect(methodOf(methodOf(version, "IncMinor"), "String")).toBe("1.3.0");
  });

  it.each([
    ["1.2.3.4", "Invalid Semantic Version"],
    ["1.2.3-01", "Version segment starts with 0"],
    [
      "99999999999999999999",
      'Error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range',
    ],
  ])("refuses %j", (text, message) => {
    expect(() => call("semver", text)).toThrow(new GoError(message));
  });
});

describe("semverCompare", () => {
  it.each([
    ["^1.2", "1.9.0", true],
    ["^1.2", "2.0.0", false],
    ["^0.2.3", "0.2.9", true],
    ["^0.2.3", "0.3.0", false],
    ["~1.2.3", "1.2.9", true],
    ["~1.2", "1.3.0", false],
    [">11", "11.1.0", false],
    [">=1.2, <2 || ^3", "3.4.0", true],
    ["1.2 - 1.4", "1.4.9", true],
    ["1.2.x", "1.2.7", true],
    ["*", "1.2.3-rc.1", false],
    [">=1.2.3-0", "1.2.3-rc.1", true],
    ["!=1.x", "2.0.0", true],
  ])("tells whether %j holds for %s", (constraint, version, holds) => {
    expect(call("semverCompare", constraint, version)).toBe(holds);
  });

  it("refuses what is no constraint", () => {
    expect(() => call("semverCompare", "latest", "1.0.0")).toThrow(
      new GoError("improper constraint: latest"),
    );
  });

  it("answers at once to blanks that could be split in many ways", () => {
    const constraint = `${"1,  ".repeat(5000)}!`;

    expect(() => call("semverCompare", constraint, "1.0.0")).toThrow(/^improper constraint/);
  });
});

describe("compareVersions", () => {
  const number = fc.nat(3);
  const identifiers = fc.array(fc.constantFrom("alpha", "beta", "1", "2", "10", "x-y"), {
    minLength: 0,
    maxLength: 3,
  });
  const version = fc
    .tuple(number, number, number, identifiers)
    .map(([major, minor, patch, parts]) =>
      parseVersion(`${major}.${minor}.${patch}${parts.length > 0 ? `-${parts.join(".")}` : ""}`),
    );

  it("is an order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        const isChain = compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0;
        expect(!isChain || compareVersions(a, c) <= 0).toBe(true);
      }),
    );
  });

  it("finds a version equal to itself printed and read", () => {
    fc.assert(
      fc.property(version, (a) => {
        expect(compareVersions(a, parseVersion(formatVersion(a)))).toBe(0);
      }),
    );
  });
});
