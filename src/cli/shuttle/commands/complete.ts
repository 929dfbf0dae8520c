import type { AvailableScript } from "../../../core/shuttle/merge-scripts.ts";
import { type FlagSpec, likelyFlags, needsValue } from "../../../core/shuttle/flags.ts";
import { argumentFlag, flagOf, sortedByName } from "../../../core/shuttle/script-arguments.ts";
import { GoMap, type Value } from "../../../core/gotemplate/value.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import { type Command, type CommandCall, DONE, GLOBAL_FLAGS } from "../command.ts";
import { findCommand, LISTED_COMMANDS } from "../commands.ts";
import { SHELLS } from "./completion.ts";
import { splitAtWord } from "../split-command.ts";
import { templateNames } from "../template-names.ts";

/** Prints what the last word could become, one a line. The completion scripts ask for it. */
export const complete: Command = async (call) => {
  const words = call.words.slice(0, -1);
  const started = call.words.at(-1) ?? "";
  const candidates = await candidatesFor(words, started, call);
  const fitting = [...new Set(candidates)].filter(
    (one) => one.startsWith(started) && !/[\r\n]/.test(one),
  );
  call.world.stdout.write(fitting.map((one) => `${one}\n`).join(""));
  return DONE;
};

/** None where a file is the better guess. */
async function candidatesFor(
  words: readonly string[],
  started: string,
  call: CommandCall,
): Promise<readonly string[]> {
  const { name, before, after } = splitAtWord(words, GLOBAL_FLAGS);
  if (name === undefined) {
    if (isAwaiting(before, GLOBAL_FLAGS)) return [];
    return started.startsWith("-") ? flagWords(GLOBAL_FLAGS) : COMMAND_NAMES;
  }
  const entry = findCommand(name);
  if (entry === undefined) return [];
  const flags = [...entry.flags, ...GLOBAL_FLAGS];
  const load = (): Promise<LoadedProject | undefined> => loadQuietly(call, words);
  if (entry.name === "run") return scriptWords(after, started, { flags, load });
  if (isAwaiting(after, flags)) return [];
  if (started.startsWith("-")) return flagWords(flags);
  const first = splitAtWord(after, flags).name;
  if (entry.name === "help") return helpWords(first, load);
  if (first !== undefined) return [];
  return firstWords(entry.name, { started, load, isScript: after.includes("--script"), call });
}

type Load = () => Promise<LoadedProject | undefined>;

async function helpWords(topic: string | undefined, load: Load): Promise<readonly string[]> {
  if (topic === undefined) return COMMAND_NAMES;
  return topic === "run" ? scriptNames(await load()) : [];
}

/** The first word behind a command. */
async function firstWords(
  command: string,
  context: {
    readonly started: string;
    readonly load: Load;
    readonly isScript: boolean;
    readonly call: CommandCall;
  },
): Promise<readonly string[]> {
  const { started, load, isScript, call } = context;
  switch (command) {
    case "completion":
      return SHELLS;
    case "telemetry":
      return ["upload"];
    case "template": {
      const project = await load();
      return project === undefined ? [] : templateNames(project, call.world.files);
    }
    case "get":
    case "has":
      return isScript ? scriptNames(await load()) : pathsOf(await load(), started);
    default:
      return [];
  }
}

const COMMAND_NAMES = LISTED_COMMANDS.map(({ name }) => name);

function scriptNames(project: LoadedProject | undefined): readonly string[] {
  return [...(project?.scripts.keys() ?? [])];
}

/** Does the word before want a value? */
function isAwaiting(words: readonly string[], flags: readonly FlagSpec[]): boolean {
  const last = words.at(-1) ?? "";
  return flags.some(
    (spec) =>
      needsValue(spec) && (last === `--${spec.name}` || last === `-${spec.shorthand ?? ""}`),
  );
}

function flagWords(flags: readonly FlagSpec[]): readonly string[] {
  return [...flags.map(({ name }) => `--${name}`), "--help"];
}

/** Takes a plan that is there as it is: whoever presses Tab doesn't want to wait. */
async function loadQuietly(
  call: CommandCall,
  words: readonly string[],
): Promise<LoadedProject | undefined> {
  const named = [...likelyFlags(words, GLOBAL_FLAGS)].filter(([name]) =>
    ["project", "plan"].includes(name),
  );
  const project = await call.load(new Map([...named, ["skip-pull", "true"]]));
  return project.kind === "loaded" ? project : undefined;
}

async function scriptWords(
  words: readonly string[],
  started: string,
  { flags, load }: { readonly flags: readonly FlagSpec[]; readonly load: Load },
): Promise<readonly string[]> {
  const { name, before, after } = splitAtWord(words, flags);
  if (isAwaiting(name === undefined ? before : after, flags)) return [];
  if (name === undefined && started.startsWith("-")) return flagWords(flags);
  const project = await load();
  if (name === undefined) return scriptNames(project);
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
  if (isAwaiting(given, declared.map(argumentFlag)) || started.includes("=")) return [];
  const open = declared.filter((argument) => {
    const flag = `--${flagOf(argument)}`;
    const isGiven = (word: string): boolean =>
      word === flag || word.startsWith(`${flag}=`) || word.startsWith(`${argument.name}=`);
    return !given.some(isGiven);
  });
  const asFlags = open.map((argument) => `--${flagOf(argument)}`);
  if (started.startsWith("-")) return [...asFlags, "--help"];
  return started === "" ? asFlags : open.map(({ name }) => `${name}=`);
}

/** Dotted paths, one part further than what is written. */
function pathsOf(project: LoadedProject | undefined, started: string): readonly string[] {
  const parts = started.split(".").slice(0, -1);
  const value = parts.reduce<Value>(
    (current, part) => (current instanceof GoMap ? (current.get(part) ?? null) : null),
    project?.file.vars ?? null,
  );
  if (!(value instanceof GoMap)) return [];
  const prefix = parts.map((part) => `${part}.`).join("");
  return [...value.entries.values()].flatMap(({ key }) =>
    typeof key === "string" ? [`${prefix}${key}`] : [],
  );
}
