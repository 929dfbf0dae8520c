import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { shuttleFunctions, sprigFunctions } from "../../../../src/core/gotemplate/functions/all.ts";
import type { FunctionTable } from "../../../../src/core/gotemplate/functions/table.ts";

type Signatures = Readonly<Record<string, string>>;

const { sprig, shuttle } = JSON.parse(
  readFileSync(new URL("../../../conformance/functions-recorded.json", import.meta.url), "utf8"),
) as { readonly sprig: Signatures; readonly shuttle: Signatures };

/** As `reflect.Type` prints functions, but for an error as second result. */
function signaturesOf(table: FunctionTable): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { params, variadic, result }]) => {
      const last = params.length - 1;
      const written = params.map((type, index) =>
        variadic === true && index === last ? `...${type}` : type,
      );
      return [name, `func(${written.join(", ")}) ${result}`];
    }),
  );
}

function withoutErrors(signatures: Signatures): Record<string, string> {
  return Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [
      name,
      signature.replace(/ \((.*), error\)$/, " $1"),
    ]),
  );
}

describe("sprigFunctions", () => {
  it("has the 209 documented names of sprig 3.3.0, and push and mustPush", () => {
    expect(Object.keys(sprigFunctions)).toHaveLength(211);
  });

  it("has the signatures that text/template checks arguments against", () => {
    expect(signaturesOf(sprigFunctions)).toEqual(withoutErrors(sprig));
  });
});

describe("shuttleFunctions", () => {
  it("adds 16 functions, of which three take the place of sprig's", () => {
    const added = Object.keys(shuttle);

    expect(added).toHaveLength(16);
    expect(added.filter((name) => name in sprig)).toEqual(["get", "int", "trim"]);
    expect(Object.keys(shuttleFunctions)).toHaveLength(211 + 16 - 3);
  });

  it("has their signatures", () => {
    expect(signaturesOf(shuttleFunctions)).toEqual(withoutErrors({ ...sprig, ...shuttle }));
  });

  it("has nothing that objects inherit", () => {
    expect(Object.keys(shuttleFunctions)).not.toContain("constructor");
    expect(Object.hasOwn(shuttleFunctions, "toString")).toBe(true);
  });
});
