import { distance } from "fastest-levenshtein";

import { refuseShuttle } from "../../../core/shuttle/shuttle-refusal.ts";
import {
  type Command,
  type CommandEntry,
  type CommandResult,
  DONE,
  GLOBAL_FLAGS,
} from "../command.ts";
import { COMMANDS, findCommand } from "../commands.ts";

/** Prints how to call shuttle or one of its commands. */
export const help: Command = ({ world, words }) => {
  const [name] = words;
  if (name === undefined || name === "help") world.stdout.write(formatOverview());
  else {
    const entry = findCommand(name);
    if (entry === undefined) return Promise.resolve(unknownCommand(name));
    world.stdout.write(formatCommand(entry));
  }
  return Promise.resolve(DONE);
};

/** Also for commands that need a project, where there is none. */
export function unknownCommand(name: string): CommandResult {
  const isKnown = findCommand(name) !== undefined;
  const hint = `There is no 'shuttle.yaml' here or in the folders above: 'shuttle ${name}' works in a project only.`;
  const near = COMMANDS.filter((one) => distance(one.name, name) <= 2).map(
    (one) => `\n\t${one.name}`,
  );
  const suggestions =
    isKnown || near.length === 0 ? "" : `\n\nDid you mean this?${near.join("")}\n`;
  const message = `unknown command "${name}" for "shuttle"${suggestions}\nRun 'shuttle --help' for usage.`;
  return { ...refuseShuttle("usage", message), details: isKnown ? [hint] : [] };
}

function formatOverview(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}\n`);
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
