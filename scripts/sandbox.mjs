// npm run sandbox: GitHub as far as this project uses it, on this machine.
import { ensureInstalled, runNode } from "./lib/run.mjs";

ensureInstalled();
const { buildAll } = await import("./lib/bundles.mjs");
await buildAll(["build/sandbox.mjs"]);
process.exitCode = runNode(["build/sandbox.mjs", ...process.argv.slice(2)], {
  NODE_EXTRA_CA_CERTS: "",
});
