import type { CommandEntry } from "./command.ts";

const TEMPLATE = { name: "template", help: "Go template for the output" } as const;

const JSON_FLAG = { name: "json", bareValue: "true", help: "Print JSON" } as const;

/** What is known of all commands; `load-command.ts` has what they do. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "__complete",
    usage: "__complete [words]",
    summary: "Print what could complete the last word",
    flags: [],
    level: "silent",
    project: "optional",
    readsOwnWords: true,
    isHidden: true,
  },
  {
    name: "completion",
    usage: "completion bash|zsh|fish",
    summary: "Output shell completion code",
    flags: [],
    words: { least: 1, most: 1 },
    level: "error",
    project: "ignored",
  },
  {
    name: "config",
    usage: "config",
    summary: "Show version, plan and environment",
    flags: [
      { name: "exclude-env-vars", help: "Names that are left out, separated by commas" },
      JSON_FLAG,
    ],
    level: "error",
    project: "optional",
  },
  {
    name: "documentation",
    aliases: ["docs"],
    usage: "documentation",
    summary: "Open the documentation of the plan",
    flags: [],
    words: { least: 0, most: 0 },
    level: "info",
    project: "needed",
  },
  {
    name: "get",
    usage: "get <variable>",
    summary: "Get a variable value",
    flags: [TEMPLATE, { name: "raw", bareValue: "true", help: "Texts without quotes" }, JSON_FLAG],
    words: { least: 1, most: 1 },
    level: "error",
    project: "needed",
  },
  {
    name: "git-plan",
    usage: "git-plan [-- git arguments]",
    summary: "Run git in the folder of the plan",
    flags: [],
    level: "info",
    project: "needed",
  },
  {
    name: "has",
    usage: "has <variable>",
    summary: "Check if a variable (or script) is defined",
    flags: [
      { name: "script", bareValue: "true", help: "Look for a script instead of a variable" },
      { name: "stdout", shorthand: "o", bareValue: "true", help: "Print true or false" },
      JSON_FLAG,
    ],
    words: { least: 1, most: 1 },
    level: "silent",
    project: "optional",
  },
  {
    name: "help",
    usage: "help [command [script]]",
    summary: "Help about any command",
    flags: [],
    level: "info",
    project: "ignored",
  },
  {
    name: "ls",
    usage: "ls",
    summary: "List the available scripts",
    flags: [TEMPLATE, JSON_FLAG],
    level: "info",
    project: "needed",
  },
  {
    name: "plan",
    usage: "plan",
    summary: "Output the plan of the project",
    flags: [TEMPLATE, JSON_FLAG],
    words: { least: 0, most: 0 },
    level: "error",
    project: "needed",
  },
  {
    name: "prepare",
    usage: "prepare",
    summary: "Bring the plan into place",
    flags: [],
    level: "info",
    project: "needed",
  },
  {
    name: "run",
    usage: "run <script> [arguments]",
    summary: "Run a script of the project or its plan",
    flags: [
      { name: "template", help: "Accepted for scripts that give it; not used" },
      { name: "validate", bareValue: "true", help: "Check required arguments (default true)" },
      { name: "interactive", bareValue: "true", help: "Ask for required arguments" },
    ],
    level: "info",
    project: "optional",
    readsOwnWords: true,
  },
  {
    name: "telemetry",
    usage: "telemetry upload",
    summary: "Does nothing: this shuttle sends no telemetry",
    flags: [
      { name: "upload-url", help: "Not used" },
      { name: "availability-url", help: "Not used" },
      { name: "clean-up", bareValue: "true", help: "Not used" },
    ],
    level: "silent",
    project: "ignored",
  },
  {
    name: "template",
    usage: "template <name> [key=value]...",
    summary: "Render a template of the project or its plan",
    flags: [
      { name: "output", shorthand: "o", help: "File below .shuttle/temp instead of stdout" },
      { name: "delims", help: "Delimiters as 'left,right'" },
      { name: "left-delim", help: "Left delimiter" },
      { name: "right-delim", help: "Right delimiter" },
      { name: "ignore-project-overrides", bareValue: "true", help: "Use the plan's template" },
    ],
    words: { least: 1, most: Number.POSITIVE_INFINITY },
    level: "info",
    project: "needed",
  },
  {
    name: "version",
    usage: "version",
    summary: "Show the version",
    flags: [{ name: "commit", bareValue: "true", help: "Show the commit instead" }, JSON_FLAG],
    level: "silent",
    project: "ignored",
  },
];

export function findCommand(name: string): CommandEntry | undefined {
  return COMMANDS.find((one) => one.name === name || one.aliases?.includes(name) === true);
}
