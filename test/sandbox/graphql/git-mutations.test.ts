import { beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Octokit } from "octokit";

import { at, ask, read, textAt } from "./client.ts";
import { shop, withShop } from "./shop.ts";

const zeros = "0".repeat(40);

const commitText = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
  clientMutationId ref { name target { oid } }
  commit { oid message committedDate author { name user { login } } committer { email }
    parents(first: 2) { nodes { oid } } signature { isValid wasSignedByGitHub } } } }`;

type Commit = {
  readonly branch?: string;
  readonly head: string;
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly message?: { readonly headline: string; readonly body?: string };
};

describe("git by GraphQL", () => {
  const world = withShop();

  const commit = (octokit: Octokit, given: Commit) =>
    ask(octokit, commitText, { input: toInput(given) });

  const files = (branch = "main") =>
    world().git(["ls-tree", "-r", "--name-only", branch]).split("\n");

  describe("createCommitOnBranch", () => {
    it("commits as the App, signed by GitHub", async () => {
      const before = world().head();
      const message = { headline: "[dev/shop] released x", body: "Service: shop\nRequest: a/1" };

      const { data, refusals } = await commit(world().ham, {
        head: before,
        add: { "a/b.txt": "b\n", "README.md": "new\n" },
        message,
      });

      const oid = world().head();
      expect(refusals).toEqual([]);
      expect(at(data, "createCommitOnBranch")).toMatchObject({
        clientMutationId: "mine",
        ref: { name: "main", target: { oid } },
        commit: {
          oid,
          message: `${message.headline}\n\n${message.body}`,
          author: { name: "ham[bot]", user: { login: "ham[bot]" } },
          committer: { email: "noreply@github.com" },
          parents: { nodes: [{ oid: before }] },
          signature: { isValid: true, wasSignedByGitHub: true },
        },
      });
      expect(world().git(["show", "main:a/b.txt"])).toBe("b");
      expect(world().git(["fsck", "--strict"])).toBe("");
    });

    it("deletes and adds in one commit, and keeps the rest", async () => {
      const { head, ham } = world();
      await commit(ham, { head: head(), add: { "a/b": "1", "a/c": "2", d: "3" } });

      const { refusals } = await commit(ham, {
        head: head(),
        remove: ["a/b", "a/c"],
        add: { a: "now a file" },
      });

      expect(refusals).toEqual([]);
      expect(files()).toEqual(["README.md", "a", "d"]);
    });

    it("refuses a head that has moved, in GitHub's words", async () => {
      const { head, ham } = world();
      const before = head();
      await commit(ham, { head: before, add: { a: "1" } });
      const after = head();

      const answer = await commit(ham, { head: before, add: { b: "1" } });

      expect(answer).toEqual({
        data: { createCommitOnBranch: null },
        refusals: [
          `STALE_DATA at createCommitOnBranch: Expected branch to point to "${before}" but it did not.  Pull and try again.`,
        ],
      });
      expect(head()).toBe(after);
    });

    it("lets exactly one of several at the same head win", async () => {
      const { head, ham } = world();
      const before = head();

      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          commit(ham, { head: before, add: { [`file-${index}`]: "x" } }),
        ),
      );

      const won = answers.filter(({ refusals }) => refusals.length === 0);
      const lost = answers.flatMap(({ refusals }) => refusals);
      expect(won).toHaveLength(1);
      expect(lost).toHaveLength(7);
      expect(lost.every((refusal) => refusal.startsWith("STALE_DATA"))).toBe(true);
      expect(world().git(["rev-list", "--count", "main"])).toBe("2");
    });

    it("refuses what GitHub refuses, and changes nothing", async () => {
      const { head, ham } = world();
      const before = head();
      const refusalOf = async (given: Omit<Commit, "head">) =>
        (await commit(ham, { head: before, ...given })).refusals.join();

      expect(await refusalOf({ remove: ["none"] })).toBe(
        `UNPROCESSABLE at createCommitOnBranch: A path was requested for deletion which does not exist as of commit oid \`${before}\``,
      );
      expect(await refusalOf({ add: { a: "1" }, remove: ["README.md", "README.md"] })).toContain(
        "A path was given more than once: README.md",
      );
      expect(await refusalOf({ branch: "none", add: { a: "1" } })).toBe(
        "NOT_FOUND at createCommitOnBranch: No ref exists with the name refs/heads/none",
      );
      for (const path of ["../a", "a//b", "/a", ".git/config", "a/", ""])
        expect(await refusalOf({ add: { [path]: "1" } })).toContain("malformed path component");
      expect(await refusalOf({ add: { a: "1", "a/b": "2" } })).toContain("UNPROCESSABLE");
      expect(await refusalOf({ message: { headline: "a\0b" }, add: { a: "1" } })).toContain(
        "UNPROCESSABLE",
      );
      expect(head()).toBe(before);
    });

    it("takes a branch by its ref's id, but not in two ways", async () => {
      const { ham, head } = world();
      const query = `{ repository(owner: "acme", name: "shop") { ref(qualifiedName: "main") { id } } }`;
      const id = textAt(await read(ham, query), "repository", "ref", "id");
      const input = { ...toInput({ head: head(), add: { a: "1" } }), branch: { id } };
      const both = { ...input, branch: { id, branchName: "main" } };

      expect((await ask(ham, commitText, { input })).refusals).toEqual([]);
      expect((await ask(ham, commitText, { input: both })).refusals).toHaveLength(1);
      expect(files()).toContain("a");
    });

    it("refuses contents that are not Base64", async () => {
      const input = {
        ...toInput({ head: world().head() }),
        fileChanges: { additions: [{ path: "a", contents: "*" }] },
      };

      const { refusals } = await ask(world().ham, commitText, { input });

      expect(refusals.join()).toContain("expected Base64");
      world().sandbox.takeProblems();
    });

    it("keeps any bytes as they are", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          const { ham, head, git } = world();
          const contents = Buffer.from(bytes).toString("base64");
          const fileChanges = { additions: [{ path: "bytes", contents }] };
          const input = { ...toInput({ head: head() }), fileChanges };
          expect((await ask(ham, commitText, { input })).refusals).toEqual([]);
          expect(git(["cat-file", "-s", "main:bytes"])).toBe(String(bytes.length));
        }),
        { numRuns: 10 },
      );
    }, 30_000);

    it("is for those who may push", async () => {
      const { ham, as, asInstallation, head, sandbox } = world();
      const given = { head: head(), add: { a: "1" } };
      const reader = await asInstallation({ contents: "read" });
      await sandbox.admin.createRepository({ owner: "acme", name: "secret", private: true });
      const hidden = {
        ...toInput(given),
        branch: { repositoryNameWithOwner: "acme/secret", branchName: "main" },
      };

      expect((await commit(reader, given)).refusals).toEqual([
        "FORBIDDEN at createCommitOnBranch: Resource not accessible by integration",
      ]);
      expect((await commit(as("outsider"), given)).refusals).toEqual([
        "FORBIDDEN at createCommitOnBranch: outsider does not have the correct permissions to execute `CreateCommitOnBranch`",
      ]);
      expect((await ask(as("outsider"), commitText, { input: hidden })).refusals).toEqual([
        "NOT_FOUND at createCommitOnBranch: Could not resolve to a Repository with the name 'acme/secret'.",
      ]);
      expect((await commit(as("developer"), given)).refusals).toEqual([]);
      expect((await commit(ham, { ...given, head: head() })).refusals).toEqual([]);
    });
  });

  describe("several mutations in one document", () => {
    it("are carried out in order, and one that fails doesn't stop the next", async () => {
      const { ham, head, commit: push } = world();
      await push({ x: "x" }, "env/dev");
      await push({ x: "x" }, "env/prod");
      const text = `mutation($dev: CreateCommitOnBranchInput!, $bad: CreateCommitOnBranchInput!, $prod: CreateCommitOnBranchInput!) {
        dev: createCommitOnBranch(input: $dev) { commit { oid } }
        bad: createCommitOnBranch(input: $bad) { commit { oid } }
        prod: createCommitOnBranch(input: $prod) { commit { oid } } }`;
      const dev = toInput({ branch: "env/dev", head: head("env/dev"), add: { a: "1" } });
      const prod = toInput({ branch: "env/prod", head: head("env/prod"), add: { a: "1" } });

      const { data, refusals } = await ask(ham, text, { dev, bad: dev, prod });

      expect(data).toEqual({
        dev: { commit: { oid: head("env/dev") } },
        bad: null,
        prod: { commit: { oid: head("env/prod") } },
      });
      expect(refusals).toEqual([expect.stringContaining("STALE_DATA at bad") as unknown]);
    });
  });

  describe("refs", () => {
    let repositoryId = "";
    beforeEach(async () => {
      repositoryId = (await world().ham.rest.repos.get(shop)).data.node_id;
    });

    const createText = `mutation($input: CreateRefInput!) { createRef(input: $input) { ref { id name } } }`;
    const updateText = `mutation($input: UpdateRefInput!) { updateRef(input: $input) { ref { target { oid } } } }`;
    const deleteText = `mutation($input: DeleteRefInput!) { deleteRef(input: $input) { clientMutationId } }`;
    const refsText = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
    const exists = (name: string) => world().git(["for-each-ref", name]) !== "";

    const create = async (name: string, oid: string) => {
      const { data, refusals } = await ask(world().ham, createText, {
        input: { repositoryId, name, oid },
      });
      expect(refusals).toEqual([]);
      return textAt(data, "createRef", "ref", "id");
    };

    it("are made, moved and removed", async () => {
      const { head, ham, commit: push } = world();
      const first = head();
      const refId = await create("refs/heads/env/dev", first);
      const second = await push({ a: "1" });

      const moved = await read(ham, updateText, { input: { refId, oid: second } });
      const back = await ask(ham, updateText, { input: { refId, oid: first } });
      const forced = await ask(ham, updateText, { input: { refId, oid: first, force: true } });

      expect(at(moved, "updateRef", "ref", "target", "oid")).toBe(second);
      expect(back.refusals).toEqual(["UNPROCESSABLE at updateRef: Update is not a fast forward"]);
      expect(forced.refusals).toEqual([]);
      expect(head("env/dev")).toBe(first);
      await read(ham, deleteText, { input: { refId } });
      expect(exists("refs/heads/env/dev")).toBe(false);
    });

    it("are not made twice, nor inside of each other", async () => {
      const { head, ham } = world();
      await create("refs/heads/env/dev", head());
      const refusals = async (name: string) =>
        (await ask(ham, createText, { input: { repositoryId, name, oid: head() } })).refusals;

      expect(await refusals("refs/heads/env/dev")).toEqual([
        "UNPROCESSABLE at createRef: Reference already exists",
      ]);
      expect(await refusals("refs/heads/env/dev/eu")).toEqual([
        expect.stringContaining("UNPROCESSABLE") as unknown,
      ]);
    });

    it("move together or not at all", async () => {
      const { head, ham, commit: push } = world();
      const first = head();
      const second = await push({ a: "1" });
      for (const name of ["dev", "prod"]) await create(`refs/heads/env/${name}`, first);
      const update = (name: string, beforeOid: string, afterOid: string) => ({
        name: `refs/heads/env/${name}`,
        beforeOid,
        afterOid,
      });
      const updates = async (...refUpdates: readonly object[]) =>
        (await ask(ham, refsText, { input: { repositoryId, refUpdates } })).refusals;

      expect(await updates(update("dev", first, second), update("prod", second, second))).toEqual([
        expect.stringContaining("STALE_DATA at updateRefs") as unknown,
      ]);
      expect(await updates(update("dev", first, second), update("dev", first, second))).toEqual([
        "UNPROCESSABLE at updateRefs: A ref was given more than once: refs/heads/env/dev",
      ]);
      expect([head("env/dev"), head("env/prod")]).toEqual([first, first]);
      expect(await updates(update("dev", first, second), update("prod", first, second))).toEqual(
        [],
      );
      expect([head("env/dev"), head("env/prod")]).toEqual([second, second]);
    });

    it("need not exist before, or go, by zeros", async () => {
      const { head, ham } = world();
      const updates = async (beforeOid: string, afterOid: string) => {
        const refUpdates = [{ name: "refs/heads/lock", beforeOid, afterOid }];
        return (await ask(ham, refsText, { input: { repositoryId, refUpdates } })).refusals;
      };

      expect(await updates(zeros, head())).toEqual([]);
      expect(await updates(zeros, head())).toEqual([
        expect.stringContaining("STALE_DATA") as unknown,
      ]);
      expect(await updates(head(), zeros)).toEqual([]);
      expect(exists("refs/heads/lock")).toBe(false);
    });

    it("are for those who may push", async () => {
      const { asInstallation, as, head } = world();
      const reader = await asInstallation({ contents: "read" });
      const input = { repositoryId, name: "refs/heads/new", oid: head() };

      expect((await ask(reader, createText, { input })).refusals).toEqual([
        "FORBIDDEN at createRef: Resource not accessible by integration",
      ]);
      expect((await ask(as("outsider"), createText, { input })).refusals).toEqual([
        "FORBIDDEN at createRef: outsider does not have the correct permissions to execute `CreateRef`",
      ]);
    });
  });
});

function toInput({ branch = "main", head, add = {}, remove = [], message }: Commit) {
  return {
    clientMutationId: "mine",
    branch: { repositoryNameWithOwner: "acme/shop", branchName: branch },
    expectedHeadOid: head,
    message: message ?? { headline: "change" },
    fileChanges: {
      additions: Object.entries(add).map(([path, text]) => ({
        path,
        contents: Buffer.from(text).toString("base64"),
      })),
      deletions: remove.map((path) => ({ path })),
    },
  };
}
