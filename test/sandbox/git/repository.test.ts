import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { ZERO_OID } from "../../../src/sandbox/git/git-store.ts";
import { commitFiles, developer, git, tryGit, withGitStore } from "./git-world.ts";

describe("what the store writes", () => {
  const world = withGitStore();

  it("is accepted by git fsck --strict, and read by log and clone", async () => {
    const { repository, folder } = world();
    const message = "Releases ä 😀\n\nBody\n";
    await commitFiles(repository, "main", { "a.txt": "one", "env/dev/b.yaml": "two\n" });
    const oid = await commitFiles(repository, "main", { "a.txt": null, "env/c": "3" }, { message });

    git(folder, ["clone", "--quiet", repository.path, "copy"]);

    expect(tryGit(repository.path, ["fsck", "--strict"])).toMatchObject({ status: 0 });
    const shape = "--format=%H%n%an <%ae> %at%n%B";
    expect(git(repository.path, ["log", "-1", shape, "main"])).toBe(
      `${oid}\ndeveloper <developer@example.com> ${developer.seconds}\n${message}`,
    );
    expect(git(join(folder, "copy"), ["ls-files"])).toBe("env/c\nenv/dev/b.yaml");
  });

  it("is the same object that git would write", async () => {
    const { repository } = world();
    const content = Buffer.from([0, 1, 2, 255, 10]);

    const oid = await repository.writeBlob(content);

    expect(oid).toBe(git(repository.path, ["hash-object", "--stdin"], { input: content }));
    expect(git(repository.path, ["cat-file", "-s", oid])).toBe("5");
  });

  it("writes the empty tree when a commit has it", async () => {
    const { repository } = world();
    const tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    const who = { author: developer, committer: developer };
    const after = await repository.writeCommit({
      tree,
      parents: [],
      ...who,
      message: "",
      sign: false,
    });
    await repository.updateRefs([
      { name: "refs/heads/main", before: ZERO_OID, after, force: false },
    ]);

    expect(tryGit(repository.path, ["fsck", "--strict"])).toMatchObject({ status: 0 });
  });
});

describe("what git pushes", () => {
  const world = withGitStore();

  it("is read, loose and from packs, and whatever came while a reader was running", async () => {
    const { repository, folder } = world();
    git(folder, ["clone", "--quiet", repository.path, "copy"]);
    const copy = join(folder, "copy");
    for (const [index, text] of ["one", "two", "three"].entries()) {
      git(copy, ["commit", "--quiet", "--allow-empty", "-m", text]);
      git(copy, ["push", "--quiet", "origin", "HEAD:refs/heads/main"]);
      if (index === 1) git(repository.path, ["repack", "-adq"]);
      const head = git(copy, ["rev-parse", "HEAD"]);

      expect(await repository.ref("refs/heads/main")).toBe(head);
      expect(await repository.commit(head)).toMatchObject({ oid: head, message: `${text}\n` });
      expect(await repository.type(head)).toBe("commit");
    }
  });

  it("comes back byte for byte, also when it is large", async () => {
    const { repository } = world();
    const content = Buffer.alloc(3_000_000, "0123456789\n\0ÿ");
    const oid = git(repository.path, ["hash-object", "-w", "--stdin"], { input: content });
    git(repository.path, ["tag", "large", oid]);
    git(repository.path, ["repack", "-adq"]);

    const read = await Promise.all([repository.blob(oid), repository.type(oid)]);

    expect(read[0]?.equals(content)).toBe(true);
    expect(read[1]).toBe("blob");
  });

  it("answers undefined for what is not there, not of that type, or no oid", async () => {
    const { repository } = world();
    const oid = await repository.writeBlob(Buffer.from("text"));

    expect(await repository.blob("1".repeat(40))).toBeUndefined();
    expect(await repository.type("1".repeat(40))).toBeUndefined();
    expect(await repository.tree(oid)).toBeUndefined();
    expect(await repository.commit(oid)).toBeUndefined();
    expect(await repository.blob("HEAD\ncontents main")).toBeUndefined();
  });
});

