import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { withSandbox } from "../../support/sandbox.ts";
import type { SandboxWorld } from "../../support/sandbox.ts";
import { readRunLog } from "../../../src/sandbox/actions/run-reports.ts";
import type { WorkflowRun } from "../../../src/sandbox/model.ts";

/** A sandbox with the repository `acme/shop`, and what tests of its workflows do and ask. */
export type ActionsWorld = SandboxWorld & {
  /** Commits files to a branch of `acme/shop` as `developer`, and waits until all runs have ended. */
  readonly push: (
    files: Readonly<Record<string, string | null>>,
    options?: {
      readonly branch?: string;
      readonly message?: string;
      readonly repository?: string;
      readonly as?: string;
    },
  ) => Promise<string>;
  readonly runs: () => readonly WorkflowRun[];
  /** The only run. */
  readonly run: () => WorkflowRun;
  /** Of the only run, or of the one named. */
  readonly log: (run?: WorkflowRun) => string;
};

export const shop = { owner: "acme", repo: "shop" };

export function withActions(): () => ActionsWorld {
  const world = withSandbox();
  return () => toActionsWorld(world());
}

/** Makes the repository as well. */
export async function createShop({ sandbox }: SandboxWorld): Promise<void> {
  await sandbox.admin.createRepository({ owner: "acme", name: "shop", autoInit: true });
}

/** A workflow that runs on pushes, with one job of these steps, written in YAML. */
export function workflow(steps: string, options: { readonly on?: string } = {}): string {
  const { on = "push" } = options;
  const indented = steps.trimEnd().replace(/^/gm, "      ");
  return `on: ${on}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${indented}\n`;
}

export function toActionsWorld(world: SandboxWorld): ActionsWorld {
  const { sandbox } = world;
  const runs = () => sandbox.context.state.workflowRuns.list();
  const run = () => {
    const [only, ...others] = runs();
    if (only === undefined || others.length > 0)
      throw new Error(`expected one run, but there are ${others.length + (only ? 1 : 0)}`);
    return only;
  };
  return {
    ...world,
    push: async (files, options = {}) => {
      const { repository = "acme/shop", as = "developer", ...rest } = options;
      const { oid } = await sandbox.admin.commitFiles({ repository, files, as, ...rest });
      await sandbox.settled();
      return oid;
    },
    runs,
    run,
    log: (wanted = run()) => readRunLog(sandbox.context, wanted.id),
  };
}

/** Fails the test, by its timeout, when that never comes. */
export async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

/** Also when it is stopped or waits; a process that has ended but was not yet asked about doesn't run. */
export function isRunning(pid: number): boolean {
  const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout;
  return state.trim() !== "" && !state.startsWith("Z");
}
