/* eslint-disable jest/no-export -- one suite for every implementation of the port */
import { beforeEach, describe, expect, it } from "@jest/globals";

import { type CommitSha, commitSha } from "../../src/core/artifact/ids.ts";
import type { SourceRepositories } from "../../src/flows/ports/source-repository.ts";

/**
 * What every implementation needs to be tried: `master` at `base`, and `feature` one commit, titled `work`, ahead
 * of it. Every commit has a `shuttle.yaml` that says `plan: false`.
 */
export type SourceRepositoriesWorld = {
  readonly sources: SourceRepositories;
  readonly repository: string;
  readonly base: CommitSha;
  readonly head: CommitSha;
  /** One more commit on a branch. */
  readonly commit: (branch: string, message: string) => Promise<CommitSha>;
  /** Opens a pull request of `feature` into `master`; its number. */
  readonly openPull: () => Promise<number>;
  /** Squashes it; the commit of `master` that it became. */
  readonly merge: (number: number) => Promise<CommitSha>;
};

const UNKNOWN = commitSha("f".repeat(40));

/** The promises of the port, for every implementation of it. */
export function describeSourceRepositories(
  name: string,
  open: () => SourceRepositoriesWorld | Promise<SourceRepositoriesWorld>,
): void {
  describe(`the promises of source repositories: ${name}`, () => {
    let world: SourceRepositoriesWorld;

    beforeEach(async () => {
      world = await open();
    });

    describe("when it is asked about commits", () => {
      it("tells tree, parents and author", async () => {
        const commit = await world.sources.commit(world.repository, world.head);

        expect(commit).toMatchObject({
          sha: world.head,
          tree: expect.stringMatching(/^[0-9a-f]{40}$/),
          parents: [world.base],
          message: "work",
          author: { account: { login: "developer" } },
        });
        const root = await world.sources.folderTree(world.repository, world.head, ".");
        expect(root).toBe(commit?.tree);
      });

      it("compares two of them", async () => {
        const { sources, repository, base, head } = world;
        const aside = await world.commit("master", "aside");

        const all = await Promise.all([
          sources.compare(repository, base, head),
          sources.compare(repository, head, base),
          sources.compare(repository, head, head),
          sources.compare(repository, aside, head),
        ]);

        const work = { commits: [{ sha: head, title: "work" }], total: 1 };
        expect(all).toEqual([
          { status: "ahead", ...work },
          { status: "behind", commits: [], total: 0 },
          { status: "identical", commits: [], total: 0 },
          { status: "diverged", ...work },
        ]);
      });

      it("reads files", async () => {
        const { sources, repository, head } = world;

        expect(await sources.fileText(repository, head, "shuttle.yaml")).toBe("plan: false\n");
        expect(await sources.fileText(repository, head, "missing")).toBeUndefined();
      });

      it("says nothing of what isn't there", async () => {
        const { sources, repository, base } = world;

        const answers = await Promise.all([
          sources.commit(repository, UNKNOWN),
          sources.compare(repository, base, UNKNOWN),
          sources.folderTree(repository, UNKNOWN, "."),
          sources.fileText(repository, UNKNOWN, "shuttle.yaml"),
          sources.run(repository, 999),
          sources.pull(repository, 999_999),
          sources.resolveRef(repository, "nothing"),
        ]);

        expect(answers).toEqual(answers.map(() => undefined));
        expect(await sources.completedRuns(repository, "2000-01-01T00:00:00Z")).toEqual([]);
      });
    });

    describe("when it is asked about branches", () => {
      it("knows where they are now, and what is on them", async () => {
        const { sources, repository, base, head } = world;

        expect(await sources.branchHead(repository, "feature")).toBe(head);
        expect(await sources.branchHead(repository, "nothing")).toBeUndefined();
        expect(await sources.resolveRef(repository, "feature")).toBe(head);
        expect(await sources.resolveRef(repository, base)).toBe(base);
        expect(await sources.isOnBranch(repository, base, "feature")).toBe(true);
        expect(await sources.isOnBranch(repository, head, "master")).toBe(false);
        expect(await sources.isOnBranch(repository, head, "nothing")).toBe(false);
        const next = await world.commit("feature", "more");
        expect(await sources.branchHead(repository, "feature")).toBe(next);
        expect(await sources.isOnBranch(repository, next, "feature")).toBe(true);
      });

      it("finds the pull request by which a commit got onto a branch, once it has", async () => {
        const { sources, repository, head } = world;
        const number = await world.openPull();
        const before = await sources.branchFacts(repository, head, "master");

        const merge = await world.merge(number);

        expect(before).toEqual({ reachable: false, mergedPulls: [] });
        const mergeTree = (await sources.commit(repository, merge))?.tree;
        const pull = { number, headSha: head, baseBranch: "master", mergeCommit: merge, mergeTree };
        expect(await sources.branchFacts(repository, head, "master")).toEqual({
          reachable: false,
          mergedPulls: [{ ...pull, mergeCommitReachable: true }],
        });
        expect(await sources.branchFacts(repository, merge, "master")).toMatchObject({
          reachable: true,
        });
        expect(await sources.branchFacts(repository, head, "release")).toEqual({
          reachable: false,
          mergedPulls: [],
        });
      });

      it("knows pull requests before and after their merge", async () => {
        const { sources, repository, head } = world;
        const number = await world.openPull();
        const opened = await sources.pull(repository, number);

        const merge = await world.merge(number);

        expect(opened).toMatchObject({
          repository,
          number,
          state: "open",
          author: "developer",
          base: "master",
          head: { repository, ref: "feature", sha: head },
          labels: [],
          merged: undefined,
        });
        const merged = { number, state: "merged", merged: { commit: merge, by: "developer" } };
        expect(await sources.pull(repository, number)).toMatchObject(merged);
        expect(await sources.pullsOfCommit(repository, merge)).toMatchObject([merged]);
      });
    });

    describe("when it is asked about people", () => {
      it("knows who they are and what they may", async () => {
        const { sources, repository } = world;
        const roleOf = async (login: string) =>
          (await sources.standing(repository, login, [])).role;

        expect(await sources.actor("developer")).toMatchObject({ login: "developer" });
        expect(await sources.actor("no-such-person")).toBeUndefined();
        expect(await roleOf("developer")).toBe("write");
        expect(await roleOf("outsider")).toBe("read");
        expect(await roleOf("no-such-person")).toBe("none");
      });
    });
  });
}
