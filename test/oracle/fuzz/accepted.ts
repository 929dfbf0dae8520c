import type { Answer, Program } from "./program.ts";
import { textOf } from "./program.ts";

/** A difference that is meant: each has its reason, and matches nothing else. */
export type Accepted = {
  readonly reason: string;
  readonly matches: (difference: Difference) => boolean;
};

export type Difference = { readonly program: Program; readonly go: Answer; readonly ours: Answer };

const ACCEPTED: readonly Accepted[] = [
  {
    reason: "an empty collection as a key is an error; yaml.v2 drops what follows without a word",
    matches: ({ program, ours }) =>
      (program.kind === "yaml" || program.template.includes("fromYaml")) &&
      /[[{][\s,:?]*[\]}]/.test(textOf(program)) &&
      ours.error !== "",
  },
  {
    reason: "no template may exhaust the process: our limits are lower than what Go survives",
    matches: ({ ours }) => ours.stage === "limit",
  },
  {
    reason: "upperFirst makes the first letter upper-case, and not its first byte",
    matches: ({ program, go }) =>
      textOf(program).includes("upperFirst") && (go.output + go.error).includes(REPLACED),
  },
  {
    reason: "an error of a pattern that has a name twice shows it without the second name",
    matches: ({ program, go, ours }) =>
      /\(\?P?<(.)>.*\(\?P?<\1>/s.test(textOf(program)) &&
      go.error.includes("error parsing regexp") &&
      ours.error.includes("error parsing regexp"),
  },
  {
    reason: "a deep copy of a version stays that version",
    matches: ({ program, go }) =>
      /deepCopy/i.test(textOf(program)) && /0\.0\.0|&\{0 0 0 /.test(go.output + go.error),
  },
  {
    reason: "verbs that dates and versions have no text for print the fields inside of Go's values",
    matches: ({ program, ours }) =>
      /toDate|date_?Modify|semver/.test(textOf(program)) &&
      /printf ("|`)[^"`]*%/.test(textOf(program)) &&
      /\{\}|e30/.test(ours.output + ours.error),
  },
];

/** U+FFFD, for bytes that are no letter. */
const REPLACED = "\u00ef\u00bf\u00bd";

/** The oracle gave up, or its output was too large to compare. */
const UNANSWERED: ReadonlySet<string> = new Set(["lost", "skipped"]);

/** Undefined: the answers are the same, or differ for a reason that is known. */
export function differenceOf(program: Program, go: Answer, ours: Answer): Difference | undefined {
  if (isSame(go, ours) || UNANSWERED.has(go.stage)) return undefined;
  const difference = { program, go, ours };
  return ACCEPTED.some(({ matches }) => matches(difference)) ? undefined : difference;
}

function isSame(go: Answer, ours: Answer): boolean {
  return go.stage === ours.stage && go.output === ours.output && go.error === ours.error;
}
