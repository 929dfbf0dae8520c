import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type { GitRepository, TreeMode } from "../../../src/sandbox/git/git-store.ts";
import { git, withGitStore } from "./git-world.ts";

type Files = Readonly<Record<string, string>>;

describe("editTree", () => {
  const world = withGitStore();

  it("gives the tree that git makes of the same files", async () => {
    const { repository } = world();
    await fc.assert(
      fc.asyncProperty(fileSet, changeSet, async (before, changes) => {
        fc.pre(isPossible(changes));
        const base = treeByGit(repository, before);
        const listed = Object.entries(changes);
        const missing = listed.filter(([path, text]) => text === null && !(path in before));

        const edited = await edit(repository, base, changes);

        expect(edited).toEqual(
          missing.length > 0
            ? { missing: missing.map(([path]) => path) }
            : { tree: treeByGit(repository, afterwards(before, changes)) },
        );
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it("keeps what it does not touch, submodules and links too", async () => {
    const { repository } = world();
    const blob = await repository.writeBlob(Buffer.from("text"));
    const others = [
      { mode: "160000", type: "commit", name: "module", oid: "1".repeat(40) },
      { mode: "120000", type: "blob", name: "link", oid: blob },
    ] as const;
    const base = await repository.writeTree(others);

    const edited = await edit(repository, base, { "a/b": "new" });

    const tree = "tree" in edited ? await repository.tree(edited.tree) : undefined;
    expect(tree).toEqual(expect.arrayContaining([...others]));
    expect(tree).toHaveLength(3);
  });

  it("leaves an executable file executable, and makes one when asked", async () => {
    const { repository } = world();
    const script = (path: string, mode?: TreeMode) => [
      { path, content: Buffer.from(path), ...(mode === undefined ? {} : { mode }) },
    ];
    const first = await repository.editTree(
      await repository.writeTree([]),
      script("run", "100755"),
    );
    if (!("tree" in first)) throw new Error("expected a tree");

    const second = await edit(repository, first.tree, { run: "other" });

    const entries = "tree" in second ? await repository.tree(second.tree) : undefined;
    expect(entries?.map(({ mode }) => mode)).toEqual(["100755"]);
  });

  it("does not take a folder for a file to delete", async () => {
    const { repository } = world();
    const base = treeByGit(repository, { "a/b": "x" });

    expect(await edit(repository, base, { a: null })).toEqual({ missing: ["a"] });
  });

  it("may end in the empty tree", async () => {
    const { repository } = world();
    const base = treeByGit(repository, { "a/b/c": "x" });

    expect(await edit(repository, base, { "a/b/c": null })).toEqual({
      tree: await repository.writeTree([]),
    });
  });

  it.each(["", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".git/config", "a/.GIT/x", "a\0"])(
    "refuses the path %j",
    async (path) => {
      const { repository } = world();
      const base = await repository.writeTree([]);

      await expect(edit(repository, base, { [path]: "x" })).rejects.toMatchObject({
        code: "invalid-path",
      });
    },
  );

  it.each([[["a", "a/b"]], [["a/b", "a"]]])("refuses to write %j", async (paths) => {
    const { repository } = world();
    const changes = Object.fromEntries(paths.map((path) => [path, "x"]));

    await expect(edit(repository, await repository.writeTree([]), changes)).rejects.toMatchObject({
      code: "invalid-path",
    });
  });

  it("says so when there is no such tree", async () => {
    await expect(edit(world().repository, "1".repeat(40), { a: "x" })).rejects.toMatchObject({
      code: "missing-object",
    });
  });
});

/** Few and near each other, so that files, folders and deletions meet. */
const path = fc
  .array(fc.constantFrom("a", "b", "a.b", "a-b"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));

const text = fc.constantFrom("1", "2", "3");

const fileSet = fc.dictionary(path, text, { maxKeys: 6 }).map(withoutCollisions);

const changeSet = fc.dictionary(path, fc.option(text), { minKeys: 1, maxKeys: 4 });

function withoutCollisions(files: Files): Files {
  const paths = Object.keys(files);
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => !paths.some((other) => other.startsWith(`${path}/`))),
  );
}

function isPossible(changes: Readonly<Record<string, string | null>>): boolean {
  const written = Object.keys(changes).filter((path) => changes[path] !== null);
  return !written.some((path) => written.some((other) => other.startsWith(`${path}/`)));
}

/** What the files are after the changes: whatever stands in the way of a written one gives way. */
function afterwards(before: Files, changes: Readonly<Record<string, string | null>>): Files {
  const files = new Map(Object.entries(before));
  for (const [path, text] of Object.entries(changes)) if (text === null) files.delete(path);
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) continue;
    for (const other of files.keys())
      if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) files.delete(other);
    files.set(path, text);
  }
  return Object.fromEntries(files);
}

function treeByGit({ path: folder }: GitRepository, files: Files): string {
  const env = { GIT_INDEX_FILE: join(folder, "test-index") };
  const oids = git(folder, ["hash-object", "-w", "--stdin"], { input: "1" });
  const blobs = new Map([["1", oids]]);
  const lines = Object.entries(files).map(([path, text]) => {
    const oid = blobs.get(text) ?? git(folder, ["hash-object", "-w", "--stdin"], { input: text });
    blobs.set(text, oid);
    return `100644 ${oid}\t${path}\n`;
  });
  git(folder, ["read-tree", "--empty"], { env });
  git(folder, ["update-index", "--add", "--index-info"], { env, input: lines.join("") });
  return git(folder, ["write-tree"], { env });
}

function edit(
  repository: GitRepository,
  base: string,
  changes: Readonly<Record<string, string | null>>,
): ReturnType<GitRepository["editTree"]> {
  return repository.editTree(
    base,
    Object.entries(changes).map(([path, text]) => ({
      path,
      content: text === null ? null : Buffer.from(text),
    })),
  );
}
