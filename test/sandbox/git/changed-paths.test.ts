import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { findInTree, toRawName } from "../../../src/sandbox/git/tree-codec.ts";
import { commitFiles, git, gitBytes, withGitStore } from "./git-world.ts";

const paths = ["a", "b", "b/c", "b/d/e", "f/g", "é/ü", "with space"];
const folders = new Set(["b"]);

/** Files of one tree: `b` is a file or a folder, never both. */
const tree = fc
  .dictionary(fc.constantFrom(...paths), fc.constantFrom("1", "2"), { maxKeys: 7 })
  .map((files) => {
    const isFile = "b" in files && Object.keys(files).length % 2 === 0;
    const kept = Object.entries(files).filter(([path]) =>
      isFile ? !path.startsWith("b/") : !folders.has(path),
    );
    return Object.fromEntries(kept);
  });

describe("changedPaths", () => {
  const world = withGitStore();

  it("says what git says of a commit, renames not looked for", async () => {
    const { repository } = world();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const branch = `run-${(run += 1)}`;
        await commitFiles(repository, branch, { ...before, base: "x" });
        const gone = Object.keys(before).filter((path) => !(path in after));
        const removed = Object.fromEntries(gone.map((path) => [path, null]));
        const oid = await commitFiles(repository, branch, { ...removed, ...after, base: "y" });

        const changed = (await repository.changedPaths(oid)) ?? [];

        const lines = changed.map(({ path, status }) => `${letters[status]}\t${path}`);
        const args = ["-c", "core.quotePath=false", "diff-tree", "-r", "--no-commit-id"];
        const told = git(repository.path, [...args, "--name-status", "--no-renames", oid]);
        expect(lines.sort()).toEqual(told.split("\n").sort());
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it("says that the first commit adds all it has", async () => {
    const oid = await commitFiles(world().repository, "main", { "a/b": "1", c: "2" });

    expect(await world().repository.changedPaths(oid)).toEqual([
      { path: "a/b", status: "added" },
      { path: "c", status: "added" },
    ]);
  });

  it("is undefined for what is no commit", async () => {
    const blob = await world().repository.writeBlob(Buffer.from("x"));

    expect(await world().repository.changedPaths(blob)).toBeUndefined();
    expect(await world().repository.changedPaths("f".repeat(40))).toBeUndefined();
  });
});

describe("findInTree", () => {
  const world = withGitStore();

  it("finds each entry that git lists, and no other", async () => {
    const { repository } = world();
    const files = Object.fromEntries(paths.slice(2).map((path) => [path, path]));
    const oid = await commitFiles(repository, "main", { ...files, a: "1", ab: "2", abc: "3" });
    const tree = (await repository.commit(oid))?.tree ?? "";
    const bytes = gitBytes(repository.path, ["cat-file", "tree", tree]);

    const listed = (await repository.tree(tree)) ?? [];
    expect(listed.map(({ name }) => findInTree(bytes, toRawName(name))?.oid)).toEqual(
      listed.map((entry) => entry.oid),
    );
    for (const name of ["", "abcd", "A", "c", "é"])
      expect(findInTree(bytes, toRawName(name))?.name).toBe(
        listed.some((entry) => entry.name === name) ? toRawName(name) : undefined,
      );
  });

  it("is total", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), (bytes, name) => {
        const find = () => findInTree(Buffer.from(bytes), toRawName(name));
        try {
          return find() === undefined || find()?.name === toRawName(name);
        } catch (error) {
          return error instanceof Error && "code" in error && error.code === "invalid-object";
        }
      }),
    );
  });
});

describe("tag", () => {
  const world = withGitStore();

  it("reads an annotated tag", async () => {
    const { repository } = world();
    const target = await commitFiles(repository, "main", { a: "1" });
    git(repository.path, ["tag", "-a", "v1", "-m", "version 1", target]);
    const oid = git(repository.path, ["rev-parse", "refs/tags/v1"]);

    expect(await repository.tag(oid)).toMatchObject({
      oid,
      target,
      name: "v1",
      message: "version 1\n",
      tagger: { name: "developer", email: "developer@example.com" },
    });
    expect(await repository.tag(target)).toBeUndefined();
    expect(await repository.size(oid)).toBe(Number(git(repository.path, ["cat-file", "-s", oid])));
  });
});

const letters = { added: "A", modified: "M", removed: "D" } as const;