describe("listTree", () => {
  const world = withGitStore();

  it("lists as git ls-tree does", async () => {
    const { repository } = world();
    await commitFiles(repository, "main", { "b/c/d": "1", "b.c": "22", "b-c": "", "a é": "4444" });
    const tree = git(repository.path, ["rev-parse", "main^{tree}"]);
    const byGit = (...flags: readonly string[]) =>
      git(repository.path, ["ls-tree", "-z", "--long", ...flags, tree])
        .split("\0")
        .slice(0, -1);

    const here = await repository.listTree(tree);
    const all = await repository.listTree(tree, { recursive: true });

    const line = (entry: (typeof all)[number]) =>
      `${entry.mode} ${entry.type} ${entry.oid} ${String(entry.size ?? "-").padStart(7)}\t${entry.path}`;
    expect(here.map(line)).toEqual(byGit());
    expect(all.map(line)).toEqual(byGit("-r", "-t"));
  });
});

describe("resolve", () => {
  const world = withGitStore();

  it("knows oids, branches, tags, full names and paths", async () => {
    const { repository } = world();
    const oid = await commitFiles(repository, "env/dev", { "a/b.txt": "text" });
    git(repository.path, ["tag", "light", oid]);
    git(repository.path, ["tag", "-m", "x", "annotated", oid]);
    git(repository.path, ["tag", "-m", "x", "twice", "annotated"]);
    const at = (expression: string) => git(repository.path, ["rev-parse", expression]);

    for (const name of [
      oid,
      oid.toUpperCase(),
      oid.slice(0, 7),
      "env/dev",
      "refs/heads/env/dev",
      "light",
      "annotated",
      "refs/tags/annotated",
      "twice",
    ])
      expect([name, await repository.resolve(name)]).toEqual([name, oid]);
    expect(await repository.resolve("env/dev:a/b.txt")).toBe(at(`${oid}:a/b.txt`));
    expect(await repository.resolve("annotated:a")).toBe(at(`${oid}:a`));
    expect(await repository.resolve("env/dev:")).toBe(at(`${oid}^{tree}`));
    expect(await repository.resolve(`${at(`${oid}:a`)}:b.txt`)).toBe(at(`${oid}:a/b.txt`));
  });

  it.each([
    "main~1",
    "main^",
    "main@{0}",
    "main..main",
    ":/change",
    "-x",
    "",
    "--all",
    "nothing",
    "main:missing",
    "main:a.txt/b",
    "main:../x",
    "1".repeat(40),
    "abcdef0",
    "../config",
    "refs/../config",
  ])("gives undefined for %j", async (expression) => {
    const { repository } = world();
    await commitFiles(repository, "main", { "a.txt": "text" });

    expect(await repository.resolve(expression)).toBeUndefined();
  });

  it("takes the commit when an abbreviation fits several objects", async () => {
    const { repository } = world();
    const oid = await commitFiles(repository, "main", { a: "1" });
    const blob = await findBlobLike(repository, oid.slice(0, 4));

    expect(blob.startsWith(oid.slice(0, 4))).toBe(true);
    expect(await repository.resolve(oid.slice(0, 7))).toBe(oid);
  });

  it("follows HEAD", async () => {
    const { repository } = world();
    expect(await repository.resolve("HEAD")).toBeUndefined();

    const oid = await commitFiles(repository, "main", { a: "1" });

    expect(await repository.resolve("HEAD")).toBe(oid);
  });
});

/** Writes blobs until one starts with these four digits. */
async function findBlobLike(
  repository: { readonly writeBlob: (content: Buffer) => Promise<string> },
  prefix: string,
): Promise<string> {
  const { encodeObject } = await import("../../../src/sandbox/git/object-format.ts");
  for (let index = 0; ; index += 1) {
    const content = Buffer.from(String(index));
    const { oid } = encodeObject({ type: "blob", content });
    if (oid.startsWith(prefix)) return repository.writeBlob(content);
  }
}
