// npm run lint:zizmor: zizmor over our own workflows and actions, without the network. It is on PyPI.
import { spawnSync } from "node:child_process";

import { run } from "./lib/run.mjs";

const INPUTS = [".github", "action.yml", "changed/action.yml"];

if (spawnSync("zizmor", ["--version"]).status === 0) {
  process.exitCode = run("zizmor", ["--offline", "--no-progress", ...INPUTS]);
} else {
  process.stderr.write("lint:zizmor needs zizmor on PATH: pip install zizmor.\n");
  process.exitCode = 1;
}
