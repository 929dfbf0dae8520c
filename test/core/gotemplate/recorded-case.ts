import { readFileSync } from "node:fs";

import { hostStub } from "./host.ts";
import type { FunctionTable } from "../../../src/core/gotemplate/functions/table.ts";
import { TemplateError } from "../../../src/core/gotemplate/template-error.ts";
import { parseTemplate } from "../../../src/core/gotemplate/template.ts";
import { GoMap, Struct } from "../../../src/core/gotemplate/value.ts";
import { decodeYamlMap } from "../../../src/core/yaml/decode.ts";

export type Outcome = {
  readonly output?: string | undefined;
  readonly parseError?: string | undefined;
  readonly execError?: string | undefined;
  readonly partial?: string | undefined;
};

export type RecordedCase = Outcome & {
  readonly topic?: string;
  /** Which of the documents the variables are from. */
  readonly doc?: string;
  readonly template: string;
  readonly left?: string;
  readonly right?: string;
};

export type Recorded = {
  readonly doc?: string;
  readonly docs?: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly planPath: string;
  readonly projectPath: string;
  readonly cases: readonly RecordedCase[];
};

/** Reads a file of `test/conformance`. */
export function readRecorded(name: string): Recorded {
  const file = new URL(`../../conformance/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}

/** What our engine makes of a recorded template. */
export function outcomeOf(
  one: RecordedCase,
  recorded: Recorded,
  { functions, rootType }: { readonly functions: FunctionTable; readonly rootType: string },
): Outcome {
  let isParsed = false;
  try {
    const template = parseTemplate({
      name: "t.tmpl",
      text: one.template,
      leftDelimiter: one.left ?? "",
      rightDelimiter: one.right ?? "",
      functions,
    });
    isParsed = true;
    return { output: template.execute(rootOf(one, recorded, rootType), hostStub()) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (!isParsed) return { parseError: error.message };
    return { execError: error.message, partial: error.partial };
  }
}

function rootOf({ doc = "" }: RecordedCase, recorded: Recorded, name: string): Struct {
  return new Struct({
    name,
    fields: [
      ["Vars", decodeYamlMap(recorded.docs?.[doc] ?? recorded.doc ?? "")],
      ["Args", GoMap.of(Object.entries(recorded.args), "string")],
      ["PlanPath", recorded.planPath],
      ["ProjectPath", recorded.projectPath],
    ],
  });
}
