import { formatConfigProblem } from "../../core/shuttle/config-problem.ts";
import { type ParsedFlags, parseFlags } from "../../core/shuttle/flags.ts";
import { withoutCredentials } from "../../core/shuttle/plan-reference.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import { loadProject, type LoadedProject } from "../../flows/shuttle/load-project.ts";
import {
  type CommandCall,
  type CommandEntry,
  type CommandResult,
  GLOBAL_FLAGS,
  isOn,
} from "./command.ts";
import { findCommand } from "./commands.ts";
import { isOutside } from "./is-outside.ts";
import { loadCommand } from "./load-command.ts";
import { splitAtWord } from "./split-command.ts";
import { createTerminal, type Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** Runs one command line and resolves to its exit code. */
export async function runShuttle(argv: readonly string[], world: World): Promise<number> {
  const { name: word, before, after } = splitAtWord(argv, GLOBAL_FLAGS);
  const name = word ?? "help";
  const entry = findCommand(name);
  if (entry === undefined) return failUnknown(name, world, before);
  const parsed = parseWords(entry, before, after);
  if (parsed.kind === "refused") {
    return finish(withUsage(parsed, entry), terminalFor(entry, world));
  }
  const terminal = terminalFor(entry, world, parsed.flags);
  const call = toCall(parsed, entry, { world, terminal });
  // `shuttle ""` and `shuttle -` name no command either.
  if (word === undefined) return showHelp(call, []);
  if (parsed.wantsHelp) return showHelp(call, [entry.name]);
  if (entry.project === "needed" && isOutside(parsed.flags, world)) {
    return finish(await unknownCommand(name, "outside"), terminal);
  }
  const wrong = checkWords(entry, parsed.positionals);
  if (wrong !== undefined) return finish(withUsage(wrong, entry), terminal);
  const command = await loadCommand(entry.name);
  return finish(await command(call), terminal);
}

/** A command that reads its own words gets them as they are, `--help` included. */
function parseWords(
  entry: CommandEntry,
  before: readonly string[],
  after: readonly string[],
): ParsedFlags | ShuttleRefusal {
  const specs = [...entry.flags, ...GLOBAL_FLAGS];
  if (entry.readsOwnWords !== true) return parseFlags([...before, ...after], specs);
  const parsed = parseFlags(before, specs);
  return parsed.kind === "refused" ? parsed : { ...parsed, positionals: after };
}

function terminalFor(
  { isSilent = false }: Pick<CommandEntry, "isSilent">,
  { stderr }: World,
  flags: ParsedFlags["flags"] = new Map(),
): Terminal {
  return createTerminal(stderr, { isVerbose: isOn(flags, "verbose"), isSilent });
}

function checkWords(entry: CommandEntry, words: readonly string[]): ShuttleRefusal | undefined {
  const { least, most } = entry.words ?? { least: 0, most: Number.POSITIVE_INFINITY };
  if (words.length >= least && words.length <= most) return undefined;
  const message =
    least === most
      ? `accepts ${least} arg(s), received ${words.length}`
      : `requires at least ${least} arg(s), only received ${words.length}`;
  return refuseShuttle("usage", message);
}

function toCall(
  { flags, positionals }: ParsedFlags,
  entry: CommandEntry,
  { world, terminal }: Pick<CommandCall, "world" | "terminal">,
): CommandCall {
  const tell: CommandCall["tell"] = (project, given) =>
    terminalFor(entry, world, given).notify({
      level: "verbose",
      text: verboseText(project, given, world),
    });
  const load: CommandCall["load"] = async (given) => {
    const project = await loadProject(
      {
        workingDirectory: world.workingDirectory,
        project: given.get("project"),
        plan: given.get("plan") ?? "",
        clean: isOn(given, "clean"),
        skipPull: isOn(given, "skip-pull"),
        environment: world.environment,
      },
      { files: world.files, plans: await world.plans(), notify: terminal.notify },
    );
    if (project.kind === "loaded") tell(project, given);
    return project;
  };
  return { world, terminal, flags, words: positionals, load, tell };
}

function verboseText(
  { plan }: LoadedProject,
  flags: ParsedFlags["flags"],
  { version, commit }: World,
): string {
  const project = flags.get("project") ?? ".";
  return [
    "Running shuttle",
    `- version: ${version}`,
    `- commit: ${commit}`,
    `- project-path: ${project}`,
    planText(plan),
  ].join("\n");
}

function planText(plan: LoadedProject["plan"]): string {
  switch (plan.kind) {
    case "none":
      return "Using no plan";
    case "local":
      return `Using local plan at '${plan.source}'`;
    case "git":
      return `Using git plan at '${withoutCredentials(plan.reference.source)}'`;
  }
}

async function showHelp(call: CommandCall, words: readonly string[]): Promise<number> {
  const { help } = await import("./commands/help.ts");
  return finish(await help({ ...call, words }), call.terminal);
}

/** An unknown flag before the word is why the word isn't what was meant. */
async function failUnknown(name: string, world: World, before: readonly string[]): Promise<number> {
  const parsed = parseFlags(before, GLOBAL_FLAGS);
  const terminal = terminalFor({}, world);
  if (parsed.kind === "refused") return finish(parsed, terminal);
  const place = isOutside(parsed.flags, world) ? "outside" : "project";
  return finish(await unknownCommand(name, place), terminal);
}

async function unknownCommand(name: string, place: "project" | "outside"): Promise<CommandResult> {
  const { refuseCommand } = await import("./commands/help.ts");
  return refuseCommand(name, place);
}

function withUsage(refusal: ShuttleRefusal, entry: CommandEntry): CommandResult {
  const usage = `Usage:\n  shuttle ${entry.usage}\n\nRun 'shuttle ${entry.name} --help' for its flags.\n`;
  return { ...refusal, details: [usage] };
}

/** Prints why something was not done. Its one line that starts with `Error:` is the last message. */
function finish(result: CommandResult, terminal: Terminal): number {
  if (result.kind === "done") return result.exitCode ?? 0;
  const details =
    result.kind === "invalid" ? result.problems.map(formatConfigProblem) : (result.details ?? []);
  details.forEach((text) => terminal.explain(text));
  terminal.fail(result.message);
  return result.exitCode;
}
