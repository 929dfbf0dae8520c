import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { connectHamPorts } from "../../src/app/ham-ports.ts";
import { type CommitSha, commitSha, treeSha } from "../../src/core/artifact/ids.ts";
import { uploadName } from "../../src/core/artifact/reuse-key.ts";
import { createHam } from "../../src/flows/create-ham.ts";
import type { Ham, HamEvent } from "../../src/flows/ham.ts";
import type { Job } from "../../src/flows/job.ts";
import { APP_LOGIN, CONFIG, SHOP, withGithub } from "../adapters/github/world.ts";
import { HAM_YAML, anArtifact } from "../support/builders.ts";
import { filesOf, zipOf } from "../support/ham-world.ts";

const YAML = HAM_YAML.replace("  cart: {repository: acme/cart}\n", "");

describe("Ham over the sandbox", () => {
  const world = withGithub();
  const events: HamEvent[] = [];
  let data: string;
  let ham: Ham;
  let ids = 70;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), "ham-flows-"));
    events.length = 0;
    await world().push(CONFIG, "main", { "ham.yaml": YAML });
    ham = newHam();
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it("carries the main job out as people see it", async () => {
    await world().push(SHOP, "feature", { "shuttle.yaml": "plan: false\n", "a.txt": "a" });
    const { number } = await world().sandbox.admin.openPull({
      repository: SHOP,
      title: "A change",
      head: "feature",
      as: "developer",
    });
    const thread = { repository: SHOP, number };
    await tell({ kind: "pull-request-opened", thread });
    await world().sandbox.admin.mergePull({
      repository: SHOP,
      number,
      as: "maintainer",
      method: "squash",
    });
    const merge = await headOf("master");
    await tell({ kind: "pull-request-merged", thread });
    await tell(await seedRun(merge, "master", "push"));
    await tell(await comment(number, "/promote staging\n/promote prod nowhere"));
    await ham.sweep();

    expect(faults()).toEqual([]);
    const bodies = await commentsOf(number);
    expect(bodies.filter((body) => body.includes("<!-- ham:status -->"))).toHaveLength(1);
    expect(bodies[0]).toContain("runs in **dev**, **staging**. Next: `/promote prod`");
    expect(bodies.at(-1)).toContain("has no service 'nowhere'");
    expect(await titleOf("env/dev")).toContain(
      `[dev/shop] auto release master-${merge.slice(0, 10)}`,
    );
    expect(await titleOf("env/staging")).toContain("by developer");
    const deployments = await api().repos.listDeployments({ owner: "acme", repo: "shop" });
    expect(deployments.data.map((one) => one.environment).sort()).toEqual(["dev", "staging"]);
    const checks = await api().checks.listForRef({ owner: "acme", repo: "shop", ref: merge });
    expect(checks.data.check_runs).toMatchObject([{ name: "Ham: shop", conclusion: "success" }]);
  });

  it("releases the push of a known tree without a build", async () => {
    const head = await world().push(SHOP, "feature", { "shuttle.yaml": "plan: false\n" });
    const { number } = await world().sandbox.admin.openPull({
      repository: SHOP,
      title: "A change",
      head: "feature",
      as: "developer",
    });
    await tell(await seedRun(head, "feature", "pull_request"));
    await world().sandbox.admin.mergePull({
      repository: SHOP,
      number,
      as: "maintainer",
      method: "squash",
    });
    const merge = await headOf("master");

    await tell({
      kind: "branch-pushed",
      repository: SHOP,
      repositoryId: 1,
      branch: "master",
      commit: merge,
      pushedAt: new Date().toISOString(),
      pusher: { login: "developer", id: 2, name: null },
    });

    expect(faults()).toEqual([]);
    expect(await titleOf("env/dev")).toContain(`master-${merge.slice(0, 10)}`);
  });

  function newHam(): Ham {
    const { sandbox, github } = world();
    const options = {
      appId: world().app.id,
      privateKey: world().privateKey,
      webhookSecret: "secret",
      configRepository: CONFIG,
      apiUrl: sandbox.apiUrl,
      serverUrl: "https://github.test",
      host: "localhost",
      port: 0,
      watermarkFile: join(data, "watermark"),
      sweepMs: 1e9,
      answersPerMinute: 1000,
      logLevel: "silent",
    };
    const report = (event: HamEvent) => events.push(event);
    return createHam(connectHamPorts(options, github, { appLogin: APP_LOGIN, report }));
  }

  async function tell(job: Job): Promise<void> {
    await ham.handle(job);
    await ham.settled();
  }

  function faults(): readonly string[] {
    return events.flatMap((event) =>
      event.kind === "fault" ? [`${event.what}: ${String(event.error)}`] : [],
    );
  }

  function api() {
    return world().as("maintainer").rest;
  }

  async function headOf(branch: string): Promise<CommitSha> {
    const { data: found } = await api().repos.getBranch({ owner: "acme", repo: "shop", branch });
    return commitSha(found.commit.sha);
  }

  async function titleOf(branch: string): Promise<string> {
    const [owner = "", repo = ""] = CONFIG.split("/");
    const { data: commits } = await api().repos.listCommits({ owner, repo, sha: branch });
    return commits[0]?.commit.message.split("\n", 1)[0] ?? "";
  }

  async function commentsOf(number: number): Promise<readonly string[]> {
    const where = { owner: "acme", repo: "shop", issue_number: number };
    const { data: comments } = await api().issues.listComments(where);
    return comments.map((one) => one.body ?? "");
  }

  async function comment(number: number, body: string): Promise<Job> {
    const { data: made } = await world()
      .as("developer")
      .rest.issues.createComment({ owner: "acme", repo: "shop", issue_number: number, body });
    return {
      kind: "comment-created",
      thread: { repository: SHOP, number },
      isPullRequest: true,
      comment: {
        id: made.id,
        nodeId: made.node_id,
        body,
        createdAt: made.created_at,
        author: { login: "developer", id: made.user?.id ?? 0, name: null, isBot: false },
      },
    };
  }

  /** A finished run with its upload, as the Action would leave it. */
  async function seedRun(
    commit: CommitSha,
    branch: string,
    event: "push" | "pull_request",
  ): Promise<Job> {
    const { context } = world().sandbox;
    const { data: repository } = await api().repos.get({ owner: "acme", repo: "shop" });
    const { data: known } = await api().git.getCommit({
      owner: "acme",
      repo: "shop",
      commit_sha: commit,
    });
    const id = (ids += 1);
    const createdAt = new Date().toISOString().replace(/\.\d+/, "");
    const path = ".github/workflows/ci.yml";
    const artifact = anArtifact({
      branch,
      commit,
      planCommit: commitSha("0".repeat(40)),
      spec: {
        shuttle: { plan: {} },
        sourceTree: treeSha(known.tree.sha),
        run: { repository: SHOP, id, attempt: 1, workflow: path, event, createdAt },
      },
    });
    const zip = await zipOf(filesOf(artifact));
    context.state.workflows.put({ id, repositoryId: repository.id, name: "CI", path, createdAt });
    context.state.workflowRuns.put({
      id,
      repositoryId: repository.id,
      headRepositoryId: repository.id,
      headSha: commit,
      checkoutSha: commit,
      workflowId: id,
      name: "CI",
      path,
      event,
      headBranch: branch,
      pullNumbers: [],
      actor: "developer",
      runNumber: 1,
      runAttempt: 1,
      status: "completed",
      conclusion: "success",
      createdAt,
      runStartedAt: createdAt,
      updatedAt: createdAt,
      previousAttempts: [],
    });
    const file = `artifacts/${id}.zip`;
    context.state.artifacts.put({
      id,
      repositoryId: repository.id,
      runId: id,
      runAttempt: 1,
      name: uploadName("shop", artifact.spec.reuseKey),
      sizeInBytes: zip.length,
      digest: `sha256:${createHash("sha256").update(zip).digest("hex")}`,
      createdAt,
      expiresAt: "2099-01-01T00:00:00Z",
      expired: false,
      file,
    });
    await mkdir(join(context.dataFolder, "artifacts"), { recursive: true });
    await writeFile(join(context.dataFolder, file), zip);
    return { kind: "run-completed", repository: SHOP, runId: id, attempt: 1 };
  }
});
