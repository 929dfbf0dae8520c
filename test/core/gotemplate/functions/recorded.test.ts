import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { canonical, canonicalAnswer, toValue, type Tagged } from "./tagged.ts";
import { sprigFunctions } from "../../../../src/core/gotemplate/functions/all.ts";
import { GoError } from "../../../../src/core/gotemplate/value.ts";
import { hostStub } from "../host.ts";

type Answer = { readonly args: readonly Tagged[] } & (
  { readonly ok: Tagged } | { readonly err: string }
);

const { functions } = JSON.parse(
  readFileSync(new URL("../../../conformance/functions-recorded.json", import.meta.url), "utf8"),
) as { readonly functions: Readonly<Record<string, readonly Answer[]>> };

const variables: ReadonlyMap<string, string> = new Map([["HOME", "/home/developer"]]);
const host = hostStub({ environment: (name) => variables.get(name) });

function outcomeOf(name: string, args: readonly Tagged[]): string {
  try {
    return canonical(sprigFunctions[name]?.call(args.map(toValue), host) ?? null);
  } catch (error) {
    if (error instanceof GoError) return `error: ${error.message}`;
    throw error;
  }
}

function expectedOutcome(answer: Answer): string {
  return "ok" in answer ? canonicalAnswer(answer.ok) : `error: ${answer.err}`;
}

describe("sprigFunctions", () => {
  describe("when sprig has been asked before", () => {
    it.each(Object.entries(functions))("answers the same for %s", (name, answers) => {
      const ours = answers.map(({ args }) => [args, outcomeOf(name, args)]);

      expect(ours).toEqual(answers.map((answer) => [answer.args, expectedOutcome(answer)]));
    });
  });
});
