import { distance } from "fastest-levenshtein";

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
import { COMMANDS, findCommand } from "../commands.ts";

const VISIBLE = COMMANDS.filter(({ isHidden }) => isHidden !== true);

/** Prints how to call shuttle or one of its commands. */
export const help: Command = async (call) => {
  const { world, words } = call;
  const [name, script] = words;
  if (name === "run" && script !== undefined) return helpOfScript(script, call);
  if (name === undefined || name === "help") world.stdout.write(formatOverview());
  else {
    const entry = findCommand(name);
    if (entry === undefined) return unknownCommand(name);
    world.stdout.write(formatCommand(entry));
  }
  return DONE;
};

async function helpOfScript(name: string, call: CommandCall): Promise<CommandResult> {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const script = project.scripts.get(name);
  if (script === undefined) return refuseUnknownScript(name, project.scripts);
  call.world.stdout.write(formatScriptHelp(script));
  return DONE;
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
export function unknownCommand(name: string): CommandResult {
  const isKnown = findCommand(name) !== undefined;
  const hint = `There is no 'shuttle.yaml' here or in the folders above: 'shuttle ${name}' works in a project only.`;
  const near = VISIBLE.filter((one) => distance(one.name, name) <= 2).map(
    (one) => `\n\t${one.name}`,
  );
  const suggestions =
    isKnown || near.length === 0 ? "" : `\n\nDid you mean this?${near.join("")}\n`;
  const message = `unknown command "${name}" for "shuttle"${suggestions}\nRun 'shuttle --help' for usage.`;
  return { ...refuseShuttle("usage", message), details: isKnown ? [hint] : [] };
}

function formatOverview(): string {
  const commands = VISIBLE.map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}\n`);
  return [
    "shuttle runs the scripts of a project and of its plan\n",
    "Usage:\n  shuttle [flags] <command>\n",
    `Available Commands:\n${commands.join("")}`,
    `Flags:\n${formatFlags([...GLOBAL_FLAGS, HELP])}`,
    'Use "shuttle help <command>" for more information about a command.\n',
  ].join("\n");
}

function formatCommand(entry: CommandEntry): string {
  const aliases = entry.aliases ?? [];
  return [
    `${entry.summary}\n`,
    `Usage:\n  shuttle ${entry.usage}\n`,
    ...(aliases.length === 0 ? [] : [`Aliases:\n  ${[entry.name, ...aliases].join(", ")}\n`]),
    `Flags:\n${formatFlags([...entry.flags, HELP])}`,
    `Global Flags:\n${formatFlags(GLOBAL_FLAGS)}`,
  ].join("\n");
}

const HELP: CommandEntry["flags"][number] = {
  name: "help",
  shorthand: "h",
  bareValue: "true",
  help: "Help for this command",
};

function formatFlags(flags: CommandEntry["flags"]): string {
  const rows = flags.map(({ name, shorthand, bareValue, help: text }) => ({
    flag: `  ${shorthand === undefined ? "   " : `-${shorthand},`} --${name}${bareValue === undefined ? " string" : ""}`,
    text,
  }));
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return rows.map(({ flag, text }) => `${flag.padEnd(width)}   ${text}\n`).join("");
}
