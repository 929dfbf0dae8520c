import type { Checked } from "../problem.ts";
import { addResults, countOf, NO_TESTS, type TestResults } from "./stage-results.ts";
import { readXml, type XmlElement } from "./stage-xml.ts";

/** An element that is not yet closed, with what is known of it so far. */
type Level =
  | { readonly kind: "suite"; readonly declared: TestResults; hasTests: boolean }
  | { readonly kind: "case"; outcome: keyof TestResults }
  | { readonly kind: "other" };

/**
 * Counts the test cases of a report in the format of JUnit, in suites of any depth; a suite that lists none
 * is believed what its attributes say.
 */
export function readJunit(text: string): Checked<TestResults> {
  const open: Level[] = [];
  let total = NO_TESTS;
  let root: XmlElement | undefined;
  const broken = readXml(text, {
    opened: (element) => {
      root ??= element;
      const parent = open.at(-1);
      const level = levelOf(element, parent);
      tellParent(parent, level, element.name);
      open.push(level);
    },
    closed: () => {
      total = addResults(total, resultsOf(open.pop()));
    },
  });
  if (broken !== undefined) return invalid(`not XML: ${broken.message}`, broken.line);
  if (root === undefined || SUITES.includes(root.name)) return { kind: "valid", value: total };
  return invalid(`expected <testsuites> or <testsuite>, received <${root.name}>`, root.line);
}

function invalid(message: string, line: number): Checked<never> {
  // What it quotes may be as long as the report.
  return { kind: "invalid", problems: [{ path: "", message: message.slice(0, 200), line }] };
}

const SUITES = ["testsuites", "testsuite"];
/** GoogleTest's word for a case that it left out. */
const NOT_RUN = "notrun";

/** What stands elsewhere than in a suite is no test of it. */
function levelOf({ name, attributes }: XmlElement, parent: Level | undefined): Level {
  const isInSuite = parent === undefined || parent.kind === "suite";
  if (isInSuite && SUITES.includes(name)) {
    return { kind: "suite", declared: declaredResults(attributes), hasTests: false };
  }
  if (!isInSuite || name !== "testcase") return { kind: "other" };
  return { kind: "case", outcome: attributes.get("status") === NOT_RUN ? "skipped" : "passed" };
}

function tellParent(parent: Level | undefined, level: Level, name: string): void {
  if (parent?.kind === "suite") parent.hasTests ||= level.kind !== "other";
  if (parent?.kind !== "case" || parent.outcome === "failed") return;
  parent.outcome = OUTCOMES.get(name) ?? parent.outcome;
}

/** What an element in a test case says of it. */
const OUTCOMES: ReadonlyMap<string, keyof TestResults> = new Map([
  ["failure", "failed"],
  ["error", "failed"],
  ["skipped", "skipped"],
  ["ignored", "skipped"],
  ["disabled", "skipped"],
]);

function resultsOf(level: Level | undefined): TestResults {
  if (level?.kind === "case") return countOf(level.outcome);
  return level?.kind === "suite" && !level.hasTests ? level.declared : NO_TESTS;
}

function declaredResults(attributes: XmlElement["attributes"]): TestResults {
  const number = (name: string): number => {
    const value = attributes.get(name) ?? "";
    return /^\d{1,9}$/.test(value) ? Number(value) : 0;
  };
  const failed = number("failures") + number("errors");
  const skipped = number("skipped") + number("disabled");
  return { passed: Math.max(0, number("tests") - failed - skipped), failed, skipped };
}
