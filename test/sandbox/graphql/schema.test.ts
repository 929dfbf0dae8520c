import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "@jest/globals";
import { isInputObjectType, isInterfaceType, isObjectType, isRequiredInputField } from "graphql";
import fc from "fast-check";

import { scalarRules } from "../../../src/sandbox/graphql/scalars.ts";
import { githubSchema } from "../../../src/sandbox/graphql/schema.ts";
import { loadFullSchema } from "../../support/full-github-schema.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("the kept part of GitHub's schema", () => {
  it("is what the script cuts out of the package", () => {
    const args = ["scripts/extract-graphql-schema.mjs", "--check"];

    expect(() => execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" })).not.toThrow();
  });

  it("says of each field what GitHub says", () => {
    const full = loadFullSchema();
    const differing = Object.values(githubSchema().getTypeMap()).flatMap((type) => {
      const whole = full.getType(type.name);
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      const known = isObjectType(whole) || isInterfaceType(whole) ? whole.getFields() : {};
      return Object.values(type.getFields())
        .filter(({ name, type: kind }) => String(known[name]?.type) !== String(kind))
        .map(({ name }) => `${type.name}.${name}`);
    });

    // `__typename` and its like are graphql-js's own.
    expect(differing.filter((name) => !name.startsWith("__"))).toEqual([]);
  });

  it("leaves out no argument and no input that GitHub requires", () => {
    const full = loadFullSchema();
    const missing = Object.values(githubSchema().getTypeMap()).flatMap((type) => {
      const whole = full.getType(type.name);
      if (!isInputObjectType(type) || !isInputObjectType(whole)) return [];
      return Object.values(whole.getFields())
        .filter(isRequiredInputField)
        .filter(({ name }) => !(name in type.getFields()))
        .map(({ name }) => `${type.name}.${name}`);
    });

    expect(missing).toEqual([]);
  });
});

describe("scalars", () => {
  const parse = (scalar: string, text: string) => scalarRules[scalar]?.parse(text);

  it("read what GitHub takes", () => {
    expect(parse("GitTimestamp", "2030-05-10T12:00:00Z")).toBe(1_904_644_800);
    expect(parse("GitTimestamp", "2030-05-10T14:00:00+02:00")).toBe(1_904_644_800);
    expect(parse("DateTime", "2030-05-10T14:00:00.5+02:00")).toBe("2030-05-10T12:00:00Z");
    expect(parse("GitRefname", "refs/heads/env/dev")).toBe("refs/heads/env/dev");
    expect(parse("URI", "https://example.com/a")).toBe("https://example.com/a");
  });

  it("refuse what GitHub refuses", () => {
    expect(parse("GitTimestamp", "yesterday")).toBeUndefined();
    expect(parse("GitObjectID", "ABC")).toBeUndefined();
    expect(parse("GitRefname", "env/dev")).toBeUndefined();
    expect(parse("GitRefname", "refs/heads/a..b")).toBeUndefined();
    expect(parse("BigInt", "1.5")).toBeUndefined();
    expect(parse("URI", "none")).toBeUndefined();
  });

  it("read any bytes as they were written", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(parse("Base64String", text)).toEqual(Buffer.from(bytes));
        expect(parse("Base64String", `${text}*`)).toBeUndefined();
      }),
    );
  });
});
