// The processes that this repository starts, each bundled into one file. The sandbox must be:
// @actions/workflow-parser imports JSON in a way that plain Node refuses.
import { existsSync, statSync } from "node:fs";

import { build } from "esbuild";

import { ROOT } from "./run.mjs";

/** Parts of packages that look for `require` find it. */
const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * What every Node that we support has, although esbuild doesn't count on it: it would make such a pattern
 * anew each time that it is used.
 */
export const SUPPORTED = { "regexp-unicode-property-escapes": true };

const ENTRIES = {
  "build/ham.mjs": "src/app/main.ts",
  "build/sandbox.mjs": "src/sandbox/main.ts",
  "build/demo.mjs": "scripts/demo/main.ts",
  "build/bench.mjs": "bench/main.ts",
  "build/fuzz-go.mjs": "test/oracle/fuzz/main.ts",
};

/** The shipped bundles don't keep names either: each closure that is made would pay for its name. */
const AS_SHIPPED = new Set(["build/bench.mjs", "build/fuzz-go.mjs"]);

/** Builds one of them, or all, and gives their sizes in bytes. */
export async function buildAll(files = Object.keys(ENTRIES)) {
  const existing = files.filter((file) => existsSync(`${ROOT}${ENTRIES[file]}`));
  await Promise.all(existing.map((file) => bundle(ENTRIES[file], file)));
  return existing.map((file) => ({ file, bytes: statSync(`${ROOT}${file}`).size }));
}

/** One of them, or something else of this repository. */
export async function bundle(entry, outfile) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.18",
    supported: SUPPORTED,
    minifySyntax: true,
    keepNames: !AS_SHIPPED.has(outfile),
    sourcemap: false,
    legalComments: "none",
    logLevel: "error",
    banner: { js: REQUIRE },
    // Optional parts that Probot and Octokit only load when they are configured.
    external: ["ioredis", "pino-pretty"],
  });
}
