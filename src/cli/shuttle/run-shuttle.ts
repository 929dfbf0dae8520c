import { formatConfigProblem } from "../../core/shuttle/config-problem.ts";
import { type ParsedFlags, parseFlags } from "../../core/shuttle/flags.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import { findProject, loadProject } from "../../flows/shuttle/load-project.ts";
import {
  type CommandCall,
  type CommandEntry,
  type CommandResult,
  GLOBAL_FLAGS,
  isOn,
} from "./command.ts";
import { findCommand } from "./commands.ts";
import { loadCommand } from "./load-command.ts";
import { splitAtWord } from "./split-command.ts";
import { createTerminal, type LogLevel, type Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** Runs one command line and resolves to its exit code. */
export async function runShuttle(argv: readonly string[], world: World): Promise<number> {
  const { name, before, after } = splitAtWord(argv, GLOBAL_FLAGS);
  const entry = findCommand(name ?? "help");
  if (entry === undefined) return failUnknown(name ?? "", world, before);
  const parsed = parseWords(entry, before, after);
  if (parsed.kind === "refused") {
    return finish(withUsage(parsed, entry), createTerminal(world.stderr, entry.level));
  }
  const terminal = createTerminal(world.stderr, levelOf(entry, parsed.flags));
  if (parsed.wantsHelp) return showHelp([entry.name], world, terminal);
  const isOutside = entry.project === "needed" && findFolder(parsed.flags, world) === undefined;
  if (isOutside) return failUnknown(entry.name, world);
  const tooMany = checkWords(entry, parsed.positionals);
  if (tooMany !== undefined) return finish(withUsage(tooMany, entry), terminal);
  const command = await loadCommand(entry.name);
  return finish(await command(toCall(parsed, world, terminal)), terminal);
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

function levelOf(entry: CommandEntry, flags: ReadonlyMap<string, string>): LogLevel {
  const isRaised = isOn(flags, "verbose") && entry.level !== "silent" && entry.name !== "plan";
  return isRaised ? "verbose" : entry.level;
}

function findFolder(flags: ReadonlyMap<string, string>, world: World): string | undefined {
  const { workingDirectory, files } = world;
  const named = flags.get("project");
  const project = named === "." ? undefined : named;
  return findProject({ workingDirectory, project }, { files })?.folder;
}

function checkWords(entry: CommandEntry, words: readonly string[]): ShuttleRefusal | undefined {
  const { least, most } = entry.words ?? { least: 0, most: Number.POSITIVE_INFINITY };
  if (words.length >= least && words.length <= most) return undefined;
  if (most === 0) {
    return refuseShuttle(
      "usage",
      `unknown command "${words[0] ?? ""}" for "shuttle ${entry.name}"`,
    );
  }
  const message =
    least === most
      ? `accepts ${least} arg(s), received ${words.length}`
      : `requires at least ${least} arg(s), only received ${words.length}`;
  return refuseShuttle("usage", message);
}

function toCall(parsed: ParsedFlags, world: World, terminal: Terminal): CommandCall {
  const load: CommandCall["load"] = async (flags) =>
    loadProject(
      {
        workingDirectory: world.workingDirectory,
        project: flags.get("project"),
        plan: flags.get("plan") ?? "",
        clean: isOn(flags, "clean"),
        skipPull: isOn(flags, "skip-pull"),
        environment: world.environment,
      },
      { files: world.files, plans: await world.plans(), notify: terminal.notify },
    );
  return { world, terminal, flags: parsed.flags, words: parsed.positionals, load };
}

async function showHelp(
  words: readonly string[],
  world: World,
  terminal: Terminal,
): Promise<number> {
  const { help } = await import("./commands/help.ts");
  const parsed = { kind: "parsed", flags: new Map(), positionals: words, wantsHelp: true } as const;
  return finish(await help(toCall(parsed, world, terminal)), terminal);
}

/** An unknown flag before the word is why the word isn't what was meant. */
async function failUnknown(
  name: string,
  world: World,
  before: readonly string[] = [],
): Promise<number> {
  const { unknownCommand } = await import("./commands/help.ts");
  const terminal = createTerminal(world.stderr, name === "has" ? "silent" : "error");
  const flags = parseFlags(before, GLOBAL_FLAGS);
  if (flags.kind === "refused") return finish(flags, terminal);
  return finish(unknownCommand(name), terminal);
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
