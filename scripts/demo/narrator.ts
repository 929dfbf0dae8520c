import type { Paint } from "./paint.ts";
import type { Step } from "./step.ts";
import type { StoryListener } from "./story.ts";

/** Tells the steps to a person as they happen. */
export function createNarrator(print: (line: string) => void, paint: Paint): StoryListener {
  let number = 0;
  return {
    begins: (title) => {
      number += 1;
      print(paint.bold(`${String(number).padStart(2)}. ${title}`));
    },
    ended: (step) => {
      for (const line of linesOf(step, paint)) print(`    ${line}`);
      print("");
    },
  };
}

/** Of a machine-readable run nothing is told on the way. */
export const SILENT: StoryListener = { begins: () => undefined, ended: () => undefined };

function linesOf(step: Step, paint: Paint): readonly string[] {
  const calls = paint.dim(`(${step.calls} calls of GitHub's API by Ham)`);
  return [
    ...step.shown.flatMap((text) => text.split("\n").map((line) => paint.dim(`│ ${line}`))),
    `${verdictOf(step, paint)} ${calls}`,
  ];
}

function verdictOf({ outcome, reason, environment, commit }: Step, paint: Paint): string {
  switch (outcome) {
    case "released":
      return paint.green(
        `✓ released to ${environment ?? ""}: commit ${(commit ?? "").slice(0, 10)}`,
      );
    case "refused":
      return paint.yellow(`✗ refused${reason === null ? "" : `: ${reason}`}`);
    case "done":
      return paint.green("✓ done");
  }
}
