import { Buffer } from "node:buffer";

import type { Difference } from "./accepted.ts";
import { type Answer, textOf } from "./program.ts";

/** The program and both answers, for a person. */
export function formatDifference({ program, go, ours }: Difference): string {
  const lines = [
    `\n${program.kind}${program.kind === "yaml" && program.strict ? " (strict)" : ""}: ${JSON.stringify(textOf(program))}`,
    `  Go:   ${formatAnswer(go)}`,
    `  ours: ${formatAnswer(ours)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Differences of one kind are likely to have one cause. */
export function kindOf({ program, go, ours }: Difference): string {
  return [program.kind, go.stage, patternOf(go), ours.stage, patternOf(ours)].join(" ");
}

function patternOf({ error, output }: Answer): string {
  const text = error === "" ? output : error;
  return text
    .replace(/<.*?>|"[^"]*"/g, "_")
    .replace(/\d+/g, "0")
    .slice(0, 200);
}

const SHOWN = 600;

function formatAnswer({ stage, output, error }: Answer): string {
  const shown = [stage, shorten(output)];
  if (error !== "") shown.push(shorten(error));
  return shown.join(" ");
}

function shorten(latin1: string): string {
  const text = JSON.stringify(Buffer.from(latin1, "latin1").toString("utf8"));
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
