import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { lineOfKey, scriptLine } from "../../../src/core/shuttle/script-line.ts";

const FILE =
  "# a plan\nvars: {}\nscripts:\n  test: &t {}\n\n  build:\n    description: b\n  again: *t\n";

describe("scriptLine", () => {
  it.each([
    ["test", 4],
    ["build", 6],
    ["again", 8],
    ["nope", undefined],
  ])("finds %s", (name, line) => {
    expect(scriptLine(FILE, name)).toBe(line);
  });

  it.each(["", "a: [", "- list", "scripts: text", "scripts:"])("finds nothing in %j", (text) => {
    expect(scriptLine(text, "build")).toBeUndefined();
  });

  it("never throws, whatever the text is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["number", "undefined"]).toContain(typeof lineOfKey(text, ["scripts", "a"]));
      }),
    );
  });
});
