import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as v from "valibot";

import { type BenchWorld, answered, comment, createBenchWorld } from "../../bench/bench-world.ts";
import { type Call, hamCallsSince } from "../../bench/calls.ts";
import { quiet } from "../../bench/quiet.ts";
import { commentSchema, reactionSchema } from "../../scripts/processes/answers-schema.ts";
import { git } from "../../scripts/processes/git.ts";
import { until } from "../../scripts/processes/wait.ts";

const SERVICES = 60;
const deploymentSchema = v.object({ environment: v.string() });

/** Never made, or made and its answer lost with the process. */
const FATES = [{ kind: "drop" }, { kind: "hold", point: "after" }] as const;

describe("Ham, killed while it releases one thing and refuses another", () => {
  let folder: string;
  let world: BenchWorld;
  let asked = 0;
  let deaths = 0;
  const comments: { readonly repository: string; readonly id: number; readonly service: string }[] =
    [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "acceptance-refused-"));
    world = await createBenchWorld(folder, { commits: 60, services: SERVICES });
    await world.ham.start();
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("tells each person once, and records each deployment once", async () => {
    const calls = await callsOfOne();
    expect(calls.length).toBeGreaterThan(4);

    for (const match of calls) {
      for (const fate of FATES) await dieAt(match, fate);
    }

    await quiet(world.admin);
    expect(deaths).toBeGreaterThan(calls.length);
    for (const one of comments) {
      expect(await outcomeOf(one)).toEqual({
        service: one.service,
        commits: [`comment/${one.id}/0`],
        marks: ["confused"],
        replies: 1,
        deployments: 1,
      });
    }
    expect(await statusComments()).toEqual(Array(repositories().length).fill(1));
  });

  /** A release that is carried out, and one that there can't be. */
  async function ask() {
    const service = `service-${asked}`;
    const repository = `squad-${Math.floor(asked / 10)}`;
    asked += 1;
    const body = `/promote staging ${service}\n/promote moon ${service}`;
    const one = { repository, service, id: await comment(world, repository, body) };
    comments.push(one);
    return one;
  }

  async function dieAt(match: object, fate: (typeof FATES)[number]): Promise<void> {
    const fault = await world.admin.addFault({ match, do: fate });
    const { repository, id } = await ask();
    const over = answered(world, repository, id);
    const struck = until(`a call like ${JSON.stringify(match)}`, async () =>
      (await world.admin.hasStruck(fault)) ? true : undefined,
    );
    // Not each makes every call: then there is nothing to die at.
    await Promise.race([struck, over]);
    await world.ham.kill();
    if (await world.admin.hasStruck(fault)) deaths += 1;
    await world.admin.run("removeFault", { id: fault });
    await world.ham.start();
    await over;
    await struck.catch(() => undefined);
  }

  /** One that nothing disturbs shows which calls there are. */
  async function callsOfOne(): Promise<readonly object[]> {
    await quiet(world.admin);
    await world.admin.mark("undisturbed");
    const { repository, id } = await ask();
    await answered(world, repository, id);
    await quiet(world.admin);
    const kinds = (await hamCallsSince(world.admin, "undisturbed")).map(kindOf);
    return [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()];
  }

  function kindOf({ graphql, method, path }: Call): object {
    const name = graphql?.name ?? graphql?.fields[0];
    return name === undefined ? { method, path: path.replaceAll(/\d+/g, "*") } : { graphql: name };
  }

  async function outcomeOf({ repository, service, id }: (typeof comments)[number]) {
    const { ham, as: api } = world;
    const path = `/repos/acme/${repository}`;
    const [reactions, deployments, said, log] = await Promise.all([
      api(v.array(reactionSchema), "GET", `${path}/issues/comments/${id}/reactions`),
      api(v.array(deploymentSchema), "GET", `${path}/deployments?per_page=100`),
      commentsOf(repository),
      git(
        world.config,
        { login: "judge", token: "" },
        "log",
        "--format=%(trailers:key=Request,valueonly)",
        "env/staging",
      ),
    ]);
    return {
      service,
      commits: log.split("\n").filter((line) => line.startsWith(`comment/${id}/`)),
      marks: reactions
        .filter(({ user, content }) => user.login === ham.login && content !== "eyes")
        .map(({ content }) => content),
      replies: said.filter(
        ({ user, body }) => user.login === ham.login && body.includes(`"comment/${id}"`),
      ).length,
      deployments: deployments.filter(({ environment }) => environment === `staging/${service}`)
        .length,
    };
  }

  async function statusComments(): Promise<readonly number[]> {
    const all = await Promise.all(repositories().map(commentsOf));
    return all.map(
      (said) => said.filter(({ body }) => body.includes("<!-- ham:status -->")).length,
    );
  }

  function repositories(): readonly string[] {
    return [...new Set(comments.map(({ repository }) => repository))];
  }

  async function commentsOf(repository: string) {
    const number = world.pulls.get(repository) ?? 0;
    const path = `/repos/acme/${repository}/issues/${number}/comments?per_page=100`;
    return world.as(v.array(commentSchema), "GET", path);
  }
});
