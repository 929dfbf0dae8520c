import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { readHistory } from "../../../src/sandbox/git/history.ts";
import { commitFiles, developer, git, withGitStore } from "./git-world.ts";

describe("history", () => {
  const world = withGitStore();

  const logOf = (...args: readonly string[]) =>
    git(world().repository.path, ["rev-list", ...args])
      .split("\n")
      .filter((oid) => oid !== "");

  it("is git's, whatever is asked of a straight branch", async () => {
    const { repository } = world();
    const paths = ["a", "b/x", "b/y", "c/d/e"];
    const changes = fc.array(
      fc.record({ path: fc.constantFrom(...paths), text: fc.constantFrom("1", "2", null) }),
      { minLength: 1, maxLength: 12 },
    );
    const question = fc.record({
      path: fc.constantFrom(undefined, "a", "b", "b/x", "b/", "c/d", "none", "a/below"),
      first: fc.integer({ min: 0, max: 6 }),
      skip: fc.integer({ min: 0, max: 4 }),
      since: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
      until: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(changes, question, async (given, asked) => {
        const branch = `run-${(run += 1)}`;
        const start = developer.seconds;
        const there = new Set<string>();
        let head = await commitFiles(repository, branch, { README: "x" }, { seconds: start });
        for (const [index, { path, text }] of given.entries()) {
          if (text === null && !there.has(path)) continue;
          if (text === null) there.delete(path);
          else there.add(path);
          const options = { seconds: start + (index + 1) * 600, message: `${index}` };
          head = await commitFiles(repository, branch, { [path]: text }, options);
        }
        const at = (step: number | undefined) =>
          step === undefined ? undefined : start + step * 600;
        const options = { ...asked, since: at(asked.since), until: at(asked.until) };

        expect(await repository.history(head, options)).toEqual(
          await readHistory(repository.path, head, options),
        );
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it("follows merges as git does", async () => {
    const { repository } = world();
    const first = await commitFiles(repository, "main", { a: "1" });
    await repository.updateRefs([{ name: "refs/heads/side", after: first, force: false }]);
    const side = await commitFiles(repository, "side", { b: "1" }, { message: "side" });
    const main = await commitFiles(repository, "main", { c: "1" }, { message: "main" });
    const merged = await repository.mergeTrees(main, side);
    if (!("tree" in merged)) throw new Error("expected no conflict");
    const merge = await repository.writeCommit({
      tree: merged.tree,
      parents: [main, side],
      author: developer,
      committer: developer,
      message: "merge",
      sign: false,
    });

    for (const path of [undefined, "b", "c"])
      expect((await repository.history(merge, { first: 9, path })).oids).toEqual(
        logOf(merge, "--", ...(path === undefined ? [] : [path])),
      );
  });

  it("looks behind a commit whose clock was slow", async () => {
    const { repository } = world();
    const at = (seconds: number, name: string) =>
      commitFiles(repository, "main", { [name]: "x" }, { seconds: developer.seconds + seconds });
    const first = await at(0, "a");
    await at(-1800, "b");
    const last = await at(60, "c");

    const { oids } = await repository.history(last, { first: 9, since: developer.seconds });

    expect(oids).toEqual([last, first]);
  });

  it("goes on in git where the last commits don't suffice", async () => {
    const { repository } = world();
    let head = await commitFiles(repository, "main", { old: "x" });
    for (let index = 0; index < 60; index += 1)
      head = await commitFiles(repository, "main", { other: `${index}` });

    expect((await repository.history(head, { first: 9, path: "old" })).oids).toEqual(
      logOf(head, "--", "old"),
    );
    expect(await repository.history(head, { first: 100 })).toEqual({
      oids: logOf(head),
      hasMore: false,
      total: 61,
    });
  });
});
