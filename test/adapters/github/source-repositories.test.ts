import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { createSourceRepositories } from "../../../src/adapters/github/source-repositories.ts";
import { type CommitSha, commitSha } from "../../../src/core/artifact/ids.ts";
import type { SourceRepositories, Upload } from "../../../src/flows/ports/source-repository.ts";
import { SHOP, withGithub } from "./world.ts";

const UNKNOWN = commitSha("f".repeat(40));
const RUN_ID = 7;
const CREATED_AT = "2030-05-09T12:00:00Z";

describe("application repositories on GitHub", () => {
  const world = withGithub();
  let sources: SourceRepositories;
  let base: CommitSha;
  let head: CommitSha;

  beforeEach(async () => {
    sources = createSourceRepositories({ github: world().github });
    base = await world().push(SHOP, "master", { "a.txt": "a", "plan/b.txt": "b" });
    head = await world().push(SHOP, "feature/ü", { "a.txt": "aa" });
  });

  describe("when it is asked about commits", () => {
    it("tells tree, parents and people, and remembers them", async () => {
      const commit = await sources.commit(SHOP, head);
      world().forgetCalls();

      expect(commit).toMatchObject({
        sha: head,
        parents: [base],
        message: "change files",
        author: { account: { login: "developer" } },
      });
      expect(await sources.commit(SHOP, head)).toEqual(commit);
      expect(world().calls()).toEqual([]);
    });

    it("compares two, each pair once", async () => {
      const ahead = await sources.compare(SHOP, base, head);
      world().forgetCalls();

      expect(ahead).toEqual({
        status: "ahead",
        commits: [{ sha: head, title: "change files" }],
        total: 1,
      });
      expect(await sources.compare(SHOP, base, head)).toEqual(ahead);
      expect(await sources.compare(SHOP, base, base)).toMatchObject({ status: "identical" });
      expect(await sources.compare(SHOP, head, base)).toMatchObject({ status: "behind", total: 0 });
      expect(world().calls()).toEqual([]);
    });

    it("says nothing of unknown ones", async () => {
      expect(await sources.commit(SHOP, UNKNOWN)).toBeUndefined();
      expect(await sources.compare(SHOP, base, UNKNOWN)).toBeUndefined();
      expect(await sources.folderTree(SHOP, UNKNOWN, ".")).toBeUndefined();
      expect(await sources.fileText(SHOP, head, "missing")).toBeUndefined();
      expect(await sources.commit("acme/nothing", base)).toBeUndefined();
    });

    it("reads folders and files", async () => {
      const commit = await sources.commit(SHOP, head);

      expect(await sources.folderTree(SHOP, head, ".")).toBe(commit?.tree);
      expect(await sources.folderTree(SHOP, head, "plan")).toMatch(/^[0-9a-f]{40}$/);
      expect(await sources.folderTree(SHOP, head, "a.txt")).toBeUndefined();
      expect(await sources.fileText(SHOP, head, "plan/b.txt")).toBe("b");
      expect(await sources.fileText(SHOP, head, "plan")).toBeUndefined();
    });

    it("resolves refs of repositories that the App may read", async () => {
      expect(await sources.resolveRef(SHOP, "feature/ü")).toBe(head);
      expect(await sources.resolveRef(SHOP, base)).toBe(base);
      expect(await sources.resolveRef(SHOP, "nothing")).toBeUndefined();
      expect(await sources.resolveRef("outsider/plan", "main")).toBeUndefined();
    });
  });

  describe("when it is asked about branches", () => {
    it("knows where they are, each time", async () => {
      expect(await sources.branchHead(SHOP, "feature/ü")).toBe(head);
      expect(await sources.branchHead(SHOP, "nothing")).toBeUndefined();
      const next = await world().push(SHOP, "feature/ü", { "a.txt": "aaa" });
      expect(await sources.branchHead(SHOP, "feature/ü")).toBe(next);
    });

    it("knows what is on them, and takes no tag for a branch", async () => {
      await world().as("developer").rest.git.createRef({
        owner: "acme",
        repo: "shop",
        ref: "refs/tags/release",
        sha: head,
      });

      expect(await sources.isOnBranch(SHOP, base, "feature/ü")).toBe(true);
      expect(await sources.isOnBranch(SHOP, head, "master")).toBe(false);
      expect(await sources.isOnBranch(SHOP, head, "release")).toBe(false);
      expect(await sources.isOnBranch(SHOP, UNKNOWN, "master")).toBe(false);
    });

    it("finds the pull request by which a commit got onto a branch", async () => {
      const { admin } = world().sandbox;
      const { number } = await admin.openPull({
        repository: SHOP,
        title: "A change",
        head: "feature/ü",
        as: "developer",
      });
      expect(await sources.branchFacts(SHOP, head, "master")).toEqual({
        reachable: false,
        mergedPulls: [],
      });

      await admin.mergePull({ repository: SHOP, number, as: "maintainer", method: "squash" });

      const facts = await sources.branchFacts(SHOP, head, "master");
      const tree = (await sources.commit(SHOP, head))?.tree;
      expect(facts).toMatchObject({
        reachable: false,
        mergedPulls: [
          {
            number,
            headSha: head,
            baseBranch: "master",
            mergeTree: tree,
            mergeCommitReachable: true,
          },
        ],
      });
      const merge = facts.mergedPulls[0]?.mergeCommit ?? UNKNOWN;
      expect(await sources.pullsOfCommit(SHOP, merge)).toMatchObject([
        { number, state: "merged", merged: { commit: merge, by: "maintainer" } },
      ]);
      expect(await sources.pull(SHOP, number)).toMatchObject({ number, head: { sha: head } });
      expect(await sources.pull(SHOP, 999)).toBeUndefined();
    });
  });

  describe("when it is asked about runs", () => {
    beforeEach(seedRun);

    it("gives GitHub's record and what was uploaded", async () => {
      expect(await sources.run(SHOP, RUN_ID)).toMatchObject({
        id: RUN_ID,
        attempt: 2,
        repository: SHOP,
        event: "push",
        conclusion: "success",
        headBranch: "feature/ü",
        headSha: head,
        workflowPath: ".github/workflows/ci.yml",
        actor: "developer",
      });
      expect(await sources.run(SHOP, 999)).toBeUndefined();
      expect(await sources.completedRuns(SHOP, CREATED_AT)).toHaveLength(1);
      expect(await sources.completedRuns(SHOP, "2030-05-10T00:00:00Z")).toEqual([]);
      expect(await sources.uploads(SHOP, RUN_ID)).toMatchObject(
        [
          { id: 5, name: "shuttle-shop-x", sizeInBytes: 5, expired: false },
          { id: 6, expired: true },
        ].reverse(),
      );
    });

    it("downloads without showing the storage its token", async () => {
      const upload = await uploadNamed("shuttle-shop-x");

      expect(await sources.download(SHOP, upload, 100)).toEqual({
        kind: "zip",
        bytes: Buffer.from("a zip"),
      });
    });

    it("stops at the limit, whatever the record says", async () => {
      const upload = await uploadNamed("shuttle-shop-x");

      expect(await sources.download(SHOP, upload, 4)).toEqual({ kind: "too-large" });
      const liar = { ...upload, sizeInBytes: 1 };
      expect(await sources.download(SHOP, liar, 4)).toEqual({ kind: "too-large" });
    });

    it("knows what is expired or gone", async () => {
      const upload = await uploadNamed("shuttle-shop-x");
      const old = await uploadNamed("old");

      expect(await sources.download(SHOP, old, 100)).toEqual({ kind: "expired" });
      expect(await sources.download(SHOP, { ...old, expired: false }, 100)).toEqual({
        kind: "expired",
      });
      expect(await sources.download(SHOP, { ...upload, id: 99 }, 100)).toEqual({ kind: "expired" });
    });
  });

  it("knows people", async () => {
    expect(await sources.actor("developer")).toMatchObject({ login: "developer" });
    expect(await sources.actor("no-such-person")).toBeUndefined();
    expect(await sources.standing(SHOP, "developer", [])).toMatchObject({ role: "write" });
  });

  async function uploadNamed(name: string): Promise<Upload> {
    const upload = (await sources.uploads(SHOP, RUN_ID)).find((one) => one.name === name);
    if (upload === undefined) throw new Error(`no upload ${name}`);
    return upload;
  }

  async function seedRun(): Promise<void> {
    const { context } = world().sandbox;
    const { id: repositoryId } = (
      await world().as("developer").rest.repos.get({ owner: "acme", repo: "shop" })
    ).data;
    const path = ".github/workflows/ci.yml";
    context.state.workflows.put({ id: 4, repositoryId, name: "CI", path, createdAt: CREATED_AT });
    context.state.workflowRuns.put({
      id: RUN_ID,
      repositoryId,
      headRepositoryId: repositoryId,
      headSha: head,
      checkoutSha: head,
      workflowId: 4,
      name: "CI",
      path,
      event: "push",
      headBranch: "feature/ü",
      pullNumbers: [],
      actor: "developer",
      runNumber: 1,
      runAttempt: 2,
      status: "completed",
      conclusion: "success",
      createdAt: CREATED_AT,
      runStartedAt: CREATED_AT,
      updatedAt: CREATED_AT,
      previousAttempts: [],
    });
    const artifact = {
      repositoryId,
      runId: RUN_ID,
      runAttempt: 2,
      sizeInBytes: 5,
      digest: `sha256:${"0".repeat(64)}`,
      createdAt: CREATED_AT,
      expiresAt: "2030-08-07T12:00:00Z",
      expired: false,
    };
    context.state.artifacts.put({
      ...artifact,
      id: 5,
      name: "shuttle-shop-x",
      file: "artifacts/5.zip",
    });
    context.state.artifacts.put({
      ...artifact,
      id: 6,
      name: "old",
      file: "artifacts/6.zip",
      expired: true,
    });
    await mkdir(join(context.dataFolder, "artifacts"), { recursive: true });
    await writeFile(join(context.dataFolder, "artifacts/5.zip"), "a zip");
  }
});
