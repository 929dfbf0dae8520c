// npm run demo: the main job from a pull request to production, on this machine.
import { ensureInstalled, runNode } from "./lib/run.mjs";

ensureInstalled();
const { buildAll } = await import("./lib/bundles.mjs");
await buildAll();
process.exitCode = runNode(["build/demo.mjs", ...process.argv.slice(2)], {
  NODE_EXTRA_CA_CERTS: "",
});
