import { XMLParser, XMLValidator } from "fast-xml-parser";

import type { Checked } from "../problem.ts";
import { addResults, countOf, NO_TESTS, type TestResults } from "./stage-results.ts";
import { type Element, toElements } from "./stage-xml-schema.ts";

/** Entities are left alone: no count is in one, and they could be made to grow without end. */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: true,
});

/**
 * Counts the test cases of a report in the format of JUnit, in suites of any depth; a suite that lists none
 * is believed what its attributes say.
 */
export function readJunit(text: string): Checked<TestResults> {
  const roots = parseXml(text);
  if (roots.kind === "invalid") return roots;
  const suites = roots.value.filter(({ name }) => name === "testsuites" || name === "testsuite");
  if (suites.length > 0) return { kind: "valid", value: sum(suites) };
  const [root] = roots.value.filter(({ name }) => !name.startsWith("?"));
  return broken(`expected <testsuites> or <testsuite>, received <${root?.name ?? ""}>`, 1);
}

function parseXml(text: string): Checked<readonly Element[]> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the parser takes what is broken, and the validator's new package is this same code
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (valid !== true) return broken(`not XML: ${valid.err.msg}`, valid.err.line);
  try {
    return { kind: "valid", value: toElements(PARSER.parse(text)) };
  } catch (error) {
    return broken(`not XML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function broken(message: string, line?: number): Checked<never> {
  // What it quotes may be as long as the report.
  return { kind: "invalid", problems: [{ path: "", message: message.slice(0, 200), line }] };
}

function sum(elements: readonly Element[]): TestResults {
  return elements.map(resultsOf).reduce(addResults, NO_TESTS);
}

function resultsOf(element: Element): TestResults {
  if (element.name === "testcase") return countOf(outcomeOf(element));
  const inner = element.children.filter(({ name }) => SUITES_AND_CASES.includes(name));
  return inner.length > 0 ? sum(inner) : declaredResults(element);
}

const SUITES_AND_CASES = ["testsuites", "testsuite", "testcase"];

function outcomeOf({ children, attributes }: Element): keyof TestResults {
  const names = children.map(({ name }) => name);
  if (names.includes("failure") || names.includes("error")) return "failed";
  // GoogleTest says it with an attribute.
  const isLeftOut = names.some((name) => LEFT_OUT.includes(name));
  return isLeftOut || attributes.get("status") === "notrun" ? "skipped" : "passed";
}

const LEFT_OUT = ["skipped", "ignored", "disabled"];

function declaredResults({ attributes }: Element): TestResults {
  const number = (name: string): number => {
    const value = attributes.get(name) ?? "";
    return /^\d{1,9}$/.test(value) ? Number(value) : 0;
  };
  const failed = number("failures") + number("errors");
  const skipped = number("skipped") + number("disabled");
  return { passed: Math.max(0, number("tests") - failed - skipped), failed, skipped };
}
