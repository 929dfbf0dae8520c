import type { AvailableScript } from "../../../core/shuttle/merge-scripts.ts";
import type { FlagSpec } from "../../../core/shuttle/flags.ts";
import { flagOf, sortedByName } from "../../../core/shuttle/script-arguments.ts";
import { GoMap, type Value } from "../../../core/gotemplate/value.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import { type Command, type CommandCall, DONE, GLOBAL_FLAGS } from "../command.ts";
import { COMMANDS, findCommand } from "../commands.ts";
import { splitAtWord } from "../split-command.ts";
import { templateNames } from "../template-names.ts";

/** Prints what the last word could become, one a line. The completion scripts ask for it. */
export const complete: Command = async (call) => {
  const words = call.words.slice(0, -1);
  const started = call.words.at(-1) ?? "";
  const candidates = await candidatesFor(words, started, call);
  const fitting = [...new Set(candidates)].filter((one) => one.startsWith(started));
  call.world.stdout.write(fitting.map((one) => `${one}\n`).join(""));
  return DONE;
};

async function candidatesFor(
  words: readonly string[],
  started: string,
  call: CommandCall,
): Promise<readonly string[]> {
  const { name, before, after } = splitAtWord(words, GLOBAL_FLAGS);
  if (isAwaiting(name === undefined ? before : after, GLOBAL_FLAGS)) return [];
  if (name === undefined) return started.startsWith("-") ? flagWords(GLOBAL_FLAGS) : COMMAND_NAMES;
  const entry = findCommand(name);
  if (entry === undefined) return [];
  const load = () => loadQuietly(call, words);
  if (entry.name === "run") return scriptWords(after, started, await load());
  if (started.startsWith("-")) return flagWords([...entry.flags, ...GLOBAL_FLAGS]);
  if (entry.name === "help") return COMMAND_NAMES;
  if (entry.name === "completion") return ["bash", "fish", "zsh"];
  const project = await load();
  if (project === undefined) return [];
  if (entry.name === "template") return templateNames(project, call.world.files);
  const wantsScript = entry.name === "has" && after.includes("--script");
  if (wantsScript) return [...project.scripts.keys()];
  return ["get", "has"].includes(entry.name) ? pathsOf(project.file.vars, started) : [];
}

const COMMAND_NAMES = COMMANDS.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name);

/** Does the word before want a value? Files are a better guess for it than our words. */
function isAwaiting(words: readonly string[], flags: readonly FlagSpec[]): boolean {
  const last = words.at(-1) ?? "";
  return flags.some(
    ({ name, shorthand, bareValue }) =>
      bareValue === undefined && (last === `--${name}` || last === `-${shorthand ?? ""}`),
  );
}

function flagWords(flags: readonly FlagSpec[]): readonly string[] {
  return [...flags.map(({ name }) => `--${name}`), "--help"];
}

/** Never fetches: whoever presses Tab doesn't want to wait. */
async function loadQuietly(
  call: CommandCall,
  words: readonly string[],
): Promise<LoadedProject | undefined> {
  const at = words.findIndex((word) => word === "-p" || word === "--project");
  const named = at === -1 ? undefined : words[at + 1];
  const flags = new Map([["skip-pull", "true"]]);
  if (named !== undefined) flags.set("project", named);
  const project = await call.load(flags);
  return project.kind === "loaded" ? project : undefined;
}

function scriptWords(
  words: readonly string[],
  started: string,
  project: LoadedProject | undefined,
): readonly string[] {
  const own = findCommand("run")?.flags ?? [];
  const { name, after } = splitAtWord(words, [...own, ...GLOBAL_FLAGS]);
  if (name === undefined) {
    if (started.startsWith("-")) return flagWords([...own, ...GLOBAL_FLAGS]);
    return [...(project?.scripts.keys() ?? [])];
  }
  const script = project?.scripts.get(name);
  return script === undefined ? [] : argumentWords(script, after, started);
}

/** Arguments that are not given yet, as flags or, once begun so, as `name=`. */
function argumentWords(
  { script }: AvailableScript,
  given: readonly string[],
  started: string,
): readonly string[] {
  const declared = sortedByName(script.arguments);
  const flags = declared
    .filter(({ type }) => type !== "bool")
    .map((one) => ({ name: flagOf(one) }));
  if (isAwaiting(given, flags)) return [];
  const open = declared.filter((argument) => {
    const flag = `--${flagOf(argument)}`;
    return !given.some((word) => word === flag || word.startsWith(`${flag}=`));
  });
  const asFlags = open.map((argument) => `--${flagOf(argument)}`);
  if (started.startsWith("-")) return [...asFlags, "--help"];
  return started === "" ? asFlags : open.map(({ name }) => `${name}=`);
}

/** Dotted paths, one part further than what is written. */
function pathsOf(vars: GoMap, started: string): readonly string[] {
  const parts = started.split(".").slice(0, -1);
  const value = parts.reduce<Value>(
    (current, part) => (current instanceof GoMap ? (current.get(part) ?? null) : null),
    vars,
  );
  if (!(value instanceof GoMap)) return [];
  const prefix = parts.map((part) => `${part}.`).join("");
  return [...value.entries.values()].flatMap(({ key }) =>
    typeof key === "string" ? [`${prefix}${key}`] : [],
  );
}
