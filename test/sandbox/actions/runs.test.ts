import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { startSandbox } from "../../../src/sandbox/start.ts";
import { startSandboxWorld } from "../../support/sandbox.ts";
import { startReceiver } from "../hooks/receiver.ts";
import {
  createShop,
  isRunning,
  shop,
  toActionsWorld,
  waitUntil,
  withActions,
} from "./actions-world.ts";
import { workflow } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

describe("a run", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  it("is started again as its next attempt, on the same commit", async () => {
    await world().push({
      [path]: workflow(`
- run: echo "attempt $GITHUB_RUN_ATTEMPT"; exit $((2 - GITHUB_RUN_ATTEMPT))
- uses: actions/upload-artifact@v4
  with: {path: /dev/null/none, if-no-files-found: ignore}
`),
    });
    const first = world().run();
    await world().push({ [path]: null, other: "x" });
    await world()
      .as("developer")
      .rest.actions.reRunWorkflow({ ...shop, run_id: first.id });
    await world().sandbox.settled();

    const again = world().run();
    expect(first).toMatchObject({ runAttempt: 1, conclusion: "failure" });
    expect(again).toMatchObject({
      id: first.id,
      headSha: first.headSha,
      createdAt: first.createdAt,
      runNumber: 1,
      runAttempt: 2,
      conclusion: "success",
      previousAttempts: [{ runAttempt: 1, conclusion: "failure" }],
    });
    expect(world().log()).toContain("\nattempt 2\n");
  });

  it("is not started again while it goes on", async () => {
    const { sandbox } = world();
    await sandbox.admin.commitFiles({
      repository: "acme/shop",
      files: { [path]: workflow("- run: sleep 1") },
      as: "developer",
    });
    await waitUntil(() => world().runs()[0]?.status === "in_progress");
    const again = world()
      .as("developer")
      .rest.actions.reRunWorkflow({ ...shop, run_id: 1 });

    await expect(again).rejects.toThrow("already running");
    await sandbox.settled();
  });

  it("shares the machine with one other job at most", async () => {
    const job = (name: string) =>
      `  ${name}: {runs-on: x, steps: [{run: 'echo s >> ${folder}/log; sleep 0.2; echo e >> ${folder}/log'}]}`;
    const folder = mkdtempSync(join(tmpdir(), "sandbox-slots-"));
    await world().push({
      [path]: `on: push\njobs:\n${["a", "b", "c", "d"].map(job).join("\n")}\n`,
    });

    const marks = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
    rmSync(folder, { recursive: true });
    let running = 0;
    const most = marks.map((mark) => (running += mark === "s" ? 1 : -1));
    expect(Math.max(...most)).toBe(2);
    expect(world().run().conclusion).toBe("success");
  });

  it("gives way in its concurrency group", async () => {
    const { sandbox } = world();
    const content = `
on: push
concurrency: {group: "ci-\${{ github.ref }}", cancel-in-progress: "\${{ github.ref == 'refs/heads/side' }}"}
jobs:
  a: {runs-on: x, steps: [{run: sleep 0.5}]}
`;
    const commit = (files: Readonly<Record<string, string>>, branch: string) =>
      sandbox.admin.commitFiles({ repository: "acme/shop", files, branch, as: "developer" });
    for (const branch of ["main", "side"]) {
      await commit({ [path]: content, [branch]: "1" }, branch);
      await commit({ [branch]: "2" }, branch);
      await commit({ [branch]: "3" }, branch);
    }
    await sandbox.settled();

    const ends = (branch: string) =>
      world()
        .runs()
        .filter(({ headBranch }) => headBranch === branch)
        .map(({ conclusion }) => conclusion);
    expect(ends("main")).toEqual(["success", "cancelled", "success"]);
    expect(ends("side")).toEqual(["cancelled", "cancelled", "success"]);
  });

  it("leaves nothing on this machine", async () => {
    await world().push({ [path]: workflow(`- run: echo "work $GITHUB_WORKSPACE"`) });

    const [, workspace = ""] = /\nwork (.+)\n/.exec(world().log()) ?? [];
    expect(workspace).toMatch(/\/work\/shop\/shop$/);
    expect(existsSync(workspace)).toBe(false);
    expect(world().sandbox.context.state.accessTokens.filter(isJobs)).toEqual([]);
  });
});

describe("the events of a run", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-runs-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("tell that it was requested, began and ended; of a later attempt not that it was requested", async () => {
    const receiver = await startReceiver();
    const started = await startSandboxWorld({ webhookUrl: receiver.url });
    await createShop(started);
    const world = toActionsWorld(started);
    await world.push({ [path]: workflow("- run: 'true'") });
    await world.as("developer").rest.actions.reRunWorkflow({ ...shop, run_id: 1 });
    await world.sandbox.settled();
    const deliveries = world.sandbox.context.state.hookDeliveries
      .filter(({ event }) => event === "workflow_run")
      .sort((one, other) => one.id - other.id);
    const payload = deliveries.at(-1)?.request.payload;
    await world.sandbox.close();
    await receiver.close();

    expect(deliveries.map(({ action }) => action)).toEqual([
      "requested",
      "in_progress",
      "completed",
      "in_progress",
      "completed",
    ]);
    expect(payload).toMatchObject({
      action: "completed",
      workflow_run: { run_attempt: 2, conclusion: "success", event: "push", path },
      workflow: { path },
      repository: { full_name: "acme/shop" },
      sender: { login: "developer" },
    });
    expect(world.sandbox.problems).toEqual([]);
  });

  it("end as cancelled what a sandbox left when it was closed, and begin what waited", async () => {
    const options = { dataFolder: folder };
    const first = toActionsWorld(await startSandboxWorld(options));
    await createShop(first);
    const job = (name: string, script: string) =>
      `  ${name}: {runs-on: x, steps: [{run: '${script}'}]}\n`;
    const pidFile = join(folder, "pid");
    const slow = `echo $$ > ${pidFile}; sleep 300`;
    await first.sandbox.admin.commitFiles({
      repository: "acme/shop",
      files: {
        [path]: `on: push\njobs:\n${job("a", slow)}${job("b", "sleep 300")}`,
      },
      as: "developer",
    });
    await waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, "utf8").endsWith("\n"));
    await first.sandbox.admin.commitFiles({
      repository: "acme/shop",
      files: { [path]: workflow("- run: 'true'") },
      as: "developer",
    });
    await waitUntil(() => first.runs().length === 2);
    await first.sandbox.close();
    const pid = Number(readFileSync(pidFile, "utf8"));
    await waitUntil(() => !isRunning(pid));

    const second = await startSandbox(options);
    await second.settled();
    const runs = second.context.state.workflowRuns.list();
    const jobs = second.context.state.workflowJobs.list();
    await second.close();

    expect(runs).toMatchObject([
      { status: "completed", conclusion: "cancelled" },
      { status: "completed", conclusion: "success" },
    ]);
    expect(jobs.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "cancelled", "success"]);
    expect(readdirSync(folder)).toContain("actions");
  });
});

function isJobs({ kind }: { readonly kind: string }): boolean {
  return kind === "actions";
}
