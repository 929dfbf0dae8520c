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
    reason: "keys can come each before the next in a circle; Go's order is by chance then",
    matches: ({ program, go, ours }) =>
      program.kind === "yaml" &&
      go.stage === "done" &&
      go.output.trim().split("\n").length >= 5 &&
      sortedLines(go.output) === sortedLines(ours.output),
  },
  {
    reason:
      "a second byte order mark is a character; with it yaml.v2 loses the first one of each line",
    matches: ({ program }) =>
      /^(?:\ufeff\ufeff|(?:\udcff\udcfe){2}|(?:\udcfe\udcff){2})/.test(textOf(program)),
  },
  {
    reason: "no template may exhaust the process: our limits are lower than what Go survives",
    matches: ({ ours }) => ours.stage === "limit",
  },
  {
    reason: "upperFirst makes the first letter upper-case, and not its first byte",
    // Whatever the broken byte is piped into shows it in its own way.
    matches: ({ program, go }) =>
      textOf(program).includes("upperFirst") &&
      (/[^\0-\x7f]|\\[xuU0-7]|upperFirst[^}]*\|/.test(textOf(program)) ||
        (go.output + go.error).includes(REPLACED)),
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
    reason: "of the zone inside of a date, printf prints no place in memory and `<nil>` for UTC",
    matches: ({ program, go, ours }) =>
      /toDate|date_?Modify/.test(textOf(program)) &&
      /printf ("|`)[^"`]*%/.test(textOf(program)) &&
      go.stage === "done" &&
      ours.stage === "done",
  },
  {
    reason: "of several keys that are no texts, Go names one by chance",
    matches: ({ go, ours }) =>
      [go, ours].every(({ error }) => /interface \{\} is \S+, not string$/.test(error)) &&
      ours.error.includes("rray: interface conversion"),
  },
  {
    reason: "what is decrypted with another key than it was encrypted with is never the same",
    matches: ({ program, go, ours }) =>
      textOf(program).includes("decryptAES") &&
      [go, ours].every(({ error }) => error.includes("slice bounds out of range [:-")),
  },
];

function sortedLines(text: string): string {
  return text.split("\n").sort().join("\n");
}

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
