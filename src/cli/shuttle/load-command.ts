import type { Command } from "./command.ts";

/** What a command does is loaded when it is called. */
export async function loadCommand(name: string): Promise<Command> {
  const load = LOADERS[name];
  if (load === undefined) throw new Error(`the command '${name}' has nothing to do`);
  return load();
}

const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  __complete: async () => (await import("./commands/complete.ts")).complete,
  completion: async () => (await import("./commands/completion.ts")).completion,
  config: async () => (await import("./commands/config.ts")).config,
  documentation: async () => (await import("./commands/documentation.ts")).documentation,
  get: async () => (await import("./commands/get.ts")).get,
  "git-plan": async () => (await import("./commands/git-plan.ts")).gitPlan,
  has: async () => (await import("./commands/has.ts")).has,
  help: async () => (await import("./commands/help.ts")).help,
  ls: async () => (await import("./commands/ls.ts")).ls,
  plan: async () => (await import("./commands/plan.ts")).plan,
  prepare: async () => (await import("./commands/prepare.ts")).prepare,
  run: async () => (await import("./commands/run.ts")).run,
  telemetry: async () => (await import("./commands/telemetry.ts")).telemetry,
  template: async () => (await import("./commands/template.ts")).template,
  version: async () => (await import("./commands/version.ts")).version,
};
