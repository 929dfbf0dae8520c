import { execFileSync } from "node:child_process";
import * as v from "valibot";

import type { BenchWorld } from "../../../bench/bench-world.ts";
import { commentSchema, reactionSchema } from "../../../scripts/processes/answers-schema.ts";

/** A command that was commented, and where it should have led. */
export type AskedRelease = {
  readonly repository: string;
  readonly commentId: number;
  readonly service: string;
};

/**
 * Everything that is wrong after releases to an environment, by stock git and by the conversations as a
 * person sees them; empty: each request has exactly one outcome, and nothing is lost or doubled.
 */
export async function judgeReleases(
  world: BenchWorld,
  environment: string,
  asked: readonly AskedRelease[],
): Promise<readonly string[]> {
  return [
    ...judgeHistory(world.config, environment, asked),
    ...judgeFolders(world, environment, asked),
    ...(await judgeConversations(world, asked)),
    // What GitHub would not have accepted, or not answered so.
    ...(await world.admin.problems()),
  ];
}

/** Fast-forward only, a release each, and each request once. */
function judgeHistory(
  bare: string,
  environment: string,
  asked: readonly AskedRelease[],
): readonly string[] {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", bare, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  const parents = git("log", "--format=%P", `env/${environment}`).trimEnd().split("\n");
  const forks = parents.slice(0, -1).filter((one) => one.split(" ").length !== 1 || one === "");
  const requests = git("log", "--format=%(trailers:key=Request,valueonly)", `env/${environment}`)
    .split("\n")
    .filter(Boolean);
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(request, (counts.get(request) ?? 0) + 1);
  return [
    ...forks.map((one) => `a commit has the parents '${one}'`),
    ...asked.flatMap(({ commentId, service }) => {
      const count = counts.get(`comment/${commentId}/0`) ?? 0;
      return count === 1 ? [] : [`${service}: ${count} commits carry comment/${commentId}/0`];
    }),
    ...[...counts].filter(([, count]) => count > 1).map(([one, count]) => `${one}: ${count} times`),
  ];
}

/** What was asked for is what is there now: a later commit took nothing back. */
function judgeFolders(
  { config, builds }: BenchWorld,
  environment: string,
  asked: readonly AskedRelease[],
): readonly string[] {
  return asked.flatMap(({ service }) => {
    const wanted = builds.find((one) => one.service === service)?.newer.spec.id ?? "";
    const path = `env/${environment}:releases/${environment}/${service}/artifact.json`;
    const spec: unknown = JSON.parse(
      execFileSync("git", ["-C", config, "cat-file", "blob", path], { encoding: "utf8" }),
    );
    const { id } = v.parse(v.object({ id: v.string() }), spec);
    return id === wanted ? [] : [`${service}: ${id} is there, and not ${wanted}`];
  });
}

async function judgeConversations(
  world: BenchWorld,
  asked: readonly AskedRelease[],
): Promise<readonly string[]> {
  const faults = await Promise.all([
    ...asked.map((one) => judgeMarks(world, one)),
    ...[...world.pulls]
      .filter(([repository]) => asked.some((one) => one.repository === repository))
      .map(([repository, number]) => judgePull(world, repository, number)),
  ]);
  return faults.flat();
}

async function judgeMarks(
  world: BenchWorld,
  { repository, commentId, service }: AskedRelease,
): Promise<readonly string[]> {
  const path = `/repos/acme/${repository}/issues/comments/${commentId}/reactions`;
  const reactions = await world.as(v.array(reactionSchema), "GET", path);
  const marks = reactions
    .filter(({ user }) => user.login === world.ham.login)
    .map(({ content }) => content)
    .filter((content) => content !== "eyes");
  return marks.join() === "rocket" ? [] : [`${service}: the comment is marked '${marks.join()}'`];
}

/** One status comment, and nobody was told the same thing twice. */
async function judgePull(
  world: BenchWorld,
  repository: string,
  number: number,
): Promise<readonly string[]> {
  const path = `/repos/acme/${repository}/issues/${number}/comments?per_page=100`;
  const comments = await world.as(v.array(commentSchema), "GET", path);
  const own = comments.filter(({ user }) => user.login === world.ham.login).map(({ body }) => body);
  const statuses = own.filter((body) => body.includes("<!-- ham:status -->"));
  const replies = own.filter((body) => !body.includes("<!-- ham:status -->"));
  return [
    ...(statuses.length === 1 ? [] : [`${repository}: ${statuses.length} status comments`]),
    ...(new Set(replies).size === replies.length ? [] : [`${repository}: a reply came twice`]),
  ];
}
