import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { startReceiver } from "../hooks/receiver.ts";
import type { Receiver } from "../hooks/receiver.ts";
import { at, ask, read, textAt } from "./client.ts";
import { shop, withShop } from "./shop.ts";

const addText = `mutation($input: AddCommentInput!) { addComment(input: $input) {
  commentEdge { node { id body author { login } } } subject { id } } }`;

describe("conversations by GraphQL", () => {
  const world = withShop();
  let receiver: Receiver | undefined;
  let issueId = "";

  beforeEach(async () => {
    const issue = await world()
      .as("developer")
      .rest.issues.create({ ...shop, title: "broken" });
    issueId = issue.data.node_id;
  });

  afterEach(async () => {
    await receiver?.close();
    receiver = undefined;
  });

  /** What the App is told from now on. */
  const listen = async (): Promise<() => Promise<readonly unknown[]>> => {
    const { sandbox, app } = world();
    const started = await startReceiver();
    receiver = started;
    const webhook = { ...app.webhook, url: started.url, active: true };
    sandbox.context.state.apps.put({ ...app, webhook });
    return async () => {
      await sandbox.settled();
      return started.received.map(({ headers, body }) => {
        const payload: unknown = JSON.parse(body);
        return [headers["x-github-event"], at(payload, "action"), at(payload, "sender", "login")];
      });
    };
  };

  const comment = async (body: string) => {
    const data = await read(world().ham, addText, { input: { subjectId: issueId, body } });
    return textAt(data, "addComment", "commentEdge", "node", "id");
  };

  const bodies = async () =>
    (await world().ham.rest.issues.listComments({ ...shop, issue_number: 1 })).data.map(
      ({ body }) => body,
    );

  describe("comments", () => {
    const updateText = `mutation($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) {
      issueComment { body lastEditedAt includesCreatedEdit } } }`;
    const deleteText = `mutation($input: DeleteIssueCommentInput!) { deleteIssueComment(input: $input) {
      clientMutationId } }`;

    it("are added, edited and deleted, and webhooks tell of it", async () => {
      const told = await listen();

      const id = await comment("hello");
      const edited = await read(world().ham, updateText, { input: { id, body: "changed" } });
      const between = await bodies();
      await read(world().ham, deleteText, { input: { id } });

      expect(at(edited, "updateIssueComment", "issueComment")).toEqual({
        body: "changed",
        lastEditedAt: expect.any(String) as unknown,
        includesCreatedEdit: true,
      });
      expect([between, await bodies()]).toEqual([["changed"], []]);
      expect(await told()).toEqual([
        ["issue_comment", "created", "ham[bot]"],
        ["issue_comment", "edited", "ham[bot]"],
        ["issue_comment", "deleted", "ham[bot]"],
      ]);
    });

    it("are refused when empty or too long, and where nothing is", async () => {
      const refusals = async (subjectId: string, body: string) =>
        (await ask(world().ham, addText, { input: { subjectId, body } })).refusals;

      expect(await refusals(issueId, " ")).toEqual([
        "UNPROCESSABLE at addComment: IssueComment body is missing_field",
      ]);
      expect(await refusals(issueId, "x".repeat(65_537))).toEqual([
        "UNPROCESSABLE at addComment: Body is too long (maximum is 65536 characters)",
      ]);
      expect(await refusals("I_none", "x")).toEqual([
        "NOT_FOUND at addComment: Could not resolve to a node with the global id of 'I_none'",
      ]);
      expect(await bodies()).toEqual([]);
    });

    it("need one of the two permissions, and to be edited their author or a writer", async () => {
      const { asInstallation, as } = world();
      const input = { subjectId: issueId, body: "x" };
      const refusals = async (permissions: Readonly<Record<string, "read" | "write">>) =>
        (await ask(await asInstallation(permissions), addText, { input })).refusals;
      const id = await comment("mine");

      expect(await refusals({ issues: "write" })).toEqual([]);
      expect(await refusals({ pull_requests: "write" })).toEqual([]);
      expect(await refusals({ issues: "read", contents: "write" })).toEqual([
        "FORBIDDEN at addComment: Resource not accessible by integration",
      ]);
      expect(
        (await ask(as("outsider"), updateText, { input: { id, body: "his" } })).refusals,
      ).toEqual([
        "FORBIDDEN at updateIssueComment: outsider does not have the correct permissions to execute `UpdateIssueComment`",
      ]);
      expect(
        (await ask(as("developer"), updateText, { input: { id, body: "ours" } })).refusals,
      ).toEqual([]);
    });
  });

  describe("labels", () => {
    const addLabels = `mutation($input: AddLabelsToLabelableInput!) { addLabelsToLabelable(input: $input) {
      labelable { labels(first: 9) { nodes { name } } } } }`;
    const removeLabels = `mutation($input: RemoveLabelsFromLabelableInput!) { removeLabelsFromLabelable(input: $input) {
      labelable { labels(first: 9) { nodes { name } } } } }`;

    it("are put on and taken off by their ids, and webhooks tell of it", async () => {
      const { ham, as, commit } = world();
      await commit({ a: "a" }, "change");
      const given = { ...shop, title: "a", head: "change", base: "main" };
      const pull = await as("developer").rest.pulls.create(given);
      const label = await ham.rest.issues.createLabel({ ...shop, name: "promote:prod" });
      const input = { labelableId: pull.data.node_id, labelIds: [label.data.node_id] };
      const told = await listen();

      const added = await read(ham, addLabels, { input });
      const removed = await read(ham, removeLabels, { input });
      const again = await read(ham, removeLabels, { input });

      const labels = (data: unknown, field: string) => at(data, field, "labelable", "labels");
      expect(labels(added, "addLabelsToLabelable")).toEqual({ nodes: [{ name: "promote:prod" }] });
      expect(labels(removed, "removeLabelsFromLabelable")).toEqual({ nodes: [] });
      expect(labels(again, "removeLabelsFromLabelable")).toEqual({ nodes: [] });
      expect(await told()).toEqual([
        ["pull_request", "labeled", "ham[bot]"],
        ["pull_request", "unlabeled", "ham[bot]"],
      ]);
    });

    it("are refused to those who may not triage", async () => {
      const { ham, as } = world();
      const label = await ham.rest.issues.createLabel({ ...shop, name: "x" });
      const input = { labelableId: issueId, labelIds: [label.data.node_id] };

      expect((await ask(as("outsider"), addLabels, { input })).refusals).toEqual([
        "FORBIDDEN at addLabelsToLabelable: outsider does not have the correct permissions to execute `AddLabelsToLabelable`",
      ]);
      expect((await ask(as("developer"), addLabels, { input })).refusals).toEqual([]);
    });
  });

  describe("reactions", () => {
    const fields =
      "reaction { content user { login } } reactionGroups { content viewerHasReacted reactors(first: 1) { totalCount } }";
    const addReaction = `mutation($input: AddReactionInput!) { addReaction(input: $input) { ${fields} } }`;
    const removeReaction = `mutation($input: RemoveReactionInput!) { removeReaction(input: $input) { ${fields} } }`;

    it("are made once each, and taken back", async () => {
      const { ham } = world();
      const input = { subjectId: await comment("x"), content: "EYES" };
      const eyes = (data: unknown, field: string) => at(data, field, "reactionGroups", 7);

      const first = await read(ham, addReaction, { input });
      const second = await read(ham, addReaction, { input });
      const removed = await read(ham, removeReaction, { input });
      const again = await ask(ham, removeReaction, { input });

      const own = { content: "EYES", viewerHasReacted: true, reactors: { totalCount: 1 } };
      expect(at(first, "addReaction", "reaction")).toEqual({
        content: "EYES",
        user: { login: "ham[bot]" },
      });
      expect([eyes(first, "addReaction"), eyes(second, "addReaction")]).toEqual([own, own]);
      expect(eyes(removed, "removeReaction")).toEqual({
        content: "EYES",
        viewerHasReacted: false,
        reactors: { totalCount: 0 },
      });
      expect(again.refusals).toHaveLength(1);
    });

    it("are made on issues too, by anyone who can read", async () => {
      const input = { subjectId: issueId, content: "THUMBS_UP" };

      const data = await read(world().as("outsider"), addReaction, { input });

      expect(at(data, "addReaction", "reaction", "content")).toBe("THUMBS_UP");
    });
  });

  describe("what the App's permissions don't cover", () => {
    it("is null, with a refusal that clients know", async () => {
      const { asInstallation, sandbox } = world();
      await sandbox.admin.createRepository({
        owner: "acme",
        name: "secret",
        private: true,
        autoInit: true,
      });
      const query = `{ repository(owner: "acme", name: "secret") { name
        object(expression: "main:README.md") { oid } pullRequest(number: 1) { id } issues(first: 1) { totalCount }
        ref(qualifiedName: "main") { name } deployments(first: 1) { totalCount } }
        organization(login: "acme") { team(slug: "x") { name } } }`;

      const { data, refusals } = await ask(await asInstallation({ checks: "read" }), query);

      // `issues` and `deployments` may not be null, so the repository is.
      expect(data).toEqual({ repository: null, organization: { team: null } });
      expect(refusals.every((refusal) => refusal.startsWith("FORBIDDEN"))).toBe(true);
      expect(refusals.join()).toContain("Resource not accessible by integration");
    });
  });
});
