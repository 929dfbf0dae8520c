import type { Checked } from "../problem.ts";
import { addResults, countOf, NO_TESTS, type TestResults } from "./stage-results.ts";

type Point = { readonly indent: number; readonly outcome: keyof TestResults };

/**
 * Counts the tests of a report in the Test Anything Protocol. A test with tests inside of it is a suite
 * and not counted; tests that the plan announces and that never came count as failed.
 */
export function readTap(text: string): Checked<TestResults> {
  const lines = withoutDiagnostics(text.split(/\r?\n/));
  const bailed = lines.findIndex((line) => /^\s*Bail out!/.test(line));
  if (bailed >= 0) return broken(lines[bailed]?.trim() ?? "", bailed + 1);
  const points = lines.flatMap((line) => toPoint(line) ?? []);
  const planned = plannedTests(lines);
  if (points.length === 0 && planned === undefined) {
    return broken("expected lines that start with 'ok', 'not ok' or a plan like '1..3'", 1);
  }
  const top = points.filter(({ indent }) => indent === 0).length;
  const missing = Math.max(0, (planned ?? top) - top);
  const counted = leaves(points).map(({ outcome }) => countOf(outcome));
  const value = counted.reduce(addResults, { ...NO_TESTS, failed: missing });
  return { kind: "valid", value };
}

function broken(message: string, line: number): Checked<never> {
  return { kind: "invalid", problems: [{ path: "", message, line }] };
}

/** Blocks of YAML after a test may have lines like a test's; they are made empty, so that lines keep their number. */
function withoutDiagnostics(lines: readonly string[]): readonly string[] {
  let end: string | undefined;
  return lines.map((line) => {
    if (end !== undefined) {
      if (line.trimEnd() === end) end = undefined;
      return "";
    }
    const start = /^(\s+)---\s*$/.exec(line);
    if (start === null) return line;
    end = `${start[1] ?? ""}...`;
    return "";
  });
}

function toPoint(line: string): Point | undefined {
  const match = /^(\s*)(not ok|ok)(?:\s|$)(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, indent = "", result = "", rest = ""] = match;
  const directive = /(?<!\\)#\s*(skip|todo)/i.exec(rest)?.[1]?.toLowerCase();
  return { indent: indent.length, outcome: outcomeOf(result === "ok", directive) };
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

/** A suite's own line comes after those of its tests, which are indented deeper. */
function leaves(points: readonly Point[]): readonly Point[] {
  return points.filter(({ indent }, index) => (points[index - 1]?.indent ?? 0) <= indent);
}
