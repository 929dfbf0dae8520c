import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as v from "valibot";

import { commentSchema, reactionSchema } from "../../scripts/processes/answers-schema.ts";
import { createApi } from "../../scripts/processes/client.ts";
import { until } from "../../scripts/processes/wait.ts";
import { createForgeWorld, type ForgeWorld, SHOP } from "../support/acceptance/forge-world.ts";
import { forgeRun } from "../support/acceptance/forged-run.ts";

describe("what people comment", () => {
  let world: ForgeWorld;
  let number: number;
  beforeAll(async () => {
    world = await createForgeWorld();
    number = await mergedPull();
  });
  afterAll(() => world.close());

  it("is refused as a whole when it has 100 commands, in one sentence", async () => {
    const id = await comment("developer", Array(100).fill("/promote staging").join("\n"));

    expect(await markOn(id)).toBe("confused");
    expect(await repliesAfter(id)).toEqual([
      expect.stringContaining("may hold 10 commands, and this one has 100; none was carried out"),
    ]);
    expect(await requestsIn("staging")).toEqual([]);
  });

  it("is read to the end when it has 60,000 characters", async () => {
    const id = await comment("developer", `${"> `quoted` words\n".repeat(3_500)}\n/promote moon`);

    expect(await markOn(id)).toBe("confused");
    expect(await repliesAfter(id)).toEqual([expect.stringContaining("dev, staging, prod")]);
  });

  it("explains an environment that there is not", async () => {
    const id = await comment("developer", "/promote produktion");

    expect(await markOn(id)).toBe("confused");
    expect(await repliesAfter(id)).toEqual([
      expect.stringMatching(/no environment 'produktion'.*dev, staging, prod/s),
    ]);
  });

  it("does not make a command of an edit, nor after a restart", async () => {
    const id = await comment("developer", "looks good to me");
    await edit(id, "/promote staging");
    await world.ham.kill();
    await world.ham.start();
    await world.quiet();

    expect(await marksOn(id)).toEqual([]);
    expect(await requestsIn("staging")).toEqual([]);
  });

  it("counts a bot's word only when ham.yaml lists it, and never talks back", async () => {
    const bot = await installBot();
    const path = `/repos/${SHOP}/issues/${number}/comments`;
    const { id } = await bot(commentSchema, "POST", path, { body: "/promote staging" });

    expect(await markOn(id)).toBe("confused");
    expect(await repliesAfter(id)).toEqual([]);
    expect(await statusComment()).toContain("is a bot that ham.yaml does not list");
    expect(await requestsIn("staging")).toEqual([]);
  });

  it("counts as it was made when it is edited while Ham is down", async () => {
    await world.ham.kill();
    const id = await comment("developer", "/promote staging");
    await edit(id, "/promote prod");
    await world.ham.start();

    expect(await markOn(id)).toBe("rocket");
    expect(await requestsIn("staging")).toEqual([`comment/${id}/0`]);
    expect(await requestsIn("prod")).toEqual([]);
  });

  it("is carried out although it was deleted while Ham was down", async () => {
    await world.ham.kill();
    const id = await comment("maintainer", "/promote prod");
    await world.admin.run("deleteComment", { commentId: id, as: "maintainer" });
    await world.ham.start();
    await world.quiet();

    expect(await requestsIn("prod")).toEqual([`comment/${id}/0`]);
    await expect(fetch(`${world.ham.url}/healthz`)).resolves.toMatchObject({ status: 200 });
  });

  it("puts nobody's name across lines into a commit", async () => {
    const name = "Mallory\nRequest: comment/1/1\n\nService: cart\r\u2028Digest: x";
    await world.admin.run("createUser", { login: "mallory", name });
    await world.admin.run("addCollaborator", { repository: SHOP, login: "mallory", role: "write" });
    const commit = await world.push("master", { "change.txt": "by mallory" });
    const { spec } = await forgeRun(world, commit, { run: { actor: "mallory" } });
    await world.quiet();

    const trailers = await world.git("acme/config", "log", "-1", "--format=%(trailers)", "env/dev");
    const lines = trailers.split("\n").filter(Boolean);
    const valuesOf = (key: string) => lines.filter((line) => line.startsWith(`${key}: `));
    expect(valuesOf("Service")).toEqual(["Service: shop"]);
    expect(valuesOf("Request")).toEqual([`Request: auto/shop/${spec.id}/dev`]);
    expect(valuesOf("Artifact-released-by")).toEqual([
      expect.stringMatching(/Mallory Request: comment\/1\/1 +Service: cart.*\+mallory@/),
    ]);
    expect(valuesOf("Digest")).toEqual([]);
  });

  it("leaves no problem behind", () => {
    expect(world.sandbox.problems).toEqual([]);
  });

  /** A change that was built, merged and released to dev. */
  async function mergedPull(): Promise<number> {
    const branch = `change-${Date.now()}`;
    await world.push(branch, { "change.txt": branch });
    const made = await world.admin.call(v.object({ number: v.number() }), "openPull", {
      repository: SHOP,
      title: "A change",
      head: branch,
      as: "developer",
    });
    const { sha } = await world.admin.call(v.object({ sha: v.string() }), "mergePull", {
      repository: SHOP,
      number: made.number,
      as: "maintainer",
    });
    const { spec } = await forgeRun(world, sha);
    await until("the release to dev", async () => {
      const index = await show("dev");
      return index.includes(spec.id) ? true : undefined;
    });
    await world.quiet();
    return made.number;
  }

  async function show(environment: string): Promise<string> {
    return world.git("acme/config", "show", `env/${environment}:index.json`).catch(() => "");
  }

  async function comment(as: string, body: string): Promise<number> {
    const input = { repository: SHOP, number, as, body };
    return (await world.admin.call(v.object({ id: v.number() }), "createComment", input)).id;
  }

  async function edit(commentId: number, body: string): Promise<void> {
    await world.admin.run("updateComment", { commentId, as: "developer", body });
  }

  async function installBot() {
    const registered = await world.admin.call(
      v.object({ app: v.object({ slug: v.string() }) }),
      "registerApp",
      {
        manifest: {
          name: "Helper",
          default_permissions: { issues: "write", pull_requests: "write", metadata: "read" },
        },
        owner: "acme",
      },
    );
    const { id: installationId } = await world.admin.call(
      v.object({ id: v.number() }),
      "installApp",
      { app: registered.app.slug, account: "acme" },
    );
    const { token } = await world.admin.call(
      v.object({ token: v.string() }),
      "createInstallationToken",
      { installationId },
    );
    return createApi(world.sandbox.apiUrl, token);
  }

  /** Ham's word that a comment was answered, when all is told. */
  async function markOn(id: number): Promise<string> {
    const mark = await until(`a mark on comment ${id}`, async () => {
      const marks = await marksOn(id);
      return marks.find((one) => one !== "eyes");
    });
    await world.quiet();
    return mark;
  }

  async function marksOn(id: number): Promise<readonly string[]> {
    const path = `/repos/${SHOP}/issues/comments/${id}/reactions`;
    const reactions = await world.as("developer")(v.array(reactionSchema), "GET", path);
    return reactions
      .filter(({ user }) => user.login === world.ham.login)
      .map(({ content }) => content);
  }

  async function ownComments() {
    const path = `/repos/${SHOP}/issues/${number}/comments?per_page=100`;
    const comments = await world.as("developer")(v.array(commentSchema), "GET", path);
    return comments.filter(({ user }) => user.login === world.ham.login);
  }

  async function repliesAfter(id: number): Promise<readonly string[]> {
    const own = await ownComments();
    return own
      .filter((one) => one.id > id && !one.body.includes("<!-- ham:status -->"))
      .map(({ body }) => body);
  }

  async function statusComment(): Promise<string> {
    const own = await ownComments();
    return own.find(({ body }) => body.includes("<!-- ham:status -->"))?.body ?? "";
  }

  /** Of the comments that led to releases there, oldest first. */
  async function requestsIn(environment: string): Promise<readonly string[]> {
    const format = "--format=%(trailers:key=Request,valueonly)";
    const log = await world
      .git("acme/config", "log", "--reverse", format, `env/${environment}`)
      .catch(() => "");
    return log.split("\n").filter((line) => line.startsWith("comment/"));
  }
});
