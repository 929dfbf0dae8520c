import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { checkSuiteIdOf } from "../../../src/sandbox/github/check-records.ts";
import {
  createCheckRun,
  requestCheckAction,
  updateCheckRun,
} from "../../../src/sandbox/github/checks.ts";
import {
  environmentsOf,
  statusesOfDeployment,
} from "../../../src/sandbox/github/deployment-records.ts";
import {
  createDeployment,
  createDeploymentStatus,
  deleteDeployment,
} from "../../../src/sandbox/github/deployments.ts";
import type { DeploymentInput } from "../../../src/sandbox/github/deployments.ts";
import { combinedStatus, createStatus } from "../../../src/sandbox/github/statuses.ts";
import type { CommitStatus, Deployment } from "../../../src/sandbox/model.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("reports on commits", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const report = (state: CommitStatus["state"], context = "ci") =>
    createStatus(world.context, world.bot, world.shop(), {
      sha: world.head("master"),
      state,
      context,
    });

  describe("statuses", () => {
    it.each([
      [[], "pending"],
      [["success"], "success"],
      [["success", "pending"], "pending"],
      [["pending", "failure"], "failure"],
      [["success", "error"], "failure"],
    ] as const)("of %j come to %s", async (states, expected) => {
      for (const [index, state] of states.entries()) await report(state, `ci/${index}`);

      expect(combinedStatus(world.context, world.shop(), world.head("master")).state).toBe(
        expected,
      );
    });

    it("count by the newest of each context", async () => {
      await report("failure");
      await report("success");

      const combined = combinedStatus(world.context, world.shop(), world.head("master"));

      expect(combined).toMatchObject({ state: "success", statuses: [{ state: "success" }] });
    });

    it("tell which branches the commit is the head of", async () => {
      await report("success");

      expect(world.events.at(-1)).toMatchObject({
        event: "status",
        fields: { state: "success", branches: [{ name: "master" }] },
      });
    });

    it("are refused for commits that are not there and descriptions that are too long", async () => {
      const { context, bot, shop, head } = world;
      const sha = "1".repeat(40);
      const state = "success";

      expect(await refusalOf(createStatus(context, bot, shop(), { sha, state }))).toBe(
        `invalid: No commit found for SHA: ${sha}`,
      );
      const description = "x".repeat(141);
      expect(
        await refusalOf(
          createStatus(context, bot, shop(), { sha: head("master"), state, description }),
        ),
      ).toBe("invalid: Validation Failed");
    });
  });

  describe("check runs", () => {
    const annotation = {
      path: "ham.yaml",
      startLine: 1,
      endLine: 1,
      level: "failure",
      message: "wrong",
      title: null,
    } as const;
    const action = { label: "Again", description: "Look again", identifier: "again" };
    const make = (input = {}) =>
      createCheckRun(world.context, world.bot, world.shop(), {
        name: "config",
        headSha: world.head("master"),
        ...input,
      });

    it("gather annotations and complete with a conclusion", async () => {
      const run = await make({ output: { annotations: [annotation] } });
      expect(run).toMatchObject({ status: "queued", conclusion: null, completedAt: null });

      const done = await updateCheckRun(world.context, world.bot, run, {
        conclusion: "failure",
        output: { summary: "One mistake", annotations: [annotation] },
      });

      expect(done).toMatchObject({ status: "completed", conclusion: "failure" });
      expect(done.completedAt).not.toBeNull();
      expect(done.output.annotations).toHaveLength(2);
      expect(world.events.map(({ event, action }) => [event, action])).toEqual(
        expect.arrayContaining([
          ["check_run", "created"],
          ["check_run", "completed"],
        ]),
      );
    });

    it("of one App on one commit are one suite", async () => {
      const [first, second] = [await make(), await make({ name: "other" })];

      expect(checkSuiteIdOf(world.context, second)).toBe(checkSuiteIdOf(world.context, first));
    });

    it("tell of a button that is pressed", async () => {
      const run = await make({ actions: [action] });

      await requestCheckAction(world.context, world.actor("maintainer"), run, "again");

      expect(world.events.at(-1)).toMatchObject({
        action: "requested_action",
        sender: "maintainer",
        fields: { requested_action: { identifier: "again" }, check_run: { id: run.id } },
      });
      expect(() =>
        requestCheckAction(world.context, world.actor("maintainer"), run, "other"),
      ).toThrow("has no action other");
    });

    it.each([
      ["four buttons", { actions: [action, action, action, action] }],
      ["51 annotations", { output: { annotations: Array(51).fill(annotation) } }],
      ["65,536 characters", { output: { summary: "x".repeat(65_536) } }],
      ["an end without conclusion", { status: "completed" }],
    ])("are refused with %s", async (_, input) => {
      expect(await refusalOf(make(input))).toBe("invalid: Validation Failed");
    });

    it("are for Apps only, and each for its own", async () => {
      const { context, actor, shop, head } = world;
      const asked = { name: "config", headSha: head("master") };

      expect(await refusalOf(createCheckRun(context, actor("developer"), shop(), asked))).toBe(
        "forbidden: You must authenticate via a GitHub App.",
      );
      const run = await make();
      expect(() => updateCheckRun(context, actor("github-actions[bot]"), run, {})).toThrow(
        "can only be modified by the GitHub App that created it",
      );
    });
  });

  describe("deployments", () => {
    const deploy = async (input: Partial<DeploymentInput> = {}): Promise<Deployment> => {
      const answer = await createDeployment(world.context, world.bot, world.shop(), {
        ref: "master",
        ...input,
      });
      if (answer.kind === "merged") throw new Error(answer.message);
      return answer.deployment;
    };
    const succeed = (deployment: Deployment, autoInactive?: boolean) =>
      createDeploymentStatus(world.context, world.bot, deployment, {
        state: "success",
        autoInactive,
      });
    const stateOf = (deployment: Deployment) =>
      statusesOfDeployment(world.context, deployment)[0]?.state;

    it("have GitHub's defaults", async () => {
      expect(await deploy()).toMatchObject({
        environment: "production",
        task: "deploy",
        payload: {},
        production: true,
        transient: false,
        sha: world.head("master"),
      });
      expect(await deploy({ environment: "dev" })).toMatchObject({ production: false });
      expect(environmentsOf(world.context, world.shop()).map(({ name }) => name)).toEqual([
        "production",
        "dev",
      ]);
    });

    it("wait for every status unless told which", async () => {
      await report("success", "ci");
      await report("pending", "slow");

      expect(await refusalOf(deploy())).toBe(
        "conflict: Conflict: Commit status checks failed for master.",
      );
      expect(await deploy({ requiredContexts: ["ci"] })).toMatchObject({ ref: "master" });
      expect(await deploy({ requiredContexts: [] })).toMatchObject({ ref: "master" });
      expect(await refusalOf(deploy({ requiredContexts: ["never seen"] }))).toMatch(/^conflict: /);
    });

    it("bring a branch up to date first, and deploy nothing then", async () => {
      await world.branch("topic", "one");
      await world.commit("master", "elsewhere");

      const answer = await createDeployment(world.context, world.bot, world.shop(), {
        ref: "topic",
      });

      expect(answer).toEqual({
        kind: "merged",
        message: "Auto-merged master into topic on deployment.",
      });
      expect(world.git("log", "-1", "--format=%s", "topic")).toBe("Merge master into topic");
      expect(await deploy({ ref: "topic" })).toMatchObject({ sha: world.head("topic") });
    });

    it("conflict when the default branch can't be merged, and not when it need not be", async () => {
      await world.branch("topic");
      await world.commit("topic", "README.md", "theirs");
      await world.commit("master", "README.md", "ours");

      expect(await refusalOf(deploy({ ref: "topic" }))).toBe(
        "conflict: Conflict merging master into topic.",
      );
      expect(await deploy({ ref: "topic", autoMerge: false })).toMatchObject({ ref: "topic" });
      expect(await refusalOf(deploy({ ref: "none" }))).toBe("invalid: No ref found for: none");
    });

    it("that succeed make earlier ones of the environment inactive", async () => {
      const [first, second] = [
        await deploy({ environment: "dev" }),
        await deploy({ environment: "dev" }),
      ];
      const elsewhere = await deploy({ environment: "staging" });
      for (const deployment of [first, elsewhere, second]) await succeed(deployment);

      expect([first, elsewhere, second].map(stateOf)).toEqual(["inactive", "success", "success"]);
    });

    it.each([
      ["when asked not to", { environment: "dev" }, false],
      ["in production", { environment: "prod", production: true }, true],
      ["in transient environments", { environment: "pr-1", transient: true }, true],
    ])("leave earlier ones alone %s", async (_, input, autoInactive) => {
      const [first, second] = [await deploy(input), await deploy(input)];

      await succeed(first);
      await succeed(second, autoInactive);

      expect(stateOf(first)).toBe("success");
    });

    it("have statuses of up to 140 characters", async () => {
      const deployment = await deploy();
      const status = (description: string) =>
        createDeploymentStatus(world.context, world.bot, deployment, {
          state: "in_progress",
          description,
        });

      expect((await status("x".repeat(140))).description).toHaveLength(140);
      expect(() => status("x".repeat(141))).toThrow("Validation Failed");
    });

    it("are deleted only once inactive", async () => {
      const [first, second] = [await deploy({ environment: "dev" }), await deploy()];
      await succeed(first);

      expect(() => deleteDeployment(world.context, world.shop(), first)).toThrow(
        "Validation Failed",
      );
      await createDeploymentStatus(world.context, world.bot, first, { state: "inactive" });
      await deleteDeployment(world.context, world.shop(), first);

      expect(environmentsOf(world.context, world.shop()).map(({ id }) => id)).toEqual([second.id]);
    });
  });
});
