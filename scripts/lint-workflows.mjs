// npm run lint:workflows: actionlint over our own workflows and those of the examples. It is a Go program:
// taken from PATH, else built from the Go module proxy into a cache outside the tree.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT, run } from "./lib/run.mjs";
import { CACHE } from "./lib/tools.mjs";

const VERSION = "v1.7.8";
const BIN = join(CACHE, "bin");

const program = findProgram() ?? buildProgram();
if (program === undefined) {
  process.stderr.write("lint:workflows needs actionlint or Go on PATH, and found neither.\n");
  process.exit(1);
}
process.exitCode = run(program, ["-no-color", ...workflowFiles()]);

function findProgram() {
  const cached = join(BIN, "actionlint");
  if (existsSync(cached)) return cached;
  return spawnSync("actionlint", ["-version"]).status === 0 ? "actionlint" : undefined;
}

function buildProgram() {
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  const code = run("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@${VERSION}`], {
    env: { GOBIN: BIN, GOTOOLCHAIN: "local" },
  });
  return code === 0 ? join(BIN, "actionlint") : undefined;
}

function workflowFiles() {
  const folders = [".github/workflows", ...examples()];
  return folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`).map((name) => `${folder}/${name}`),
  );
}

function examples() {
  return readdirSync(`${ROOT}examples`)
    .map((name) => `examples/${name}/.github/workflows`)
    .filter((folder) => existsSync(`${ROOT}${folder}`));
}
