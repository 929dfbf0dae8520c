import { describe, expect, it } from "@jest/globals";

import type { Ham } from "../../../src/flows/ham.ts";
import type { Job } from "../../../src/flows/job.ts";
import type { PullRequest } from "../../../src/flows/ports/source-repository.ts";
import { HAM_YAML } from "../../support/builders.ts";
import { APP, HamWorld } from "../../support/ham-world.ts";

/** A merged pull request whose build runs in dev. */
async function mergedWorld(yaml = HAM_YAML): Promise<{
  world: HamWorld;
  ham: Ham;
  pull: PullRequest;
  id: string;
}> {
  const world = new HamWorld(yaml);
  const ham = world.start();
  const pull = world.openPull("feature", world.commit("feature", "work"));
  const merge = world.merge(pull);
  await tell(ham, await world.built(merge));
  return { world, ham, pull, id: `master-${merge.slice(0, 10)}-0000000000` };
}

async function tell(ham: Ham, ...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await ham.handle(job);
  await ham.settled();
}

/** The last word on each request: outcome and reason. */
function outcomes(
  world: HamWorld,
  pull: PullRequest,
): readonly (readonly [string, string | null])[] {
  return world
    .records(pull)
    .flatMap((one) => (one.asked === "" ? [] : [[one.outcome, one.reason]]));
}

