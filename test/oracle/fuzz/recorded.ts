import { readFileSync, writeFileSync } from "node:fs";

import type { Answer, Program } from "./program.ts";

/** Programs on which the engines once differed, with Go's answers; see the note in the file. */
export type Recorded = {
  readonly note: string;
  readonly doc: string;
  readonly args: Readonly<Record<string, string>>;
  readonly cases: readonly RecordedCase[];
};

export type RecordedCase = Partial<Answer> &
  (
    | { readonly template: string; readonly left?: string; readonly right?: string }
    | { readonly yaml: string; readonly strict?: boolean }
  );

export function readRecorded(file: string | URL): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}

/** Asks Go again about each program of the file, and writes its answers into it, one case a line. */
export async function recordAnswers(
  file: string,
  ask: (programs: readonly Program[]) => Promise<readonly Answer[]>,
): Promise<void> {
  const { cases, ...head } = readRecorded(file);
  const answers = await ask(cases.map((one) => toProgram(one, head)));
  const lines = cases.map((one, index) => JSON.stringify({ ...one, ...answers[index] }));
  const opening = JSON.stringify(head, null, 1).replace(/\n\}$/, "");
  writeFileSync(file, `${opening},\n "cases": [\n  ${lines.join(",\n  ")}\n ]\n}\n`);
}

export function toProgram(one: RecordedCase, head: Pick<Recorded, "doc" | "args">): Program {
  if ("yaml" in one) return { kind: "yaml", yaml: one.yaml, strict: one.strict ?? false };
  const { template, left = "", right = "" } = one;
  return { kind: "template", template, left, right, doc: head.doc, args: head.args };
}
