import type { Checked } from "../problem.ts";
import { addResults, countOf, NO_TESTS, type TestResults } from "./stage-results.ts";

type Point = {
  readonly indent: number;
  readonly outcome: keyof TestResults;
  /** Is it a suite whose tests follow in braces? In the other form they come before it. */
  readonly opens: boolean;
};

/** The end of braces. */
type End = { readonly indent: number; readonly outcome: undefined };

/**
 * Counts the tests of a report in the Test Anything Protocol. A test with tests inside of it is a suite and
 * counts only if it failed and none of them did; tests that the plan announces and that never came count as
 * failed.
 */
export function readTap(text: string): Checked<TestResults> {
  const lines = withoutDiagnostics(text.replace(/^\ufeff/, "").split(/\r?\n/));
  const bailed = lines.findIndex((line) => /^\s*Bail out!/.test(line));
  if (bailed >= 0) return broken(lines[bailed]?.trim() ?? "", bailed + 1);
  const points = lines.flatMap((line) => toPoint(line) ?? toEnd(line) ?? []);
  const planned = plannedTests(lines);
  if (points.length === 0 && planned === undefined) {
    return broken("expected lines that start with 'ok', 'not ok' or a plan like '1..3'", 1);
  }
  const top = points.filter(({ indent, outcome }) => indent === 0 && outcome !== undefined).length;
  const missing = Math.max(0, (planned ?? top) - top);
  const counted = countedOutcomes(points).map(countOf);
  const value = counted.reduce(addResults, { ...NO_TESTS, failed: missing });
  return { kind: "valid", value };
}

function broken(message: string, line: number): Checked<never> {
  return { kind: "invalid", problems: [{ path: "", message, line }] };
}

/** Blocks of YAML after a test may have lines like a test's; they are made empty, so that lines keep their number. */
function withoutDiagnostics(lines: readonly string[]): readonly string[] {
  let indent: string | undefined;
  return lines.map((line) => {
    // What has less indentation than a block is not in it, though nothing ended it.
    if (indent !== undefined && line.trim() !== "" && !line.startsWith(indent)) indent = undefined;
    if (indent !== undefined) {
      if (line.trimEnd() === `${indent}...`) indent = undefined;
      return "";
    }
    indent = /^(\s+)---\s*$/.exec(line)?.[1];
    return indent === undefined ? line : "";
  });
}

function toPoint(line: string): Point | undefined {
  const match = /^(\s*)(not ok|ok)(?:\s|$)(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, indent = "", result = "", rest = ""] = match;
  const directive = /(?<!\\)#\s*(skip|todo)/i.exec(rest)?.[1]?.toLowerCase();
  const outcome = outcomeOf(result === "ok", directive);
  return { indent: indent.length, outcome, opens: /\s\{\s*$/.test(rest) };
}

function toEnd(line: string): End | undefined {
  const indent = /^(\s*)\}\s*$/.exec(line)?.[1];
  return indent === undefined ? undefined : { indent: indent.length, outcome: undefined };
}

/** A test that is known to fail counts as one that wasn't made. */
function outcomeOf(isOk: boolean, directive: string | undefined): keyof TestResults {
  if (directive === "skip") return "skipped";
  if (isOk) return "passed";
  return directive === "todo" ? "skipped" : "failed";
}

function plannedTests(lines: readonly string[]): number | undefined {
  const plan = lines.map((line) => /^1\.\.(\d{1,9})\b/.exec(line)).find((match) => match !== null);
  return plan === undefined ? undefined : Number(plan[1]);
}

/** In one pass: `open` has each deeper level that is not yet known to belong to a suite. */
function countedOutcomes(points: readonly (Point | End)[]): readonly (keyof TestResults)[] {
  const open: { readonly indent: number; hasFailed: boolean }[] = [];
  const counted: (keyof TestResults)[] = [];
  for (const [index, point] of points.entries()) {
    let [hasTests, hasFailed] = [false, false];
    for (let level = open.at(-1); level !== undefined && level.indent > point.indent;) {
      hasTests = true;
      hasFailed ||= level.hasFailed;
      open.pop();
      level = open.at(-1);
    }
    if (point.outcome === undefined) continue;
    const isSuite = hasTests || (point.opens && (points[index + 1]?.indent ?? 0) > point.indent);
    const isFailed = point.outcome === "failed";
    if (!isSuite || (hasTests && isFailed && !hasFailed)) counted.push(point.outcome);
    const level = open.at(-1);
    if (level?.indent === point.indent) level.hasFailed ||= isFailed || hasFailed;
    else open.push({ indent: point.indent, hasFailed: isFailed || hasFailed });
  }
  return counted;
}
