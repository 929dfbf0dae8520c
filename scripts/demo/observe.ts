import { setTimeout as sleep } from "node:timers/promises";

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import {
  type Comment,
  commentSchema,
  reactionSchema,
  runsSchema,
} from "../processes/answers-schema.ts";
import { ANYTHING } from "../processes/client.ts";
import { git } from "../processes/git.ts";
import { until } from "../processes/wait.ts";
import { ORGANISATION, type Person, type World } from "./world.ts";

/** A release commit on an environment branch. */
export type SeenRelease = { readonly commit: string; readonly request: string };

/** Waits until a service's newest release in an environment is of this source commit. */
export async function releaseOf(
  world: World,
  release: {
    readonly service: string;
    readonly environment: string;
    readonly source: string;
  },
): Promise<SeenRelease> {
  const { service, environment, source } = release;
  const path = `releases/${environment}/${service}/artifact.json`;
  return until(`the release of ${service} ${source.slice(0, 10)} to ${environment}`, async () => {
    const found = await newest(world, environment, path);
    if (found?.source === source) return found;
    await assertNotFailed(world, service, source);
    return undefined;
  });
}

/** A build that failed is never released: its log says more than waiting would. */
async function assertNotFailed(world: World, service: string, commit: string): Promise<void> {
  const path = `/repos/${ORGANISATION}/${service}/actions/runs?head_sha=${commit}`;
  const { workflow_runs } = await world.as("developer")(runsSchema, "GET", path);
  const failed = workflow_runs.find(({ conclusion }) => conclusion === "failure");
  if (failed === undefined) return;
  const log = lastLines(world.runFolder(failed.id));
  throw new Error(
    `The build of ${service} ${commit.slice(0, 10)} failed. Its log ends with:\n${log}`,
  );
}

const SHOWN_LINES = 30;

function lastLines(runFolder: string): string {
  return readdirSync(runFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".log"))
    .map((name) => readFileSync(join(runFolder, name), "utf8"))
    .map((text) => text.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n"))
    .join("\n");
}

/** The head of an environment branch; undefined when there is none yet. */
export async function environmentHead(
  world: World,
  environment: string,
): Promise<string | undefined> {
  return readGit(world, "rev-parse", "--verify", "--quiet", `refs/heads/env/${environment}`);
}

/** The release commit that carries this request; undefined: there is none. */
export async function commitOf(
  world: World,
  environment: string,
  request: string,
): Promise<string | undefined> {
  const found = await readGit(
    world,
    "log",
    "--format=%H",
    "--fixed-strings",
    `--grep=Request: ${request}`,
    `env/${environment}`,
  );
  return found?.split("\n").at(0);
}

/** What Ham's mark on a comment says, once it has answered. */
export async function answerTo(world: World, repository: string, commentId: number) {
  const path = `/repos/${ORGANISATION}/${repository}/issues/comments/${commentId}/reactions`;
  return until(`an answer to comment ${commentId}`, async () => {
    const reactions = await world.as("developer")(v.array(reactionSchema), "GET", path);
    const own = reactions.filter(({ user }) => user.login === world.appLogin);
    if (own.some(({ content }) => content === "rocket")) return "released" as const;
    return own.some(({ content }) => content === "confused") ? ("refused" as const) : undefined;
  });
}

export async function commentsOf(
  world: World,
  repository: string,
  number: number,
): Promise<readonly Comment[]> {
  const path = `/repos/${ORGANISATION}/${repository}/issues/${number}/comments?per_page=100`;
  return world.as("developer")(v.array(commentSchema), "GET", path);
}

export async function postComment(
  world: World,
  repository: string,
  number: number,
  comment: { readonly as: Person; readonly body: string },
): Promise<number> {
  const path = `/repos/${ORGANISATION}/${repository}/issues/${number}/comments`;
  const { body } = comment;
  return (await world.as(comment.as)(commentSchema, "POST", path, { body })).id;
}

/** Waits until a commit's workflow run is over. */
export async function finishedRun(world: World, repository: string, commit: string, event: string) {
  const path = `/repos/${ORGANISATION}/${repository}/actions/runs?head_sha=${commit}&event=${event}`;
  return until(`the end of the ${event} run of ${repository} ${commit.slice(0, 10)}`, async () => {
    const { workflow_runs } = await world.as("developer")(runsSchema, "GET", path);
    return workflow_runs.find(({ status }) => status === "completed");
  });
}

/** Nothing is under way: no delivery, no workflow run, and Ham has been silent for a moment. */
export async function quiet(world: World): Promise<void> {
  let calls = -1;
  await until("a moment of quiet", async () => {
    await world.admin.call(ANYTHING, "settle");
    const before = calls;
    calls = (await world.admin.steps()).reduce((sum, step) => sum + hamCalls(step.calls), 0);
    if (before === calls) return true;
    await sleep(250);
    return undefined;
  });
}

export function hamCalls(calls: readonly { readonly caller: string }[]): number {
  return calls.filter(({ caller }) => /^(app|installation) /.test(caller)).length;
}

async function newest(world: World, environment: string, path: string) {
  const text = await readGit(
    world,
    "log",
    "-1",
    "--format=%H%x00%(trailers:key=Source,valueonly)%x00%(trailers:key=Request,valueonly)",
    `env/${environment}`,
    "--",
    path,
  );
  const [commit, source = "", request = ""] = (text ?? "").split("\0");
  if (commit === undefined || commit === "") return undefined;
  const at = source.trim().split("\n").at(0) ?? "";
  return {
    commit,
    source: at.slice(at.lastIndexOf("@") + 1),
    request: request.trim().split("\n").at(0) ?? "",
  };
}

async function readGit(world: World, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(world.bare("config"), world.identity("maintainer"), ...args);
  } catch {
    return undefined;
  }
}
