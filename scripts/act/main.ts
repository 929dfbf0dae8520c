import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { pushPlatform, pushService } from "../demo/seed.ts";
import { createWorld, type World } from "../demo/world.ts";
import { buildAgain, reuseEarlier } from "./act-run.ts";
import type { Finding } from "./compare.ts";
import { compareMonorepo } from "./monorepo.ts";
import { runBySandbox } from "./own-run.ts";
import { forgetNewest } from "./result.ts";

const SERVICES = ["shop", "billing"];

const [act = "", node24 = ""] = process.argv.slice(2);
const ownMajor = process.versions.node.split(".", 1)[0] ?? "";
const own = { nodeMajor: ownMajor, nodeFolder: dirname(process.execPath) };
const newer = { nodeMajor: "24", nodeFolder: node24 };

const folder = mkdtempSync(join(tmpdir(), "act-"));
const differences = await compareAll();
if (differences === 0) {
  rmSync(folder, { recursive: true, force: true });
  console.log("act does what the sandbox's own runner does.");
} else {
  console.log(`${differences} differences; the logs are in ${folder}.`);
  process.exitCode = 1;
}

async function compareAll(): Promise<number> {
  const world = await createWorld(folder);
  try {
    await pushPlatform(world);
    const counts: number[] = [];
    for (const service of SERVICES) counts.push(await compareService(world, service));
    const attempt = { world, repository: "billing", act, nodeFolder: own.nodeFolder };
    counts.push(tell("several projects, act", await compareMonorepo(attempt)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    await world.close();
  }
}

/** The sandbox's own runner, then act on each Node, then act where there is something to reuse. */
async function compareService(world: World, service: string): Promise<number> {
  await pushService(world, service);
  const first = await runBySandbox(world, service);
  const common = { world, service, own: first, act };
  await forgetNewest(world, service);
  const old = tell(`${service}, act on Node ${ownMajor}`, await buildAgain({ ...common, ...own }));
  await forgetNewest(world, service);
  const newest = tell(`${service}, act on Node 24`, await buildAgain({ ...common, ...newer }));
  const again = tell(`${service}, act again`, await reuseEarlier({ ...common, ...own }));
  return old + newest + again;
}

/** How many differ. */
function tell(what: string, findings: readonly Finding[]): number {
  for (const { claim, problem } of findings)
    console.log(`${what}: ${claim}: ${problem === undefined ? "same" : `DIFFERS: ${problem}`}`);
  return findings.filter(({ problem }) => problem !== undefined).length;
}
