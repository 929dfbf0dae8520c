// npm run build: one file for each process that is started, in build/. Type checking is `npm run typecheck`.
import { rmSync } from "node:fs";

import { ensureInstalled, ROOT } from "./lib/run.mjs";

ensureInstalled();
const { buildAll } = await import("./lib/bundles.mjs");
if (process.argv.includes("--clean")) rmSync(`${ROOT}build`, { recursive: true, force: true });
for (const { file, bytes } of await buildAll()) {
  process.stdout.write(`${file.padEnd(24)}${Math.round(bytes / 1024)} KB\n`);
}
