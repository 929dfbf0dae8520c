import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Comment } from "../processes/answers-schema.ts";
import { git } from "../processes/git.ts";
import { commentsOf } from "./observe.ts";
import type { Break } from "./options.ts";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

/** Breaks one thing behind everybody's back; the judge has to notice it. */
export async function sabotage(world: World, story: Story, what: Break): Promise<void> {
  switch (what) {
    case "drop-release":
      return dropRelease(world);
    case "wrong-manifest":
      return changeManifest(world);
    case "lost-answer":
      return loseAnswer(world, story);
  }
}

async function dropRelease(world: World): Promise<void> {
  await inConfig(world, "update-ref", "refs/heads/env/staging", "refs/heads/env/staging^");
}

/** The same commit message and parent over a tree with another replica count. */
async function changeManifest(world: World): Promise<void> {
  const path = "releases/prod/shop/40-deployment.yaml";
  const text = await inConfig(world, "show", `env/prod:${path}`);
  const folder = mkdtempSync(join(tmpdir(), "demo-break-"));
  try {
    const file = join(folder, "manifest");
    const index = join(folder, "index");
    writeFileSync(file, `${text.replace(/replicas: \d+/, "replicas: 99")}\n`);
    const blob = await inConfig(world, "hash-object", "-w", file);
    const env = { GIT_INDEX_FILE: index };
    const run = (...args: readonly string[]) => inConfigWith(world, env, ...args);
    await run("read-tree", "env/prod");
    await run("update-index", "--add", "--cacheinfo", `100644,${blob},${path}`);
    const tree = await run("write-tree");
    const message = await inConfig(world, "log", "-1", "--format=%B", "env/prod");
    const parent = await inConfig(world, "rev-parse", "env/prod^");
    const commit = await inConfig(world, "commit-tree", tree, "-p", parent, "-m", message);
    await inConfig(world, "update-ref", "refs/heads/env/prod", commit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loseAnswer(world: World, { pulls, steps }: Story): Promise<void> {
  const number = pulls[0] ?? 0;
  const refused = steps.find(({ name }) => name === "promote-prod-outsider");
  const commentId = Number(/^comment\/(\d+)\//.exec(refused?.request ?? "")?.[1]);
  const isReply = ({ id, user, body }: Comment) =>
    user.login === world.appLogin && id > commentId && body.includes("@outsider");
  const reply = (await commentsOf(world, "shop", number)).find(isReply);
  if (reply === undefined) throw new Error("there is no answer to lose");
  await world.admin.run("deleteComment", { commentId: reply.id, as: "maintainer" });
}

function inConfig(world: World, ...args: readonly string[]): Promise<string> {
  return git(world.bare("config"), world.identity("maintainer"), ...args);
}

function inConfigWith(
  world: World,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  return git(world.bare("config"), { ...world.identity("maintainer"), env }, ...args);
}
