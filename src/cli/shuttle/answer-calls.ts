import { existsSync } from "node:fs";
import { join } from "node:path";

import {
  type CallServer,
  type CallHandler,
  serveCalls,
} from "../../adapters/process/call-server.ts";
import {
  environmentOf,
  isAlike,
  isInterchangeable,
  sharedFolder,
} from "../../adapters/process/caller.ts";
import { projectFiles } from "../../adapters/files/project-files.ts";
import type { NestedCall } from "../../core/shuttle/nested-call.ts";
import { findProject } from "../../flows/shuttle/load-project.ts";
import { GLOBAL_FLAGS } from "./command.ts";
import { findCommand } from "./commands.ts";
import { Declined } from "./declined.ts";
import { nestedWorld, type NestedWorldOptions, streamedWorld } from "./nested-world.ts";
import type { ProcessWorldOptions } from "./process-world.ts";
import { runSafely } from "./run-safely.ts";
import { splitAtWord } from "./split-command.ts";
import type { AnsweredCalls } from "./world.ts";

/** Needed for `/dev/tcp`; other shells can't connect. */
const BASH = "/bin/bash";

/**
 * Starts answering calls of scripts. Undefined where that can't be: then each call is a process of its own, as
 * it is with `SHUTTLE_NESTED=process`.
 */
export async function answerCalls(
  options: ProcessWorldOptions,
  node: string,
): Promise<AnsweredCalls | undefined> {
  const launcherPath = join(options.launcherPath, "nested");
  if (process.env["SHUTTLE_NESTED"] === "process" || !existsSync(BASH)) return undefined;
  if (!existsSync(join(launcherPath, "shuttle"))) return undefined;
  const self: Self = { options, node, calls: undefined };
  const server = await tryServe((call) => answer(call, self));
  if (server === undefined) return undefined;
  self.calls = { address: server.address, launcherPath, stop: () => undefined };
  return { ...self.calls, stop: server.close };
}

type Self = {
  readonly options: ProcessWorldOptions;
  readonly node: string;
  calls: AnsweredCalls | undefined;
};

async function tryServe(handler: CallHandler): Promise<CallServer | undefined> {
  try {
    return await serveCalls(handler);
  } catch {
    return undefined;
  }
}

async function answer(call: NestedCall, self: Self): ReturnType<CallHandler> {
  const options = worldOptions(call, self);
  if (options === undefined) return "declined";
  const way = wayOf(call, options);
  if (way === "declined") return "declined";
  if (way === "streamed") {
    return (streams) => runSafely(call.args, streamedWorld(options, streams));
  }
  const { world, collected } = nestedWorld(options);
  try {
    const exitCode = await runSafely(call.args, world);
    return { ...collected(), exitCode };
  } catch (error) {
    if (error instanceof Declined) return "declined";
    throw error;
  }
}

function worldOptions(call: NestedCall, self: Self): NestedWorldOptions | undefined {
  const environment = environmentOf(call.environment);
  const workingDirectory = sharedFolder(call.workingDirectory);
  // Another process than the one that knows the token may have the number of the caller.
  const isCaller = environment?.get("SHUTTLE_PARENT") === self.calls?.address;
  if (environment === undefined || workingDirectory === undefined || !isCaller) return undefined;
  return {
    ...self.options,
    environment: new Map([...environment, ["SHUTTLE_NODE", self.node]]),
    workingDirectory,
    terminals: call.terminals,
    calls: self.calls,
  };
}

const COLLECTED = [
  "completion",
  "config",
  "get",
  "has",
  "help",
  "ls",
  "plan",
  "telemetry",
  "template",
  "version",
];

/** What needs the caller's own streams or processes is left to a process of its own. */
function wayOf(
  call: NestedCall,
  options: NestedWorldOptions,
): "collected" | "streamed" | "declined" {
  const { name } = splitAtWord(call.args, GLOBAL_FLAGS);
  const known = findCommand(name ?? "help")?.name ?? "help";
  if (COLLECTED.includes(known)) {
    return !writesFile(call) || isAlike(call.environment) ? "collected" : "declined";
  }
  const isPlain = call.terminals.size === 0 && isInterchangeable(call.environment);
  return known === "run" && isPlain && isOfThisProject(call, options) ? "streamed" : "declined";
}

/** `-o` of `template`, alone or behind other letters. */
function writesFile({ args }: NestedCall): boolean {
  return args.some((word) => /^-(?:-output|[a-z]*o)/.test(word));
}

/** Then its plan is in place, and nothing has to be fetched. */
function isOfThisProject(
  { args }: NestedCall,
  { environment, workingDirectory }: NestedWorldOptions,
): boolean {
  if (args.some((word) => /^(?:-[pc]|--(?:project|plan|clean)(?:=|$))/.test(word))) return false;
  const found = findProject({ workingDirectory, project: undefined }, { files: projectFiles });
  return found !== undefined && found === environment.get("project");
}
