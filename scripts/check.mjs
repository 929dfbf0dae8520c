// npm run check: everything that must be green before a commit, and what CI runs. Goes on after a failure,
// so that one run tells all; ends with `N passed, N failed` for the checks and tests together.
import { spawnSync } from "node:child_process";

import { ensureInstalled, ROOT } from "./lib/run.mjs";

/** Each an npm script, so that it can be run alone. `npm test` first: it installs what is missing. */
const CHECKS = [
  ["npm test", ["test", "--", "--ci"]],
  ["lint", ["run", "lint"]],
  ["format", ["run", "format:check"]],
  ["types", ["run", "typecheck"]],
  ["boundaries", ["run", "boundaries"]],
  ["workflows", ["run", "lint:workflows"]],
  ["zizmor", ["run", "lint:zizmor"]],
  ["generated files", ["run", "generate", "--", "--check"]],
  ["bundle comparison", ["run", "bundle", "--", "--check"]],
  ["acceptance", ["run", "test:acceptance", "--", "--ci"]],
  // These two need Go; the seed is fixed, so that a change is judged and not the dice.
  ["templates against Go", ["run", "fuzz:go", "--", "--programs", "4000", "--seed", "1"]],
  ["act", ["run", "test:act"]],
];

ensureInstalled();
const results = CHECKS.map(([name, args]) => runCheck(name, args));
process.stdout.write("\n");
for (const { name, code, seconds } of results) {
  process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
}
const failures = results.filter(({ code }) => code !== 0).length;
const passed = sum(results.map(({ tests }) => tests.passed)) + results.length - failures;
const failed = sum(results.map(({ tests }) => tests.failed)) + failures;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function runCheck(name, args) {
  process.stdout.write(`\n=== ${name}\n`);
  const started = Date.now();
  const { status, stdout } = spawnSync("npm", ["--silent", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  process.stdout.write(stdout);
  const seconds = Math.round((Date.now() - started) / 1000);
  return { name, code: status ?? 1, seconds, tests: countTests(stdout) };
}

/** Of a runner's closing line. Its failed tests count once more as the failed check: that is no harm. */
function countTests(output) {
  const line = output.split("\n").findLast((one) => /^\d+ passed, \d+ failed/.test(one));
  const [, passed = "0", failed = "0"] = /^(\d+) passed, (\d+) failed/.exec(line ?? "") ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
