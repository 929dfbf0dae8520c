// npm run test:act: the examples' workflows under act, without containers, on Node 20 and 24, held against
// what the sandbox's own runner does with them. Ends non-zero with one sentence where it can't run.
import { cpSync, mkdirSync } from "node:fs";

import { ensureInstalled, ROOT, runNode } from "./lib/run.mjs";
import { ensureAct, ensureNode24 } from "./lib/tools.mjs";

ensureInstalled();
const { buildAll, bundle } = await import("./lib/bundles.mjs");
const tools = findTools();
if (tools === undefined) process.exit(1);
mkdirSync(`${ROOT}build/act`, { recursive: true });
cpSync(`${ROOT}test/act/actions`, `${ROOT}build/act`, { recursive: true });
await Promise.all([
  buildAll(["build/sandbox.mjs"]),
  bundle("scripts/act/main.ts", "build/act.mjs"),
  bundle("test/act/actions/upload-artifact/index.mjs", "build/act/upload-artifact/index.mjs"),
]);
process.exitCode = runNode(["build/act.mjs", tools.act, tools.node24], {
  NODE_EXTRA_CA_CERTS: "",
});

function findTools() {
  try {
    return { act: ensureAct(), node24: ensureNode24() };
  } catch (error) {
    process.stderr.write(`test:act can't run here: ${error.message}.\n`);
    return undefined;
  }
}
