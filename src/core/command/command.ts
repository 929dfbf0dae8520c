import { distance } from "fastest-levenshtein";

import { type Refusal, quoted, refuse } from "../refusal.ts";

/** What a comment or a label asks for. */
export type Command =
  | {
      readonly name: "promote";
      readonly environment: string;
      readonly service?: string | undefined;
    }
  | {
      readonly name: "release";
      readonly environment: string;
      readonly service?: string | undefined;
    }
  | { readonly name: "status" }
  | { readonly name: "help" };

/** A command that was found, or why the text is none. */
export type ParsedCommand =
  | { readonly kind: "command"; readonly text: string; readonly command: Command }
  | { readonly kind: "mistake"; readonly text: string; readonly refusal: Refusal };

/** Well-known commands of other bots that look like slips of ours. */
const OF_OTHER_BOTS: readonly string[] = ["hold", "rebase"];

/** More in one comment: none is carried out. */
export const MAX_COMMANDS = 10;

export type CommandHelp = {
  readonly name: Command["name"];
  readonly usage: string;
  readonly description: string;
};

export const COMMANDS: readonly CommandHelp[] = [
  {
    name: "promote",
    usage: "/promote <environment> [service]",
    description: "release what runs in the environment before",
  },
  {
    name: "release",
    usage: "/release <environment> [service]",
    description:
      "release this pull request's artifact: of its head while it is open, of its merge once merged",
  },
  { name: "status", usage: "/status", description: "show what runs where" },
  { name: "help", usage: "/help", description: "show these commands" },
];

/**
 * Reads one line such as `/promote prod`. Undefined: no command of ours, and not nearly one either;
 * other slash commands belong to other bots.
 */
export function parseCommand(line: string): ParsedCommand | undefined {
  const text = line.trim();
  const match = /^\/([A-Za-z][\w-]*)(?:[ \t]+(.*))?$/.exec(text);
  const [, word, rest = ""] = match ?? [];
  if (word === undefined) return undefined;
  const help = COMMANDS.find((one) => one.name === word.toLowerCase());
  if (help === undefined) return nearlyOurs(text, word);
  return interpret(text, help, rest.split(/\s+/).filter(Boolean));
}

/** Reads a label such as `promote:prod`; undefined when it is none of ours. */
export function parseLabel(label: string): ParsedCommand | undefined {
  const match = LABEL.exec(label);
  const [, word, environment = ""] = match ?? [];
  const help = COMMANDS.find((one) => one.name === word);
  return help === undefined
    ? undefined
    : interpret(label, help, environment.split(/\s+/).filter(Boolean));
}

/** What stands where a label of ours names an environment, whether there is such a one or not. */
export function environmentOfLabel(label: string): string | undefined {
  return LABEL.exec(label)?.[2]?.split(/\s+/).find(Boolean);
}

const LABEL = /^(promote|release):(.*)$/;

export function formatCommand(command: Command): string {
  if (command.name === "status" || command.name === "help") return `/${command.name}`;
  const service = command.service === undefined ? "" : ` ${command.service}`;
  return `/${command.name} ${command.environment}${service}`;
}

function interpret(text: string, help: CommandHelp, words: readonly string[]): ParsedCommand {
  const [environment, service, tooMuch] = words;
  if (help.name === "status" || help.name === "help") {
    return environment === undefined
      ? { kind: "command", text, command: { name: help.name } }
      : wrongUsage(text, help, `it takes no ${quoted(environment)}`);
  }
  if (environment === undefined) return wrongUsage(text, help, "the environment is missing");
  if (tooMuch !== undefined) return wrongUsage(text, help, `${quoted(tooMuch)} is too much`);
  return {
    kind: "command",
    text,
    command: { name: help.name, environment, ...(service === undefined ? {} : { service }) },
  };
}

function wrongUsage(text: string, help: CommandHelp, what: string): ParsedCommand {
  return {
    kind: "mistake",
    text,
    refusal: refuse("usage", what, {
      advice: `usage: ${help.usage}`,
      evidence: { command: help.name, usage: help.usage },
    }),
  };
}

/** A slip of the finger gets the nearest usage. */
function nearlyOurs(text: string, word: string): ParsedCommand | undefined {
  if (OF_OTHER_BOTS.includes(word.toLowerCase())) return undefined;
  const near = COMMANDS.map((help) => ({ help, away: distance(word.toLowerCase(), help.name) }))
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away)[0]?.help;
  if (near === undefined) return undefined;
  return {
    kind: "mistake",
    text,
    refusal: refuse("unknown-command", `there is no command ${quoted(`/${word}`)}`, {
      advice: `did you mean ${near.usage}?`,
      evidence: { received: word.slice(0, 200), nearest: near.usage },
    }),
  };
}
