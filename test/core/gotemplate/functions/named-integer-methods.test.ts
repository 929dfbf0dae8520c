import { describe, expect, it } from "@jest/globals";

import { hostStub } from "../host.ts";
import { namedIntegerMethod } from "../../../../src/core/gotemplate/functions/named-integer-methods.ts";
import { printValue } from "../../../../src/core/gotemplate/functions/printing.ts";
import { Integer, type Value } from "../../../../src/core/gotemplate/value.ts";

function ask(value: Integer, name: string, ...args: readonly Value[]): string | undefined {
  const method = namedIntegerMethod(value, name);
  return method === undefined ? undefined : printValue(method.call(args, hostStub()));
}

describe("namedIntegerMethod of a duration", () => {
  const duration = new Integer("int64", -5_431_500_000_000n, "time.Duration");
  const minute = new Integer("int64", 60_000_000_000n, "time.Duration");

  it.each([
    ["Hours", "-1.50875"],
    ["Minutes", "-90.525"],
    ["Seconds", "-5431.5"],
    ["Milliseconds", "-5431500"],
    ["Nanoseconds", "-5431500000000"],
    ["Abs", "1h30m31.5s"],
  ])("answers %s", (name, text) => {
    expect(ask(duration, name)).toBe(text);
  });

  it("rounds and truncates", () => {
    expect(ask(duration, "Round", minute)).toBe("-1h31m0s");
    expect(ask(duration, "Truncate", minute)).toBe("-1h30m0s");
    expect(ask(duration, "Round", 0)).toBe("-1h30m31.5s");
  });
});

describe("namedIntegerMethod of a file's mode", () => {
  it("tells folders from files and names the permissions", () => {
    const folder = new Integer("uint32", (1n << 31n) | 0o755n, "fs.FileMode");
    const file = new Integer("uint32", 0o644n, "fs.FileMode");

    expect([ask(folder, "IsDir"), ask(folder, "IsRegular")]).toEqual(["true", "false"]);
    expect([ask(file, "IsDir"), ask(file, "IsRegular")]).toEqual(["false", "true"]);
    expect([ask(folder, "Perm"), ask(folder, "Type")]).toEqual(["-rwxr-xr-x", "d---------"]);
  });
});

describe("namedIntegerMethod of anything else", () => {
  it("finds nothing", () => {
    expect(ask(new Integer("int64", 1n), "Hours")).toBeUndefined();
    expect(ask(new Integer("int", 1n, "time.Month"), "constructor")).toBeUndefined();
  });
});
