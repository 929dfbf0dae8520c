import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";

import { beforeEach, describe, expect, it } from "@jest/globals";
import yazl from "yazl";

import { connectHamPorts } from "../../src/app/ham-ports.ts";
import { createTranslator } from "../../src/app/to-job.ts";
import { NO_PLAN } from "../../src/core/artifact/artifact-id.ts";
import { type CommitSha, commitSha, treeSha } from "../../src/core/artifact/ids.ts";
import { uploadName } from "../../src/core/artifact/reuse-key.ts";
import { formatSpec } from "../../src/core/artifact/spec.ts";
import { createHam } from "../../src/flows/create-ham.ts";
import type { Ham, HamEvent } from "../../src/flows/ham.ts";
import type { Job } from "../../src/flows/job.ts";
import { APP_LOGIN, CONFIG, SHOP, withGithub } from "../adapters/github/world.ts";
import { anArtifact } from "../support/builders.ts";

const HAM_YAML = `version: 1
defaultBranch: master
environments:
  - {name: dev, autoRelease: {branch: master}}
  - {name: staging}
  - {name: prod, branchRestriction: '^master$', allow: {release: maintain}}
services:
  shop: {repository: acme/shop}
`;
const WORKFLOW = ".github/workflows/ci.yml";

describe("the main job on GitHub", () => {
  const world = withGithub();
  let ham: Ham;
  let events: HamEvent[];
  let runs: number;

  beforeEach(async () => {
    events = [];
    runs = 0;
    await world().push(CONFIG, "main", { "ham.yaml": HAM_YAML });
    ham = startHam();
  });

  it("releases what a run built, and promotes it in at most six calls", async () => {
    await world().push(CONFIG, "env/staging", { "README.md": "staging" });
    const { number, merge } = await mergedPull("feature");
    await ham.handle(await built(merge));
    await ham.settled();
    expect(committed()).toEqual(["env/dev"]);

    const job = await comment(number, "/promote staging");
    world().forgetCalls();
    await ham.handle(job);
    await ham.settled();

    expect(faults()).toEqual([]);
    expect(committed()).toEqual(["env/dev", "env/staging"]);
    expect(world().calls()).toEqual([
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "mutation Take",
      "query ReadConfigRepository",
      "mutation Commit",
      "POST /repos/{owner}/{repo}/deployments",
      "mutation Answer",
    ]);
    expect(await filesOf("env/staging")).toEqual([
      "README.md",
      "clusters/staging/shop.yaml",
      "ham.yaml",
      "index.json",
      "releases/staging/shop/10-config.yaml",
      "releases/staging/shop/artifact.json",
    ]);
  });

  it("tells an outsider why not", async () => {
    const { number, merge } = await mergedPull("feature");
    await ham.handle(await built(merge));

    await ham.handle(await comment(number, "/promote staging", "outsider"));
    await ham.settled();

    expect(faults()).toEqual([]);
    expect(committed()).toEqual(["env/dev"]);
    const { data } = await world().as("developer").rest.issues.listComments({
      owner: "acme",
      repo: "shop",
      issue_number: number,
    });
    expect(data.map(({ body }) => body).join("\n")).toContain("@outsider");
  });

  it("tells once what two Hams did at the same moment, after one sweep", async () => {
    const { number, merge } = await mergedPull("feature");
    await ham.handle(await built(merge));
    await ham.settled();
    const hams = [ham, startHam()];
    const asked = [
      await comment(number, "/promote staging"),
      await comment(number, "/promote staging", "outsider"),
    ];

    await Promise.all(hams.map((one) => Promise.all(asked.map((job) => one.handle(job)))));
    await Promise.all(hams.map((one) => one.settled()));
    for (const one of hams) await one.sweep();

    const place = { owner: "acme", repo: "shop" };
    const { data } = await world()
      .as("developer")
      .rest.issues.listComments({ ...place, issue_number: number });
    const own = data.filter(({ user }) => user?.login === APP_LOGIN);
    expect(faults()).toEqual([]);
    expect(committed()).toEqual(["env/dev", "env/staging"]);
    expect(own.filter(({ body }) => body?.includes("<!-- ham:status -->"))).toHaveLength(1);
    expect(own.filter(({ body }) => body?.includes("<!-- ham:reply"))).toHaveLength(1);
    expect(await activeDeployments()).toEqual(["staging", "dev"]);
  });

  it("does nothing twice when it is told again by a sweep", async () => {
    const { number, merge } = await mergedPull("feature");
    await ham.handle(await built(merge));
    await ham.handle(await comment(number, "/promote staging"));
    await ham.settled();

    const again = startHam();
    await again.sweep();
    await again.settled();

    expect(faults()).toEqual([]);
    expect(committed()).toEqual(["env/dev", "env/staging"]);
  });

  /** Environments of those that are not inactive, newest first. */
  async function activeDeployments(): Promise<readonly string[]> {
    const { repos } = world().as("developer").rest;
    const place = { owner: "acme", repo: "shop" };
    const { data } = await repos.listDeployments(place);
    const states = await Promise.all(
      data.map(async ({ id, environment }) => {
        const statuses = await repos.listDeploymentStatuses({ ...place, deployment_id: id });
        return { environment, state: statuses.data[0]?.state };
      }),
    );
    return states.filter(({ state }) => state !== "inactive").map((one) => one.environment);
  }

  function startHam(): Ham {
    const { sandbox, github, app, privateKey, webhookSecret } = world();
    const options = {
      appId: app.id,
      privateKey,
      webhookSecret,
      configRepository: CONFIG,
      apiUrl: sandbox.apiUrl,
      serverUrl: sandbox.url,
      host: "127.0.0.1",
      port: 0,
      watermarkFile: join(mkdtempSync(join(tmpdir(), "ham-")), "watermark.json"),
      sweepMs: 3_600_000,
      answersPerMinute: 1000,
      logLevel: "silent",
    };
    const report = (event: HamEvent): void => {
      events.push(event);
    };
    return createHam(connectHamPorts(options, github, { appLogin: APP_LOGIN, report }));
  }

  function committed(): readonly string[] {
    return events.flatMap((event) =>
      event.kind === "committed" && event.branch.startsWith("env/") ? [event.branch] : [],
    );
  }

  function faults(): readonly unknown[] {
    return events.filter((event) => event.kind === "fault");
  }

  async function mergedPull(branch: string): Promise<{ number: number; merge: CommitSha }> {
    const { admin } = world().sandbox;
    await world().push(SHOP, branch, {
      [`${branch}.txt`]: branch,
      "shuttle.yaml": "plan: false\n",
    });
    const pull = { repository: SHOP, title: branch, head: branch, as: "developer" };
    const { number } = await admin.openPull(pull);
    await admin.mergePull({ repository: SHOP, number, as: "developer", method: "squash" });
    const { data } = await world().as("developer").rest.pulls.get({
      owner: "acme",
      repo: "shop",
      pull_number: number,
    });
    return { number, merge: commitSha(data.merge_commit_sha ?? "") };
  }

  async function comment(number: number, body: string, login = "developer"): Promise<Job> {
    const who = login === "outsider" ? "outsider" : "developer";
    const { data } = await world().as(who).rest.issues.createComment({
      owner: "acme",
      repo: "shop",
      issue_number: number,
      body,
    });
    const job = createTranslator({ configRepository: CONFIG }).toJob("issue_comment", {
      action: "created",
      issue: { number, pull_request: {} },
      comment: data,
      repository: { full_name: SHOP },
    });
    if (job === undefined) throw new Error("a comment is a job");
    return job;
  }

  /** A finished run on master that uploaded an artifact, as the Action does it. */
  async function built(commit: CommitSha): Promise<Job> {
    const { context } = world().sandbox;
    const { data } = await world().as("developer").rest.repos.get({ owner: "acme", repo: "shop" });
    const tree = await world().as("developer").rest.git.getCommit({
      owner: "acme",
      repo: "shop",
      commit_sha: commit,
    });
    runs += 1;
    const createdAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const artifact = anArtifact({
      commit,
      planCommit: commitSha(NO_PLAN),
      spec: {
        shuttle: { plan: {} },
        sourceTree: treeSha(tree.data.tree.sha),
        run: {
          repository: SHOP,
          id: runs,
          attempt: 1,
          workflow: WORKFLOW,
          event: "push",
          createdAt,
        },
      },
    });
    context.state.workflows.put({
      id: 4,
      repositoryId: data.id,
      name: "CI",
      path: WORKFLOW,
      createdAt,
    });
    context.state.workflowRuns.put({
      id: runs,
      repositoryId: data.id,
      headRepositoryId: data.id,
      headSha: commit,
      checkoutSha: commit,
      workflowId: 4,
      name: "CI",
      path: WORKFLOW,
      event: "push",
      headBranch: "master",
      pullNumbers: [],
      actor: "developer",
      runNumber: runs,
      runAttempt: 1,
      status: "completed",
      conclusion: "success",
      createdAt,
      runStartedAt: createdAt,
      updatedAt: createdAt,
      previousAttempts: [],
    });
    const zip = await zipOf(
      new Map([["artifact.json", formatSpec(artifact.spec)], ...artifact.manifests]),
    );
    const file = `artifacts/${runs}.zip`;
    await mkdir(join(context.dataFolder, dirname(file)), { recursive: true });
    await writeFile(join(context.dataFolder, file), zip);
    context.state.artifacts.put({
      id: runs,
      repositoryId: data.id,
      runId: runs,
      runAttempt: 1,
      name: uploadName("shop", artifact.spec.reuseKey),
      sizeInBytes: zip.length,
      digest: `sha256:${createHash("sha256").update(zip).digest("hex")}`,
      createdAt,
      expiresAt: "2099-01-01T00:00:00Z",
      expired: false,
      file,
    });
    return { kind: "run-completed", repository: SHOP, runId: runs, attempt: 1 };
  }

  async function filesOf(branch: string): Promise<readonly string[]> {
    const { data } = await world().as("maintainer").rest.git.getTree({
      owner: "acme",
      repo: "config",
      tree_sha: branch,
      recursive: "true",
    });
    return data.tree.flatMap(({ type, path }) => (type === "blob" ? [path] : []));
  }
});

async function zipOf(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, text] of files) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return buffer(zip.outputStream);
}
