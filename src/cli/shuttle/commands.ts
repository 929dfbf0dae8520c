import type { CommandEntry } from "./command.ts";

const TEMPLATE = { name: "template", help: "Go template for the output" } as const;

const JSON_FLAG = { name: "json", isBool: true, help: "Print JSON" } as const;

/** What is known of all commands, in the order of the original, which that of its suggestions is. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "documentation",
    aliases: ["docs"],
    usage: "documentation",
    summary: "Open the documentation of the plan",
    flags: [],
    words: { least: 0, most: 0 },
    project: "needed",
  },
  {
    name: "completion",
    usage: "completion bash|zsh|fish",
    summary: "Output shell completion code",
    flags: [],
    project: "ignored",
  },
  {
    name: "get",
    usage: "get <variable>",
    summary: "Get a variable value",
    flags: [TEMPLATE, { name: "raw", isBool: true, help: "Texts without quotes" }, JSON_FLAG],
    words: { least: 1, most: 1 },
    project: "needed",
  },
  {
    name: "git-plan",
    usage: "git-plan [-- git arguments]",
    summary: "Run git in the folder of the plan",
    flags: [],
    project: "needed",
  },
  {
    name: "has",
    usage: "has <variable>",
    summary: "Check if a variable (or script) is defined",
    flags: [
      { name: "script", isBool: true, help: "Look for a script instead of a variable" },
      { name: "stdout", shorthand: "o", isBool: true, help: "Print true or false" },
      JSON_FLAG,
    ],
    words: { least: 1, most: 1 },
    isSilent: true,
    project: "optional",
  },
  {
    name: "ls",
    usage: "ls",
    summary: "List the available scripts",
    flags: [TEMPLATE, JSON_FLAG],
    project: "needed",
  },
  {
    name: "plan",
    usage: "plan",
    summary: "Output the plan of the project",
    flags: [TEMPLATE, JSON_FLAG],
    words: { least: 0, most: 0 },
    project: "needed",
  },
  {
    name: "run",
    usage: "run <script> [arguments]",
    summary: "Run a script of the project or its plan",
    flags: [
      { name: "template", help: "Accepted for scripts that give it; not used" },
      { name: "validate", isBool: true, help: "Check required arguments (default true)" },
      { name: "interactive", isBool: true, help: "Ask for required arguments" },
    ],
    project: "optional",
    readsOwnWords: true,
  },
  {
    name: "prepare",
    usage: "prepare",
    summary: "Bring the plan into place",
    flags: [],
    project: "needed",
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
      { name: "ignore-project-overrides", isBool: true, help: "Use the plan's template" },
    ],
    words: { least: 1, most: Number.POSITIVE_INFINITY },
    project: "needed",
  },
  {
    name: "version",
    usage: "version",
    summary: "Show the version",
    flags: [{ name: "commit", isBool: true, help: "Show the commit instead" }, JSON_FLAG],
    project: "ignored",
  },
  {
    name: "config",
    usage: "config",
    summary: "Show version, plan and environment",
    flags: [
      {
        name: "exclude-env-vars",
        isList: true,
        help: "Names that are left out, separated by commas",
      },
      JSON_FLAG,
    ],
    project: "optional",
  },
  {
    name: "telemetry",
    usage: "telemetry upload",
    summary: "Does nothing: this shuttle sends no telemetry",
    flags: [
      { name: "upload-url", help: "Not used" },
      { name: "availability-url", help: "Not used" },
      { name: "clean-up", isBool: true, help: "Not used" },
    ],
    project: "ignored",
  },
  {
    name: "help",
    usage: "help [command [script]]",
    summary: "Help about any command",
    flags: [],
    project: "ignored",
  },
  {
    name: "__complete",
    usage: "__complete [words]",
    summary: "Print what could complete the last word",
    flags: [],
    project: "optional",
    readsOwnWords: true,
    isSilent: true,
    isHidden: true,
  },
];

/** Those for people, by name. */
export const LISTED_COMMANDS: readonly CommandEntry[] = COMMANDS.filter(
  ({ isHidden }) => isHidden !== true,
).sort((a, b) => (a.name < b.name ? -1 : 1));

export function findCommand(name: string): CommandEntry | undefined {
  return COMMANDS.find((one) => one.name === name || one.aliases?.includes(name) === true);
}
