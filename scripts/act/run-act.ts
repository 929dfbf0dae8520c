import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

import * as v from "valibot";

import type { World } from "../demo/world.ts";
import { type ActReport, parseActLog } from "./act-log.ts";

/** What the sandbox tells a runner that is not its own. */
export const outsideRunSchema = v.object({
  runId: v.number(),
  runNumber: v.number(),
  repository: v.string(),
  event: v.string(),
  ref: v.string(),
  actor: v.string(),
  payload: v.unknown(),
  token: v.string(),
  runtimeToken: v.string(),
  resultsUrl: v.string(),
});
export type OutsideRun = v.InferOutput<typeof outsideRunSchema>;

export type ActRequest = {
  readonly world: World;
  /** The program. */
  readonly act: string;
  readonly run: OutsideRun;
  /** A clone that stands on the run's commit. */
  readonly clone: string;
  /** Of the Node that is to be first on PATH. */
  readonly nodeFolder: string;
  /** For what act needs; removed by nobody. */
  readonly folder: string;
};

export type ActEnd = ActReport & { readonly code: number; readonly log: string };

const TIMEOUT_MS = 90_000;

/** Runs the clone's workflow under act, on this machine itself. */
export async function runAct(request: ActRequest): Promise<ActEnd> {
  const { act, run, clone, nodeFolder, folder } = request;
  mkdirSync(folder, { recursive: true });
  const path = [nodeFolder, ...(process.env["PATH"] ?? "").split(delimiter)]
    .filter((entry) => !entry.includes("node_modules/.bin"))
    .join(delimiter);
  const { code, log } = await execute(act, [run.event, ...argumentsOf(request)], {
    cwd: clone,
    // act keeps what it caches in the home folder.
    env: { PATH: path, HOME: folder, LANG: "C.UTF-8" },
  });
  writeFileSync(join(folder, "act.log"), log);
  return { ...parseActLog(log), code, log };
}

function argumentsOf({ world, run, folder }: ActRequest): readonly string[] {
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const flags = {
    "--platform": "ubuntu-latest=-self-hosted",
    "--eventpath": write("event.json", JSON.stringify(run.payload)),
    "--env-file": write("environment", linesOf(environmentOf(world, run))),
    "--secret-file": write("secrets", linesOf({ GITHUB_TOKEN: run.token })),
    "--action-cache-path": join(folder, "cache"),
    "--actor": run.actor,
  };
  const local = localActions(world).flatMap((mapping) => ["--local-repository", mapping]);
  return [...Object.entries(flags).flat(), ...local, "--no-cache-server", "--json"];
}

/** act asks no server for these, at whatever version our action.yml pins them. */
function localActions(world: World): readonly string[] {
  const pinned = (name: string): string => {
    const ref = new RegExp(`uses: ${name}@(\\S+)`).exec(readFileSync("action.yml", "utf8"))?.[1];
    if (ref === undefined) throw new Error(`action.yml doesn't use ${name}`);
    return `${name}@${ref}`;
  };
  return [
    `acme/shuttle-action@v1=${join(world.clones, "shuttle-action")}`,
    `${pinned("actions/upload-artifact")}=${resolve("build/act/upload-artifact")}`,
    `${pinned("actions/attest")}=${resolve("build/act/attest")}`,
  ];
}

/** What act can't know of the run, and where its actions upload to. */
function environmentOf(world: World, run: OutsideRun): Readonly<Record<string, string>> {
  return {
    GITHUB_SERVER_URL: world.url,
    GITHUB_API_URL: `${world.url}/api/v3`,
    GITHUB_REPOSITORY: run.repository,
    GITHUB_REPOSITORY_OWNER: dirname(run.repository),
    GITHUB_REF: run.ref,
    GITHUB_RUN_ID: String(run.runId),
    GITHUB_RUN_NUMBER: String(run.runNumber),
    GITHUB_WORKFLOW_REF: `${run.repository}/.github/workflows/ci.yml@${run.ref}`,
    ACTIONS_RESULTS_URL: run.resultsUrl,
    ACTIONS_RUNTIME_TOKEN: run.runtimeToken,
  };
}

function linesOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** Both streams; never rejects for an exit code. */
function execute(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<{ readonly code: number; readonly log: string }> {
  return new Promise((done) => {
    const limits = { maxBuffer: 64 * 1024 * 1024, timeout: TIMEOUT_MS };
    const child = execFile(command, args, { ...options, ...limits }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? 1, log: stdout + stderr }),
    );
  });
}
