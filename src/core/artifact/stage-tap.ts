import type { Checked } from "../problem.ts";
import { addResults, countOf, NO_TESTS, type TestResults } from "./stage-results.ts";

type TapLine =
  | Point
  /** The end of braces. */
  | { readonly kind: "end"; readonly indent: number }
  | { readonly kind: "plan"; readonly tests: number }
  | { readonly kind: "bail-out"; readonly words: string; readonly number: number };

type Point = {
  readonly kind: "point";
  readonly indent: number;
  readonly outcome: keyof TestResults;
  /** Is it a suite whose tests follow in braces? In the other form they come before it. */
  readonly opens: boolean;
};

/** The tests of one depth, not yet known to belong to a suite. */
type Level = { readonly indent: number; hasFailed: boolean };

/**
 * Counts the tests of a report in the Test Anything Protocol. A test with tests inside of it is a suite and
 * counts only if it failed and none of them did; tests that the plan announces and that never came count as
 * failed.
 */
export function readTap(text: string): Checked<TestResults> {
  const open: Level[] = [];
  let [total, top] = [NO_TESTS, 0];
  let planned: number | undefined;
  let isTap = false;
  for (const [line, next] of withNext(readLines(text))) {
    isTap ||= line.kind !== "end";
    switch (line.kind) {
      case "bail-out":
        return broken(line.words, line.number);
      case "plan":
        planned ??= line.tests;
        break;
      case "end":
        leaveDeeper(open, line.indent);
        break;
      case "point":
        if (line.indent === 0) top += 1;
        total = addResults(total, countPoint(line, next, open));
    }
  }
  if (!isTap)
    return broken("expected lines that start with 'ok', 'not ok' or a plan like '1..3'", 1);
  const missing = Math.max(0, (planned ?? top) - top);
  return { kind: "valid", value: addResults(total, { ...NO_TESTS, failed: missing }) };
}

function broken(message: string, line: number): Checked<never> {
  return { kind: "invalid", problems: [{ path: "", message, line }] };
}

function* withNext<T>(items: Iterable<T>): Generator<readonly [T, T | undefined]> {
  let held: { readonly item: T } | undefined;
  for (const item of items) {
    if (held !== undefined) yield [held.item, item];
    held = { item };
  }
  if (held !== undefined) yield [held.item, undefined];
}

/** One after another, because a report may have millions of lines. */
function* readLines(text: string): Generator<TapLine> {
  /** Of a block of YAML after a test, whose lines may look like a test's. */
  let diagnostic: string | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    // What has less indentation than a block is not in it, though nothing ended it.
    if (diagnostic !== undefined && (line.trim() === "" || line.startsWith(diagnostic))) {
      if (line.trimEnd() === `${diagnostic}...`) diagnostic = undefined;
      continue;
    }
    diagnostic = /^(\s+)---\s*$/.exec(line)?.[1];
    const read = toPoint(line) ?? toEnd(line) ?? toPlan(line) ?? toBailOut(line, number);
    if (read !== undefined) yield read;
  }
}

function* linesOf(text: string): Generator<string> {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    yield text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "");
    at = end === -1 ? text.length : end + 1;
  }
}

function toPoint(line: string): Point | undefined {
  const match = /^(\s*)(not ok|ok)(?:\s|$)(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, indent = "", result = "", rest = ""] = match;
  const directive = /(?<!\\)#\s*(skip|todo)/i.exec(rest)?.[1]?.toLowerCase();
  const outcome = outcomeOf(result === "ok", directive);
  return { kind: "point", indent: indent.length, outcome, opens: /\s\{\s*$/.test(rest) };
}

function toEnd(line: string): TapLine | undefined {
  const indent = /^(\s*)\}\s*$/.exec(line)?.[1];
  return indent === undefined ? undefined : { kind: "end", indent: indent.length };
}

function toPlan(line: string): TapLine | undefined {
  const tests = /^1\.\.(\d{1,9})\b/.exec(line)?.[1];
  return tests === undefined ? undefined : { kind: "plan", tests: Number(tests) };
}

function toBailOut(line: string, number: number): TapLine | undefined {
  if (!/^\s*Bail out!/.test(line)) return undefined;
  return { kind: "bail-out", words: line.trim().slice(0, 200), number };
}

/** A test that is known to fail counts as one that wasn't made. */
function outcomeOf(isOk: boolean, directive: string | undefined): keyof TestResults {
  if (directive === "skip") return "skipped";
  if (isOk) return "passed";
  return directive === "todo" ? "skipped" : "failed";
}

/** What the test counts for, given the tests before it and the line that follows. */
function countPoint(point: Point, next: TapLine | undefined, open: Level[]): TestResults {
  const { indent, opens, outcome } = point;
  const inner = leaveDeeper(open, indent);
  const isFailed = outcome === "failed";
  enter(open, { indent, hasFailed: isFailed || inner.hasFailed });
  const isFollowed = opens && next?.kind === "point" && next.indent > indent;
  const isSuite = inner.hasTests || isFollowed;
  const counts = !isSuite || (inner.hasTests && isFailed && !inner.hasFailed);
  return counts ? countOf(outcome) : NO_TESTS;
}

function leaveDeeper(
  open: Level[],
  indent: number,
): { readonly hasTests: boolean; readonly hasFailed: boolean } {
  let [hasTests, hasFailed] = [false, false];
  for (let level = open.at(-1); level !== undefined && level.indent > indent;) {
    hasTests = true;
    hasFailed ||= level.hasFailed;
    open.pop();
    level = open.at(-1);
  }
  return { hasTests, hasFailed };
}

function enter(open: Level[], level: Level): void {
  const last = open.at(-1);
  if (last?.indent === level.indent) last.hasFailed ||= level.hasFailed;
  else open.push(level);
}