describe("commands", () => {
  describe("when a promotion is asked for", () => {
    it("releases what runs in the previous environment and marks the comment", async () => {
      const { world, ham, pull, id } = await mergedWorld();

      await tell(ham, world.comment(pull, "developer", "/promote staging"));

      expect(world.running("staging")).toBe(id);
      expect(outcomes(world, pull)).toEqual([["released", null]]);
      expect([...(world.conversations.on(pull)[1]?.marks ?? [])]).toEqual(["taken", "done"]);
      expect(world.conversations.replies(pull)).toEqual([]);
      expect(world.releases("staging")[0]).toContain("Promoted-from-environment: dev");
    });

    it("into the first environment releases the newest artifact of the default branch", async () => {
      const { world, ham, pull, id } = await mergedWorld(
        HAM_YAML.replace(", autoRelease: {branch: master}", ""),
      );
      expect(world.running("dev")).toBeUndefined();

      await tell(ham, world.comment(pull, "developer", "/promote dev"));

      expect(world.running("dev")).toBe(id);
      expect(world.releases("dev")[0]).toContain("Promoted-from-environment: master");
    });

    it.each([
      ["of an unmerged pull request", "/promote staging", "pull-request-not-merged"],
      ["to an unknown environment", "/promote nowhere", "unknown-environment"],
      ["of a service of another repository", "/promote staging cart", "unknown-service"],
    ])("refuses one %s", async (_, body, reason) => {
      const { world, ham } = await mergedWorld();
      const open = world.openPull("other", world.commit("other", "work"));

      await tell(ham, world.comment(open, "developer", body));

      expect(outcomes(world, open)).toEqual([["refused", reason]]);
      expect(world.conversations.replies(open)[0]?.body).toContain("@developer");
      expect(world.running("staging")).toBeUndefined();
    });

    it("refuses when nothing runs in the previous environment", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.comment(pull, "maintainer", "/promote prod"));

      expect(outcomes(world, pull)).toEqual([["refused", "nothing-in-previous-environment"]]);
    });

    it("refuses, and says what to wait for, when the change is not there yet", async () => {
      const { world, ham, id } = await mergedWorld();
      const later = world.openPull("later", world.commit("later", "more"));
      world.merge(later);

      await tell(ham, world.comment(later, "developer", "/promote staging"));

      expect(outcomes(world, later)).toEqual([["refused", "change-not-in-previous-environment"]]);
      const [reply] = world.conversations.replies(later);
      expect(reply?.body).toContain(id);
      expect(reply?.body).toContain("Wait until the status comment shows this change in dev");
    });

    it("lists what else ships with it", async () => {
      const { world, ham, pull } = await mergedWorld();
      await tell(ham, world.comment(pull, "developer", "/promote staging"));
      const second = world.openPull("second", world.commit("second", "2"), { title: "Second" });
      await tell(ham, await world.built(world.merge(second)));
      const third = world.openPull("third", world.commit("third", "3"), { title: "Third" });
      await tell(ham, await world.built(world.merge(third)));

      await tell(ham, world.comment(third, "developer", "/promote staging"));

      const record = world.records(third).find((one) => one.asked !== "");
      expect(record).toMatchObject({ outcome: "released", ships: ["Second"], shipsTotal: 1 });
      expect(world.conversations.statusComments(second)[0]?.body).toContain(
        "runs in **dev**, **staging**",
      );
    });

    it("gives each service of the repository its own answer", async () => {
      const yaml = HAM_YAML.replace(
        "  cart: {repository: acme/cart}",
        "  cart: {repository: acme/shop, path: cart}",
      );
      const { world, ham, pull } = await mergedWorld(yaml);

      await tell(ham, world.comment(pull, "developer", "/promote staging"));

      expect(
        world
          .records(pull)
          .flatMap((one) => (one.asked === "" ? [] : [[one.service, one.outcome]])),
      ).toEqual([
        ["shop", "released"],
        ["cart", "refused"],
      ]);
    });
  });

  describe("when a release is asked for", () => {
    it("takes the artifact of an open pull request's head", async () => {
      const { world, ham } = await mergedWorld();
      const head = world.commit("trial", "try");
      const pull = world.openPull("trial", head);
      await tell(ham, await world.built(head, { branch: "trial", event: "pull_request" }));

      await tell(ham, world.comment(pull, "developer", "/release staging"));

      expect(world.running("staging")).toBe(`trial-${head.slice(0, 10)}-0000000000`);
    });

    it("keeps it out of where the branch restriction forbids it", async () => {
      const { world, ham } = await mergedWorld();
      const head = world.commit("trial", "try");
      const pull = world.openPull("trial", head);
      await tell(ham, await world.built(head, { branch: "trial", event: "pull_request" }));

      await tell(ham, world.comment(pull, "maintainer", "/release prod"));

      expect(outcomes(world, pull)).toEqual([["refused", "branch-restricted"]]);
    });

    it("takes the artifact of the merge once it is merged", async () => {
      const { world, ham, pull, id } = await mergedWorld();

      await tell(ham, world.comment(pull, "maintainer", "/release prod"));

      expect(world.running("prod")).toBe(id);
    });

    it.each([
      ["is not built yet", {}, "no-artifact"],
      ["comes from a fork", { head: { repository: "mallory/shop" } }, "run-of-fork"],
      ["was closed", { state: "closed" }, "pull-request-closed"],
    ] as const)("refuses when the pull request %s", async (_, wish, reason) => {
      const { world, ham } = await mergedWorld();
      const sha = world.commit("trial", "try");
      const pull = world.openPull("trial", sha, {
        ...("state" in wish ? { state: wish.state } : {}),
        ...("head" in wish ? { head: { ...wish.head, ref: "trial", sha } } : {}),
      });

      await tell(ham, world.comment(pull, "developer", "/release dev"));

      expect(outcomes(world, pull)).toEqual([["refused", reason]]);
    });
  });

  describe("when somebody may not", () => {
    it("refuses an outsider", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.comment(pull, "outsider", "/promote staging"));

      expect(outcomes(world, pull)).toEqual([["refused", "not-permitted"]]);
      expect(world.running("staging")).toBeUndefined();
    });

    it("asks for teams that ham.yaml names", async () => {
      const yaml = HAM_YAML.replace(
        "{name: staging}",
        "{name: staging, allow: {release: '@acme/ops'}}",
      );
      const { world, ham, pull } = await mergedWorld(yaml);
      world.sources.repository("acme/shop").teams.set("@acme/ops", ["outsider"]);

      await tell(ham, world.comment(pull, "developer", "/promote staging"));
      await tell(ham, world.comment(pull, "outsider", "/promote staging"));

      expect(outcomes(world, pull)).toEqual([
        ["refused", "not-permitted"],
        ["released", null],
      ]);
    });

    it("takes bots only when they are listed, and never talks back to one", async () => {
      const { world, ham, pull } = await mergedWorld();
      world.sources.repository("acme/shop").roles.set("robot[bot]", "write");

      await tell(ham, world.comment(pull, "robot[bot]", "/promote staging", { isBot: true }));
      world.configure(`${HAM_YAML}bots: ['robot[bot]']\n`);
      await tell(ham, world.comment(pull, "robot[bot]", "/promote staging", { isBot: true }));

      expect(outcomes(world, pull)).toEqual([
        ["refused", "bot-not-listed"],
        ["released", null],
      ]);
      expect(world.conversations.replies(pull)).toEqual([]);
    });

    it("never parses what Ham wrote itself", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.comment(pull, APP, "/promote staging", { isBot: true }));

      expect(outcomes(world, pull)).toEqual([]);
    });
  });

  describe("when one comment holds several commands", () => {
    it("does not run what comes after a refusal", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(
        ham,
        world.comment(pull, "maintainer", "/promote prod\n/promote staging\n/promote dev"),
      );

      expect(outcomes(world, pull)).toEqual([
        ["refused", "nothing-in-previous-environment"],
        ["refused", "not-run"],
        ["refused", "not-run"],
      ]);
      expect(world.conversations.replies(pull)).toHaveLength(1);
    });

    it("runs each after the outcome of the one before", async () => {
      const { world, ham, pull, id } = await mergedWorld();

      await tell(ham, world.comment(pull, "maintainer", "/promote staging\n/promote prod"));

      expect(world.running("prod")).toBe(id);
    });

    it("carries none of more than ten out", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.comment(pull, "maintainer", "/promote staging\n".repeat(100)));

      expect(outcomes(world, pull)).toEqual([["refused", "too-many-commands"]]);
      const replies = world.conversations.replies(pull);
      expect(replies.map(({ body }) => body)).toEqual([
        expect.stringContaining("`/promote staging …`: one comment may hold 10 commands"),
      ]);
      expect(world.running("staging")).toBeUndefined();
    });
  });

  describe("when it is no release that is asked for", () => {
    it("answers /help with the commands and /status with the table", async () => {
      const { world, ham, pull, id } = await mergedWorld();

      await tell(ham, world.comment(pull, "outsider", "/help\n/status"));

      const [help, status] = world.conversations.replies(pull);
      expect(help?.body).toContain("/promote <environment> [service]");
      expect(status?.body).toContain(`shop     ${id}  -`);
      expect([...(world.conversations.on(pull)[1]?.marks ?? [])]).toEqual(["taken", "done"]);
    });

    it("shows the nearest usage for a slip of the finger", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.comment(pull, "developer", "/promot staging"));

      expect(world.conversations.replies(pull)[0]?.body).toContain(
        "Did you mean /promote &lt;environment&gt; \\[service\\]",
      );
    });

    it("ignores comments without a command of its own, without any call", async () => {
      const { world, ham, pull } = await mergedWorld();
      const before = world.conversations.on(pull).length;

      await tell(ham, world.comment(pull, "developer", "/deploy prod\nI would /promote this"));

      expect(world.conversations.on(pull)).toHaveLength(before + 1);
      expect(world.conversations.on(pull).at(-1)?.marks.size).toBe(0);
    });

    it("says on an issue that it is none, once", async () => {
      const { world, ham, pull } = await mergedWorld();
      const job = { ...world.comment(pull, "developer", "/promote dev"), isPullRequest: false };

      await tell(ham, job, job);

      expect(world.conversations.replies(pull)).toHaveLength(1);
      expect(world.conversations.replies(pull)[0]?.body).toContain("this is an issue");
    });
  });

  describe("when the same comment is told again", () => {
    it("changes nothing", async () => {
      const { world, ham, pull } = await mergedWorld();
      const job = world.comment(pull, "maintainer", "/promote staging\n/promote nowhere");
      await tell(ham, job);
      const before = JSON.stringify(world.conversations.on(pull));

      await tell(ham, job);
      await tell(world.start(), job);

      expect(JSON.stringify(world.conversations.on(pull))).toBe(before);
      expect(world.releases("staging")).toHaveLength(1);
    });
  });

  describe("when it was asked more than a day ago", () => {
    it("asks to ask again", async () => {
      const { world, ham, pull } = await mergedWorld();
      const job = world.comment(pull, "developer", "/promote staging");
      world.clock.advance(25 * 60 * 60 * 1000);

      await tell(ham, job);

      expect(outcomes(world, pull)).toEqual([["refused", "expired"]]);
    });
  });

  describe("when a label asks", () => {
    it("releases with the labeller's permission and takes the label away", async () => {
      const { world, ham, pull, id } = await mergedWorld();

      await tell(ham, world.label(pull, "developer", "promote:staging"));
      await tell(ham, world.label(pull, "outsider", "promote:staging"));

      expect(world.running("staging")).toBe(id);
      expect(outcomes(world, pull)).toEqual([
        ["released", null],
        ["refused", "not-permitted"],
      ]);
      expect((await world.conversations.read(pull))?.labels).toEqual([]);
    });

    it("waits for the merge with a promotion, and counts as asked then", async () => {
      const world = new HamWorld(HAM_YAML.replace(", autoRelease: {branch: master}", ""));
      const ham = world.start();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      await tell(ham, world.label(pull, "developer", "promote:dev"));
      expect((await world.conversations.read(pull))?.labels).toEqual(["promote:dev"]);
      expect(world.conversations.statusComments(pull)[0]?.body).toContain("Waiting for the merge");
      world.clock.advance(3 * 24 * 60 * 60 * 1000);
      const merge = world.merge(pull);
      await tell(ham, await world.built(merge));

      await tell(ham, world.merged(pull));

      expect(world.running("dev")).toContain(merge.slice(0, 10));
      expect((await world.conversations.read(pull))?.labels).toEqual([]);
    });

    it.each(["release:minor", "promote:", "release: to be decided"])(
      "ignores %j, which names no environment",
      async (label) => {
        const { world, ham, pull } = await mergedWorld();

        await tell(ham, world.label(pull, "outsider", label), world.merged(pull));

        expect((await world.conversations.read(pull))?.labels).toEqual([label]);
        expect(outcomes(world, pull)).toEqual([]);
        expect(world.conversations.replies(pull)).toEqual([]);
      },
    );

    it("does not say that a label of another tool waits", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const pull = world.openPull("feature", world.commit("feature", "work"));

      await tell(ham, world.label(pull, "developer", "release:minor"), world.opened(pull));

      expect(world.conversations.statusComments(pull)[0]?.body).not.toContain("release:minor");
    });

    it("says what to wait for and to set it again when the build is not there at the merge", async () => {
      const { world, ham } = await mergedWorld();
      const pull = world.openPull("later", world.commit("later", "more"));
      await tell(ham, world.label(pull, "developer", "promote:staging"));
      world.merge(pull);

      await tell(ham, world.merged(pull));

      const [reply] = world.conversations.replies(pull);
      expect(reply?.body).toContain("Wait until the status comment shows this change in dev");
      expect(reply?.body).toContain("set the label promote:staging again");
    });

    it("leaves other labels alone", async () => {
      const { world, ham, pull } = await mergedWorld();

      await tell(ham, world.label(pull, "developer", "bug"));

      expect((await world.conversations.read(pull))?.labels).toEqual(["bug"]);
      expect(outcomes(world, pull)).toEqual([]);
    });
  });

  describe("when ham.yaml is missing or wrong", () => {
    it("refuses with instructions when there is none", async () => {
      const world = new HamWorld("");
      world.pushToConfig("main", new Map([["ham.yaml", null]]));
      const ham = world.start();
      const pull = world.openPull("feature", world.commit("feature", "work"));

      await tell(ham, world.comment(pull, "developer", "/promote dev"));

      expect(world.records(pull)).toMatchObject([{ outcome: "refused", reason: "not-configured" }]);
      expect(world.conversations.replies(pull)[0]?.body).toContain("docs/operating.md");
    });

    it("says what to do about it instead of showing what runs where", async () => {
      const { world, ham, pull } = await mergedWorld();
      world.pushToConfig("main", new Map([["ham.yaml", null]]));

      await tell(ham, world.comment(pull, "developer", "/status"));

      const [reply] = world.conversations.replies(pull);
      expect(reply?.body).toContain("has no ham.yaml");
      expect(reply?.body).toContain("Add a ham.yaml that names environments and services");
    });

    it("keeps the last good version in force, and says so", async () => {
      const { world, ham, pull, id } = await mergedWorld();
      world.configure("version: 2\n");

      await tell(ham, world.comment(pull, "developer", "/promote staging"));

      expect(world.running("staging")).toBe(id);
      expect(world.conversations.statusComments(pull)[0]?.body).toContain("has mistakes");
    });

    it("shows each mistake with its line in a check run", async () => {
      const { world, ham } = await mergedWorld();

      await tell(ham, world.configure(HAM_YAML.replace("name: staging", "nam: staging")));

      expect(world.checks.reports.at(-1)).toMatchObject({
        repository: "acme/config",
        name: "ham.yaml",
        conclusion: "failure",
        annotations: expect.arrayContaining([
          expect.objectContaining({ path: "ham.yaml", line: 5 }),
        ]),
      });
    });
  });
});
