// npm run lint:zizmor: zizmor over our own workflows and actions and those of the examples, without the
// network. It is taken from PATH, else from PyPI into a cache outside the tree.
import { spawnSync } from "node:child_process";

import { run } from "./lib/run.mjs";
import { ensureZizmor } from "./lib/tools.mjs";

const INPUTS = [".github", "action.yml", "changed/action.yml", "examples/shop", "examples/billing"];
const FLAGS = ["--offline", "--no-progress", "--quiet", "--config", ".github/zizmor.yml"];

const program = findProgram();
if (program === undefined) process.exit(1);
process.exitCode = run(program, [...FLAGS, ...INPUTS]);

function findProgram() {
  if (spawnSync("zizmor", ["--version"]).status === 0) return "zizmor";
  try {
    return ensureZizmor();
  } catch (error) {
    process.stderr.write(`lint:zizmor can't run here: ${error.message}.\n`);
    return undefined;
  }
}
