// Runs jest on ES modules and ends with one line that machines read.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runNode } from "./run.mjs";

/** Runs jest with these arguments, prints `N passed, N failed`, and gives the exit code. */
export function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), "jest-"));
  const report = join(folder, "report.json");
  try {
    const code = runNode(
      [
        "--experimental-vm-modules",
        "--no-warnings",
        "node_modules/jest/bin/jest.js",
        ...REPORT,
        `--outputFile=${report}`,
        ...args,
      ],
      CLEAN,
    );
    return summarise(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const REPORT = ["--json"];
/** Extra certificates cost each child process of the tests some 60 ms. */
const CLEAN = { NODE_EXTRA_CA_CERTS: "" };

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** A suite that can't even start has no tests, so it counts as one that failed. */
function summarise(report, code) {
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 1) + (report?.numRuntimeErrorTestSuites ?? 0);
  const skipped = report?.numPendingTests ?? 0;
  const more = skipped === 0 ? "" : `, ${skipped} skipped`;
  process.stdout.write(`${passed} passed, ${failed} failed${more}\n`);
  return code === 0 && (failed > 0 || passed === 0) ? 1 : code;
}
