/** How many tests ended how, in the words of release-manager's specs. */
export type TestResults = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

export const NO_TESTS: TestResults = { passed: 0, failed: 0, skipped: 0 };

export function addResults(a: TestResults, b: TestResults): TestResults {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

export function countOf(outcome: keyof TestResults): TestResults {
  return { ...NO_TESTS, [outcome]: 1 };
}
