import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { claimsOf, conversationsOf } from "./claims.ts";
import { printEnding } from "./ending.ts";
import { judge } from "./judge/judge.ts";
import { SILENT, createNarrator } from "./narrator.ts";
import { type DemoOptions, USAGE, parseOptions } from "./options.ts";
import { createPaint } from "./paint.ts";
import { sabotage } from "./sabotage.ts";
import { type Story, tellStory } from "./story.ts";
import { PEOPLE, type World, createWorld } from "./world.ts";

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args);
    if (options === undefined) print(USAGE);
    else process.exitCode = await runDemo(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Plays the story, breaks something if that was asked for, and judges; the exit code. */
async function runDemo(options: DemoOptions): Promise<number> {
  const dataFolder = prepareFolder(options.data);
  const paint = createPaint(process.stdout);
  const world = await createWorld(dataFolder);
  try {
    const listener = options.json ? SILENT : createNarrator(print, paint);
    const story = await tellStory(world, listener).catch((error: unknown) => explain(world, error));
    const claims = await claimsOf(world, story);
    if (options.break !== undefined) await sabotage(world, story, options.break);
    if (!options.json && options.break === undefined) await printEnding(world, story, print, paint);
    if (options.json) print(JSON.stringify(claims, null, 2));
    const faults = [
      ...judge(claims, await conversationsOf(world, story), world.appLogin),
      ...(await world.admin.problems()),
    ];
    report(faults, options.json ? () => undefined : print, paint.green);
    if (options.keep) await keepUp(world, story);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await world.close();
    if (options.data === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** What the sandbox could not do says more than that something did not happen. */
async function explain(world: World, error: unknown): Promise<never> {
  const message = error instanceof Error ? error.message : String(error);
  throw new Error([message, ...(await world.admin.problems())].join("\n"), { cause: error });
}

function report(
  faults: readonly string[],
  say: (line: string) => void,
  good: (text: string) => string,
): void {
  if (faults.length === 0) {
    say(good("Read back with git: every claim holds."));
    return;
  }
  process.stderr.write("Read back with git, this is not as it was told:\n");
  for (const fault of faults) process.stderr.write(`  - ${fault}\n`);
}

/** Until somebody ends it. */
async function keepUp(world: World, story: Story): Promise<void> {
  const number = story.pulls.at(-1) ?? 1;
  print(`
The sandbox and Ham stay up until you press Ctrl-C.
  REST     ${world.url}/api/v3
  git      ${world.url}/acme/<repository>.git
  calls    ${world.url}/_sandbox/log  (Authorization: Bearer ${world.adminToken})
  Ham      ${world.hamUrl}
  folder   ${world.dataFolder}

Tokens of the people, for the API and as git's password:
${PEOPLE.map((person) => `  ${person.padEnd(11)}${world.tokens[person]}`).join("\n")}

Ask for something as one of them:
  curl -X POST ${world.url}/api/v3/repos/acme/shop/issues/${number}/comments \\
    -H "Authorization: Bearer ${world.tokens.maintainer}" -d '{"body": "/promote prod"}'
and read the conversation:
  curl ${world.url}/api/v3/repos/acme/shop/issues/${number}/comments \\
    -H "Authorization: Bearer ${world.tokens.developer}"`);
  await new Promise<void>((end) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end());
  });
}

function prepareFolder(data: string | undefined): string {
  if (data === undefined) return mkdtempSync(join(tmpdir(), "shuttle-demo-"));
  const folder = resolve(data);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`--data needs an empty or missing folder, and ${folder} has something in it`);
  }
  return folder;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
