import { beforeEach, describe, expect, it } from "@jest/globals";

import { at, read, textAt } from "./client.ts";
import { shop, withShop } from "./shop.ts";

const repository = `repository(owner: "acme", name: "shop")`;

describe("reading by GraphQL", () => {
  const world = withShop();

  const ofShop = async (fields: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const head = Object.keys(variables).map((name) => `$${name}: String!`);
    const start = head.length === 0 ? "" : `query(${head.join(", ")}) `;
    return at(
      await read(world().ham, `${start}{ ${repository} { ${fields} } }`, variables),
      "repository",
    );
  };

  const textOf = async (expression: string) => {
    const fields = "object(expression: $e) { ... on Blob { text isBinary isTruncated byteSize } }";
    return at(await ofShop(fields, { e: expression }), "object");
  };

  describe("when a blob is read", () => {
    it("has the text at a branch, a commit and a tag", async () => {
      const oid = await world().commit({ "index.json": "{}\n", "deep/er/file.yaml": "a: 1\n" });
      world().git(["tag", "-a", "v1", "-m", "x", oid]);

      for (const revision of ["main", oid, "v1", "refs/heads/main", oid.slice(0, 10)])
        expect(await textOf(`${revision}:deep/er/file.yaml`)).toEqual({
          text: "a: 1\n",
          isBinary: false,
          isTruncated: false,
          byteSize: 5,
        });
    });

    it("is null where nothing is", async () => {
      for (const expression of ["main:none", "none:README.md", "main:README.md/below"])
        expect(await textOf(expression)).toBeNull();
    });

    it("has no text when it is binary", async () => {
      const blob = world().git(["hash-object", "-w", "--stdin"], "a\0b");

      expect(await textOf(blob)).toEqual({
        text: null,
        isBinary: true,
        isTruncated: false,
        byteSize: 3,
      });
    });

    it("is cut above 512,000 bytes, between two characters", async () => {
      const text = "é".repeat(300_000);
      const exact = "x".repeat(512_000);
      await world().commit({ large: `x${text}`, exact });

      expect(await textOf("main:large")).toEqual({
        text: `x${"é".repeat(255_999)}`,
        isBinary: false,
        isTruncated: true,
        byteSize: 600_001,
      });
      expect(await textOf("main:exact")).toMatchObject({ text: exact, isTruncated: false });
    });
  });

  describe("when a tree is read", () => {
    it("lists entries with their paths, modes and sizes", async () => {
      await world().commit({ "a/b/one.txt": "1", "a/b/c/two.txt": "22" });

      const fields = `object(expression: "main:a/b/") { ... on Tree {
        entries { name path mode type size extension object { __typename oid } } } }`;
      expect(at(await ofShop(fields), "object", "entries")).toMatchObject([
        { name: "c", path: "a/b/c", mode: 0o40000, type: "tree", size: 0, extension: null },
        {
          name: "one.txt",
          path: "a/b/one.txt",
          mode: 0o100644,
          type: "blob",
          size: 1,
          extension: ".txt",
          object: { __typename: "Blob" },
        },
      ]);
    });

    it("finds a file of a commit", async () => {
      const oid = await world().commit({ "a/b.txt": "b" });

      const fields = `object(oid: "${oid}") { ... on Commit {
        there: file(path: "a/b.txt") { path } top: file(path: "README.md") { path }
        missing: file(path: "a/c.txt") { path } } }`;
      expect(at(await ofShop(fields), "object")).toEqual({
        there: { path: "a/b.txt" },
        top: { path: "README.md" },
        missing: null,
      });
    });
  });

  describe("when a history is read", () => {
    const history = (args: string) =>
      ofShop(`object(expression: "main") { ... on Commit { history(${args}) {
        nodes { message } totalCount pageInfo { hasNextPage endCursor } } } }`);
    const messagesOf = (data: unknown) => {
      const nodes = at(data, "object", "history", "nodes");
      return Array.isArray(nodes) ? nodes.map((node) => textAt(node, "message")) : nodes;
    };

    beforeEach(async () => {
      const { sandbox } = world();
      for (const [message, path] of [
        ["1", "a/x"],
        ["2", "b/x"],
        ["3", "a/y"],
        ["4", "a/x"],
      ] as const) {
        sandbox.clock.advance(10 * 60_000);
        await sandbox.admin.commitFiles({
          repository: "acme/shop",
          files: { [path]: message },
          message,
          as: "developer",
        });
      }
    });

    it("has those that change a path, newest first", async () => {
      expect(messagesOf(await history(`first: 9, path: "a"`))).toEqual(["4", "3", "1"]);
      expect(messagesOf(await history(`first: 9, path: "a/x"`))).toEqual(["4", "1"]);
      expect(messagesOf(await history(`first: 9, path: "none"`))).toEqual([]);
    });

    it("goes on behind a cursor", async () => {
      const first = await history("first: 2");
      const cursor = textAt(first, "object", "history", "pageInfo", "endCursor");
      const second = await history(`first: 9, after: "${cursor}"`);

      expect(messagesOf(first)).toEqual(["4", "3"]);
      expect(at(first, "object", "history")).toMatchObject({
        totalCount: 5,
        pageInfo: { hasNextPage: true },
      });
      expect(messagesOf(second)).toEqual(["2", "1", "Initial commit"]);
      expect(at(second, "object", "history", "pageInfo", "hasNextPage")).toBe(false);
    });

    it("is bounded by time", async () => {
      const ago = (commits: number) =>
        new Date(world().sandbox.context.now().getTime() - commits * 600_000 - 1000).toISOString();

      expect(messagesOf(await history(`first: 9, since: "${ago(1)}"`))).toEqual(["4", "3"]);
      expect(messagesOf(await history(`first: 9, until: "${ago(2)}"`))).toEqual([
        "1",
        "Initial commit",
      ]);
      expect(messagesOf(await history(`first: 9, path: "a", since: "${ago(2)}"`))).toEqual([
        "4",
        "3",
      ]);
    });
  });

  describe("when a commit is read", () => {
    it("says who made it and that GitHub has signed it", async () => {
      const fields = `object(expression: "main") { ... on Commit {
        messageHeadline messageBody authoredByCommitter parents(first: 1) { totalCount }
        author { name user { login } } signature { isValid state wasSignedByGitHub } } }`;

      expect(at(await ofShop(fields), "object")).toMatchObject({
        messageHeadline: "Initial commit",
        messageBody: "",
        parents: { totalCount: 0 },
        author: { name: "acme" },
        signature: { isValid: true, state: "VALID", wasSignedByGitHub: true },
      });
    });

    it("has no signature when somebody pushed it", async () => {
      await world().commit({ a: "a" });

      const fields = `object(expression: "main") { ... on Commit {
        author { user { login } } signature { isValid } changedFiles additions deletions } }`;
      expect(at(await ofShop(fields), "object")).toEqual({
        author: { user: { login: "developer" } },
        signature: null,
        changedFiles: 1,
        additions: 1,
        deletions: 0,
      });
    });

    it("names the pull request that brought it", async () => {
      const { commit, as, head } = world();
      const oid = await commit({ a: "a" }, "change");
      const { rest } = as("developer");
      await rest.pulls.create({ ...shop, title: "a", head: "change", base: "main" });
      const pull = { ...shop, pull_number: 1 };
      await rest.pulls.merge({ ...pull, merge_method: "squash" });

      const fields = `merged: object(expression: "main") { ...pulls }
        head: object(oid: "${oid}") { ...pulls }
        pullRequest(number: 1) { state merged mergeCommit { oid } mergedBy { login } headRefOid }`;
      const query = `{ ${repository} { ${fields} } }
        fragment pulls on Commit { associatedPullRequests(first: 5) { nodes { number } } }`;
      const pulls = { associatedPullRequests: { nodes: [{ number: 1 }] } };
      expect(at(await read(world().ham, query), "repository")).toEqual({
        merged: pulls,
        head: pulls,
        pullRequest: {
          state: "MERGED",
          merged: true,
          mergeCommit: { oid: head() },
          mergedBy: { login: "developer" },
          headRefOid: oid,
        },
      });
    });
  });

  describe("when refs are read", () => {
    it("lists those below a prefix without it", async () => {
      await world().commit({ a: "a" }, "env/dev");
      await world().commit({ a: "b" }, "env/prod");

      const fields = `refs(refPrefix: "refs/heads/env/", first: 9, query: "d") {
          totalCount nodes { name prefix target { oid } } }
        ref(qualifiedName: "env/dev") { name prefix compare(headRef: "env/prod") {
          status aheadBy behindBy commits(first: 3) { nodes { oid } } } }
        none: ref(qualifiedName: "refs/heads/none") { name }`;
      expect(await ofShop(fields)).toEqual({
        refs: {
          totalCount: 2,
          nodes: [
            { name: "dev", prefix: "refs/heads/env/", target: { oid: world().head("env/dev") } },
            { name: "prod", prefix: "refs/heads/env/", target: { oid: world().head("env/prod") } },
          ],
        },
        ref: {
          name: "env/dev",
          prefix: "refs/heads/",
          compare: {
            status: "DIVERGED",
            aheadBy: 1,
            behindBy: 1,
            commits: { nodes: [{ oid: world().head("env/prod") }] },
          },
        },
        none: null,
      });
    });
  });

  describe("when people are read", () => {
    it("says who may what", async () => {
      const fields = `viewerPermission collaborators(first: 9, query: "dev") {
        edges { permission node { login } } }`;

      expect(await ofShop(fields)).toEqual({
        viewerPermission: "WRITE",
        collaborators: { edges: [{ permission: "WRITE", node: { login: "developer" } }] },
      });
      expect(await read(world().as("developer"), "{ viewer { login isViewer } }")).toEqual({
        viewer: { login: "developer", isViewer: true },
      });
      expect(await read(world().ham, "{ viewer { login } }")).toEqual({
        viewer: { login: "ham[bot]" },
      });
    });

    it("says who is in a team", async () => {
      const { sandbox, ham } = world();
      await sandbox.admin.createTeam({
        organization: "acme",
        slug: "releasers",
        members: ["developer"],
      });

      const query = `{ organization(login: "acme") { team(slug: "releasers") {
        combinedSlug members(first: 9) { edges { role node { login } } } }
        none: team(slug: "none") { name } membersWithRole(first: 9) { edges { role node { login } } } } }`;
      expect(at(await read(ham, query), "organization")).toEqual({
        team: {
          combinedSlug: "acme/releasers",
          members: { edges: [{ role: "MEMBER", node: { login: "developer" } }] },
        },
        none: null,
        membersWithRole: {
          edges: [
            { role: "ADMIN", node: { login: "maintainer" } },
            { role: "MEMBER", node: { login: "developer" } },
          ],
        },
      });
    });
  });

  describe("when a conversation is read", () => {
    it("shows a bot without its brackets, and whether a comment is the viewer's or was edited", async () => {
      const { ham, as } = world();
      await as("developer").rest.issues.create({ ...shop, title: "broken" });
      const subject = { ...shop, issue_number: 1 };
      await ham.rest.issues.createComment({ ...subject, body: "mine" });
      const { data } = await as("developer").rest.issues.createComment({ ...subject, body: "his" });
      const edit = { ...shop, comment_id: data.id, body: "edited" };
      await as("maintainer").rest.issues.updateComment(edit);

      const fields = `issue(number: 1) { comments(last: 9) { nodes {
        body viewerDidAuthor includesCreatedEdit editor { login } author { __typename login } } } }`;
      expect(at(await ofShop(fields), "issue", "comments", "nodes")).toEqual([
        {
          body: "mine",
          viewerDidAuthor: true,
          includesCreatedEdit: false,
          editor: null,
          author: { __typename: "Bot", login: "ham" },
        },
        {
          body: "edited",
          viewerDidAuthor: false,
          includesCreatedEdit: true,
          editor: { login: "maintainer" },
          author: { __typename: "User", login: "developer" },
        },
      ]);
    });

    it("has the timeline in order, filtered by type", async () => {
      const { ham, as, sandbox } = world();
      await as("developer").rest.issues.create({ ...shop, title: "broken" });
      const subject = { ...shop, issue_number: 1 };
      await ham.rest.issues.addLabels({ ...subject, labels: ["promote:prod"] });
      sandbox.clock.advance(1000);
      await ham.rest.issues.createComment({ ...subject, body: "x" });
      sandbox.clock.advance(1000);
      await ham.rest.issues.removeLabel({ ...subject, name: "promote:prod" });

      const fields = `issue(number: 1) { timelineItems(first: 9, itemTypes: [LABELED_EVENT]) {
          filteredCount pageCount totalCount nodes { ... on LabeledEvent { actor { login } label { name } } } }
        all: timelineItems(first: 9) { nodes { __typename } } }`;
      expect(at(await ofShop(fields), "issue")).toEqual({
        timelineItems: {
          filteredCount: 1,
          pageCount: 1,
          totalCount: 3,
          nodes: [{ actor: { login: "ham" }, label: { name: "promote:prod" } }],
        },
        all: {
          nodes: [
            { __typename: "LabeledEvent" },
            { __typename: "IssueComment" },
            { __typename: "UnlabeledEvent" },
          ],
        },
      });
    });
  });

  describe("when a commit was reported on", () => {
    it("rolls statuses and checks into one", async () => {
      const { ham, head } = world();
      const sha = head();
      await ham.rest.repos.createCommitStatus({ ...shop, sha, state: "success", context: "ci" });
      await ham.rest.checks.create({ ...shop, name: "config", head_sha: sha, status: "queued" });

      const fields = `object(expression: "main") { ... on Commit {
        status { state context(name: "ci") { state } }
        statusCheckRollup { state contexts(first: 9) { checkRunCount statusContextCount } }
        checkSuites(first: 1) { nodes { status app { slug } checkRuns(first: 1) { totalCount } } } } }`;
      expect(at(await ofShop(fields), "object")).toEqual({
        status: { state: "SUCCESS", context: { state: "SUCCESS" } },
        statusCheckRollup: {
          state: "PENDING",
          contexts: { checkRunCount: 1, statusContextCount: 1 },
        },
        checkSuites: {
          nodes: [{ status: "QUEUED", app: { slug: "ham" }, checkRuns: { totalCount: 1 } }],
        },
      });
    });

    it("has nothing where nobody has reported", async () => {
      const fields = `object(expression: "main") { ... on Commit {
        status { state } statusCheckRollup { state } checkSuites(first: 1) { totalCount } } }`;

      expect(at(await ofShop(fields), "object")).toEqual({
        status: null,
        statusCheckRollup: null,
        checkSuites: { totalCount: 0 },
      });
    });
  });
});
