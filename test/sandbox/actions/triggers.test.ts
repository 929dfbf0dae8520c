import { beforeEach, describe, expect, it } from "@jest/globals";

import { createShop, shop, withActions, workflow } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

describe("a workflow", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  const admin = () => world().sandbox.admin;
  const settled = () => world().sandbox.settled();
  const found = () =>
    world()
      .runs()
      .map(({ event, headBranch }) => `${event} ${headBranch ?? ""}`);

  /** On the default branch, without being asked to run for it. */
  async function install(on: string, steps = "- run: 'true'"): Promise<void> {
    await world().push({ [path]: workflow(steps, { on }) }, { message: "install [skip ci]" });
  }

  async function openPull(from: Readonly<Record<string, unknown>> = {}): Promise<number> {
    const input = { repository: "acme/shop", title: "Change", head: "feature", as: "developer" };
    const { number } = await admin().openPull({ ...input, ...from });
    await settled();
    return number;
  }

  describe("when it runs on pushes", () => {
    it("runs for branches and tags, and not when one is deleted", async () => {
      await install("push");
      const sha = await world().push({ a: "1" });
      const { rest } = world().as("developer");
      await rest.git.createRef({ ...shop, ref: "refs/tags/v1", sha });
      await settled();
      await rest.git.deleteRef({ ...shop, ref: "tags/v1" });
      await settled();

      expect(found()).toEqual(["push main", "push v1"]);
      expect(world().runs()).toMatchObject([
        { headSha: sha, checkoutSha: sha, runNumber: 1 },
        { headSha: sha, checkoutSha: sha, runNumber: 2 },
      ]);
    });

    it("looks at the branch", async () => {
      await install(`{push: {branches: [main, 'release/**', '!release/old']}}`);
      for (const branch of ["main", "release/a/b", "release/old", "other"])
        await world().push({ [branch]: "x" }, { branch });

      expect(found()).toEqual(["push main", "push release/a/b"]);
    });

    it("looks at the paths that changed", async () => {
      await install(`{push: {paths: ['services/**', '!**.md']}}`);
      await world().push({ "README.md": "x" });
      await world().push({ "services/a/readme.md": "x" });
      await world().push({ "services/a/main.go": "x" });
      await world().push({ "services/b/main.go": "x" }, { branch: "new" });
      await world().push({ other: "x" }, { branch: "another" });

      expect(found()).toEqual(["push main", "push new"]);
    });

    it.each(["[skip ci] please", "done [no ci]", "done\n\nskip-checks: true"])(
      "doesn't run for a message such as %j",
      async (message) => {
        await install("push");
        await world().push({ a: "1" }, { message });

        expect(found()).toEqual([]);
      },
    );

    it("is the one of the pushed commit", async () => {
      await install("push");
      await world().push({ [path]: null, a: "1" }, { branch: "without" });

      expect(found()).toEqual([]);
    });
  });

  describe("when it runs on pull requests", () => {
    it("runs for the test merge, with the head's commit and branch on record", async () => {
      await install(
        "pull_request",
        `
- uses: actions/checkout@v5
- run: |
    echo "merge of $(git rev-parse HEAD^@ 2>/dev/null | wc -l), $(ls) at $GITHUB_REF"
    echo "$GITHUB_HEAD_REF into $GITHUB_BASE_REF is \${{ github.event.action }}"
    [ "$GITHUB_SHA" = "$(git rev-parse HEAD)" ] && echo "is GITHUB_SHA"
`,
      );
      const head = await world().push({ feature: "x" }, { branch: "feature" });
      await world().push({ base: "x" });
      const number = await openPull();

      const run = world().run();
      const { data } = await world()
        .as("developer")
        .rest.pulls.get({ ...shop, pull_number: number });
      expect(run).toMatchObject({
        event: "pull_request",
        headSha: head,
        headBranch: "feature",
        checkoutSha: data.merge_commit_sha,
        pullNumbers: [1],
        conclusion: "success",
      });
      expect(world().log()).toMatch(/README.md\nbase\nfeature at refs\/pull\/1\/merge\n/);
      expect(world().log()).toContain("\nfeature into main is opened\nis GITHUB_SHA\n");
    });

    it("runs again when its head moves or it is reopened, but not when it is closed", async () => {
      await install("pull_request");
      await world().push({ feature: "x" }, { branch: "feature" });
      const number = await openPull();
      await world().push({ feature: "y" }, { branch: "feature" });
      const place = { repository: "acme/shop", number, as: "developer" };
      await admin().setIssueState({ ...place, state: "closed" });
      await settled();
      await admin().setIssueState({ ...place, state: "open" });
      await settled();

      const actions = world()
        .runs()
        .map(({ headSha }) => headSha);
      expect(actions).toHaveLength(3);
      expect(new Set(actions).size).toBe(2);
    });

    it("looks at the base and at what the pull request changes", async () => {
      await install(`{pull_request: {branches: [main], paths: [src/**]}}`);
      await world().push({ "src/a": "x" }, { branch: "feature" });
      await world().push({ docs: "x" }, { branch: "docs" });
      await world().push({ base: "x" }, { branch: "stable" });
      await openPull();
      await openPull({ head: "docs" });
      await openPull({ head: "feature", base: "stable" });

      expect(found()).toEqual(["pull_request feature"]);
    });

    it("doesn't run when the pull request conflicts", async () => {
      await install("pull_request");
      await world().push({ file: "theirs" }, { branch: "feature" });
      await world().push({ file: "ours" });
      await openPull();

      expect(found()).toEqual([]);
    });

    it("gives a fork's one a token that only reads, and no secrets or variables", async () => {
      await admin().setSecrets({ repository: "acme/shop", values: { KEY: "s3cret" } });
      await admin().setVariables({ repository: "acme/shop", values: { PLACE: "here" } });
      await world().push(
        {
          [path]: `
on: pull_request
permissions: {contents: read, statuses: write}
jobs:
  build:
    runs-on: x
    steps:
      - run: |
          curl -s -o /dev/null -w 'answer %{http_code}\\n' -H "Authorization: Bearer $TOKEN" \\
            -d '{"state":"success"}' "$GITHUB_API_URL/repos/acme/shop/statuses/$HEAD"
          echo "key [\${{ secrets.KEY }}] place [\${{ vars.PLACE }}]"
        env: {TOKEN: "\${{ github.token }}", HEAD: "\${{ github.event.pull_request.head.sha }}"}
`,
        },
        { message: "install [skip ci]" },
      );
      const fork = { repository: "outsider/shop", as: "outsider" };
      await admin().forkRepository({ repository: "acme/shop", owner: "outsider" });
      const head = await world().push({ feature: "x" }, { branch: "feature", ...fork });
      await openPull({ head: "outsider:feature", as: "outsider" });
      await world().push({ feature: "y" }, { branch: "feature", ...fork });

      const [first, second] = world().runs();
      const repositories = world().sandbox.context.state.repositories.list();
      expect(first).toMatchObject({
        repositoryId: repositories[0]?.id,
        headRepositoryId: repositories[1]?.id,
        headSha: head,
        headBranch: "feature",
        actor: "outsider",
      });
      expect(second).toMatchObject({ headRepositoryId: repositories[1]?.id, runNumber: 2 });
      expect(world().log(first)).toContain("answer 403\nkey [] place []\n");
    });
  });

  it("doesn't run for what a GITHUB_TOKEN did", async () => {
    await install(
      "[push, pull_request]",
      `
- uses: actions/checkout@v5
- run: |
    git config user.name bot; git config user.email bot@example.com
    git checkout -qb generated; echo x > x; git add x; git commit -qm x
    git push -q origin generated
- run: |
    curl -sf -o /dev/null -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/acme/shop/pulls" \\
      -d '{"title":"x","head":"generated","base":"main"}'
  env: {TOKEN: "\${{ github.token }}"}
`,
    );
    const file = await world()
      .as("developer")
      .rest.repos.getContent({ ...shop, path });
    const text = Buffer.from("content" in file.data ? file.data.content : "", "base64").toString(
      "utf8",
    );
    await world().push({ [path]: `permissions: write-all\n${text}` });

    expect(world().log()).not.toContain("##[error]");
    expect(found()).toEqual(["push main"]);
    expect(world().sandbox.context.state.issues.size).toBe(1);
  });

  it("runs on merge groups", async () => {
    await install("merge_group");
    const sha = await world().push({ a: "1" }, { branch: "gh-readonly-queue/main/pr-1-x" });
    const { context } = world().sandbox;
    context.emit({
      event: "merge_group",
      action: "checks_requested",
      repositoryId: 1,
      sender: "developer",
      fields: {
        merge_group: {
          head_sha: sha,
          head_ref: "refs/heads/gh-readonly-queue/main/pr-1-x",
          base_sha: sha,
          base_ref: "refs/heads/main",
        },
      },
    });
    await settled();

    expect(world().run()).toMatchObject({ event: "merge_group", headSha: sha });
  });

  describe("when it is started by hand", () => {
    const on = `{workflow_dispatch: {inputs: {env: {type: choice, options: [dev, prod], required: true}, dry: {type: boolean, default: true}}}}`;
    const dispatch = (inputs: Readonly<Record<string, string>>, ref = "main") =>
      world()
        .as("developer")
        .rest.actions.createWorkflowDispatch({ ...shop, workflow_id: "ci.yml", ref, inputs });

    beforeEach(async () => {
      // A workflow is known once it has run.
      await world().push({ [path]: workflow("- run: 'true'") });
      await install(on, `- run: echo "\${{ inputs.env }} \${{ inputs.dry == true }}"`);
    });

    it("sees its inputs with their types", async () => {
      await dispatch({ env: "prod" });
      await settled();

      const run = world().runs()[1];
      expect(run).toMatchObject({ event: "workflow_dispatch", headBranch: "main" });
      expect(world().log(run)).toContain("\nprod true\n");
    });

    it.each([
      [{}, "main", "Required input 'env' not provided"],
      [{ env: "moon" }, "main", "not in the list"],
      [{ env: "dev", more: "x" }, "main", `Unexpected inputs provided: ["more"]`],
      [{ env: "dev" }, "nowhere", "No ref found for: nowhere"],
    ])("refuses the inputs %j at %s", async (inputs, ref, message) => {
      await expect(dispatch({ ...inputs }, ref)).rejects.toThrow(message);
      expect(world().runs()).toHaveLength(1);
    });
  });

  describe("when it can't be run", () => {
    it.each([
      [
        "an unsupported job",
        "on: push\njobs:\n  a:\n    runs-on: x\n    container: alpine\n    steps: [{run: a}]\n",
        5,
        "doesn't support containers",
      ],
      [
        "an unsupported event",
        "on: [push, schedule]\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n",
        1,
        "doesn't support the event `schedule`",
      ],
      [
        "a mistake",
        "on: push\njobs:\n  a:\n    runs-on: x\n    stepps: []\n",
        5,
        "Unexpected value 'stepps'",
      ],
      [
        "a circle of needs",
        "on: push\njobs:\n  a: {runs-on: x, needs: b, steps: [{run: a}]}\n  b: {runs-on: x, needs: a, steps: [{run: a}]}\n",
        null,
        "depend",
      ],
      ["no YAML", "on: push\njobs: [\n", null, path],
    ])("fails with the line of %s", async (_, content, line, message) => {
      await world().push({ [path]: content });

      const annotations = await admin().readRunAnnotations({ runId: world().run().id });
      expect(world().run()).toMatchObject({ status: "completed", conclusion: "failure" });
      expect(world().log()).toContain(message);
      expect(annotations).toContainEqual(
        expect.objectContaining({ path, level: "failure", ...(line === null ? {} : { line }) }),
      );
    });
  });
});
