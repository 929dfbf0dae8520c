import { type Problem, formatProblem } from "../problem.ts";
import type { Refusal } from "../refusal.ts";
import { codeSpan, escapeMarkdown, phraseOf, sentenceOf, truncate } from "./markdown.ts";

export type CheckText = { readonly title: string; readonly summary: string };

/** One service's artifact of a run: stored (and released where), or refused and why. */
export type IntakeLine =
  | {
      readonly kind: "stored";
      readonly service: string;
      readonly artifact: string;
      /** Sentences on what followed, one per environment. */
      readonly releases: readonly string[];
    }
  | { readonly kind: "refused"; readonly service: string; readonly refusal: Refusal };

const MAX_SUMMARY = 60_000;

/** The check run on a run's commit for uploads that belong to no service of the repository. */
export const INTAKE_CHECK = "Ham";

/** The check run of one service: workflows that share a commit tell of different ones. */
export function intakeCheckName(service: string): string {
  return `${INTAKE_CHECK}: ${service}`;
}

/** The text of such a check run. */
export function renderIntakeCheck(lines: readonly IntakeLine[]): CheckText {
  const refused = lines.filter((line) => line.kind === "refused");
  const [first] = refused;
  const title =
    first === undefined
      ? `Stored ${lines.map((line) => line.service).join(", ")}`
      : `Not taken: ${
          refused
            .map((line) => line.service)
            .filter(Boolean)
            .join(", ") || first.refusal.reason
        }`;
  return {
    title: truncate(title, 120),
    summary: truncate(lines.map(lineText).join("\n\n"), MAX_SUMMARY),
  };
}

/** The check run "ham.yaml" on the config repository. */
export function renderConfigCheck(
  problems: readonly Problem[],
  inForce: string | undefined,
): CheckText {
  if (problems.length === 0) return { title: "ham.yaml is valid", summary: "It is in force now." };
  const rest =
    inForce === undefined
      ? "There is no valid version before it: nothing is released until this is mended."
      : `The version of commit ${inForce.slice(0, 10)} stays in force.`;
  const list = problems.map((problem) => `- ${escapeMarkdown(formatProblem(problem))}`);
  return {
    title:
      problems.length === 1 ? "1 mistake in ham.yaml" : `${problems.length} mistakes in ham.yaml`,
    summary: truncate([rest, "", ...list].join("\n"), MAX_SUMMARY),
  };
}

function lineText(line: IntakeLine): string {
  const name = line.service === "" ? "" : `**${escapeMarkdown(line.service)}**: `;
  if (line.kind === "stored") {
    const releases = line.releases.map((sentence) => `- ${phraseOf(sentence)}`);
    return [`${name}${codeSpan(line.artifact)} is stored.`, ...releases].join("\n");
  }
  const { sentence, advice } = line.refusal;
  return `${name}${line.service === "" ? sentenceOf(sentence) : phraseOf(sentence)}${advice === undefined ? "" : ` ${sentenceOf(advice)}`}`;
}
