import { distance } from "fastest-levenshtein";

import { HELP, needsValue } from "../../../core/shuttle/flags.ts";
import { refuseShuttle } from "../../../core/shuttle/shuttle-refusal.ts";
import { formatScriptHelp, formatScriptList } from "../../../core/shuttle/script-help.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import {
  type Command,
  type CommandCall,
  type CommandEntry,
  type CommandResult,
  DONE,
  GLOBAL_FLAGS,
} from "../command.ts";
import { COMMANDS, findCommand, LISTED_COMMANDS } from "../commands.ts";

/** Prints how to call shuttle, one of its commands, or a script. Whoever asks for help gets some. */
export const help: Command = async (call) => {
  const { world, words } = call;
  const [name = "help", script] = words;
  if (name === "run" && script !== undefined) return helpOfScript(script, call);
  const entry = findCommand(name);
  if (entry === undefined) {
    world.stdout.write(`Unknown help topic [${words.map((word) => `\`${word}\``).join(" ")}]\n\n`);
  }
  const isOverview = entry === undefined || entry.name === "help";
  world.stdout.write(isOverview ? formatOverview() : formatCommand(entry));
  return DONE;
};

async function helpOfScript(name: string, call: CommandCall): Promise<CommandResult> {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const script = project.scripts.get(name);
  const text =
    script === undefined
      ? `There is no script '${name}'.\n\n${formatRunHelp(project.scripts)}`
      : formatScriptHelp(script);
  call.world.stdout.write(text);
  return DONE;
}

export function formatRunHelp(scripts: LoadedProject["scripts"]): string {
  const entry = findCommand("run");
  if (entry === undefined) return "";
  const list = scripts.size === 0 ? "" : `\n${formatScriptList(scripts)}`;
  return `${formatCommand(entry)}${list}`;
}

export function refuseUnknownScript(
  name: string,
  scripts: LoadedProject["scripts"],
): CommandResult {
  const message = `unknown script '${name}': 'shuttle ls' lists those there are`;
  const refusal = refuseShuttle("script-unknown", message, 2);
  return { ...refusal, details: [formatScriptList(scripts)] };
}

/** Also for commands that need a project, where there is none. */
export function refuseCommand(name: string, place: "project" | "outside"): CommandResult {
  const isKnown = findCommand(name) !== undefined;
  const hint = `There is no 'shuttle.yaml' here or in the folders above: 'shuttle ${name}' works in a project only.`;
  const near = COMMANDS.filter((entry) => isSuggestion(entry, name, place));
  const suggestions =
    near.length === 0
      ? ""
      : `\n\nDid you mean this?\n${near.map((one) => `\t${one.name}\n`).join("")}`;
  const message = `unknown command "${name}" for "shuttle"${suggestions}\nRun 'shuttle --help' for usage.`;
  return { ...refuseShuttle("usage", message), details: isKnown ? [hint] : [] };
}

/** Those that are like the word or begin with it, of those that work here. */
function isSuggestion(entry: CommandEntry, word: string, place: "project" | "outside"): boolean {
  if (entry.isHidden === true || entry.name === "help") return false;
  if (place === "outside" && entry.project === "needed") return false;
  const typed = word.toLowerCase();
  return entry.name.startsWith(typed) || distance(entry.name, typed) <= 2;
}

function formatOverview(): string {
  const commands = LISTED_COMMANDS.map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}\n`);
  return [
    "shuttle runs the scripts of a project and of its plan\n",
    "Usage:\n  shuttle [flags] <command>\n",
    `Available Commands:\n${commands.join("")}`,
    `Flags:\n${formatFlags([...GLOBAL_FLAGS, HELP_ROW])}`,
    'Use "shuttle help <command>" for more information about a command.\n',
  ].join("\n");
}

function formatCommand(entry: CommandEntry): string {
  const aliases = entry.aliases ?? [];
  return [
    `${entry.summary}\n`,
    `Usage:\n  shuttle ${entry.usage}\n`,
    ...(aliases.length === 0 ? [] : [`Aliases:\n  ${[entry.name, ...aliases].join(", ")}\n`]),
    `Flags:\n${formatFlags([...entry.flags, HELP_ROW])}`,
    `Global Flags:\n${formatFlags(GLOBAL_FLAGS)}`,
  ].join("\n");
}

const HELP_ROW = { ...HELP, help: "Help for this command" };

function formatFlags(flags: CommandEntry["flags"]): string {
  const rows = flags.map(({ help: text, ...spec }) => ({
    flag: `  ${spec.shorthand === undefined ? "   " : `-${spec.shorthand},`} --${spec.name}${needsValue(spec) ? " string" : ""}`,
    text,
  }));
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return rows.map(({ flag, text }) => `${flag.padEnd(width)}   ${text}\n`).join("");
}
