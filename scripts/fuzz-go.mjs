// npm run fuzz:go: compares our template engine and YAML with Go's own, on programs made by chance.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

import { ensureInstalled, ROOT, runNode } from "./lib/run.mjs";
import { CACHE } from "./lib/tools.mjs";

const GO = { GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };

ensureInstalled();
process.exitCode = await fuzz(process.argv.slice(2));

/** The exit code. */
async function fuzz(args) {
  const oracle = buildOracle();
  if (oracle === undefined) return 1;
  const { buildAll } = await import("./lib/bundles.mjs");
  await buildAll(["build/fuzz-go.mjs"]);
  return runNode(["build/fuzz-go.mjs", oracle, ...args]);
}

/** The file of the built oracle, outside of the repository; undefined when it can't be built. */
function buildOracle() {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, process.platform === "win32" ? "oracle.exe" : "oracle");
  const { status, error } = spawnSync("go", ["build", "-o", file, "."], {
    cwd: `${ROOT}test/oracle`,
    env: { ...process.env, ...GO },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) return file;
  const reason =
    error?.code === "ENOENT" ? "there is no `go` on PATH" : "test/oracle can't be built, see above";
  process.stderr.write(`fuzz:go needs Go 1.26 or newer to compare with, and ${reason}.\n`);
  return undefined;
}
