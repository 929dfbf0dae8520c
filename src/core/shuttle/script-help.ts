import type { AvailableScript } from "./merge-scripts.ts";
import { flagOf, sortedByName } from "./script-arguments.ts";
import type { ScriptArgument } from "./script.ts";
import { nameWidth } from "./template-data.ts";

/** The text of `ls`: one line a script, by name. */
export function formatScriptList(scripts: ReadonlyMap<string, AvailableScript>): string {
  const width = nameWidth(scripts);
  const lines = [...scripts.values()].map(
    ({ name, script }) => `  ${pad(name, width)} ${upperFirst(script.description)}\n`,
  );
  return `Available Scripts:\n${lines.join("")}`;
}

/** The text of `run <script> --help`. */
export function formatScriptHelp({ name, script }: AvailableScript): string {
  const parts = [
    ...(script.description === "" ? [] : [upperFirst(script.description)]),
    `Usage:\n  shuttle run ${name} [flags]`,
    `Flags:\n${formatFlags(script.arguments)}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function formatFlags(declared: readonly ScriptArgument[]): string {
  const own = sortedByName(declared).map((argument) => ({
    flag: `--${flagOf(argument)}${argument.type === "bool" ? "" : " string"}`,
    text: `${argument.description}${argument.required ? " (required)" : ""}`.trim(),
  }));
  const flags = [...own, { flag: "--help", text: `help for this script` }];
  const width = Math.max(...flags.map(({ flag }) => flag.length));
  return flags.map(({ flag, text }) => `  ${pad(flag, width)}   ${text}`.trimEnd()).join("\n");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - Array.from(text).length));
}

function upperFirst(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}
