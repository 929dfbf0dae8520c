import { type FlagSpec, parseFlags, splitAtEquals } from "./flags.ts";
import { toKebabCase } from "./kebab-case.ts";
import type { ScriptArgument } from "./script.ts";
import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** What a script is called with. */
export type ScriptCall = {
  readonly kind: "call";
  /** By declared name: every declared argument (`""` if not given) and every `key=value`. */
  readonly values: ReadonlyMap<string, string>;
  /** Flags of the command itself that were among the arguments, by name. */
  readonly flags: ReadonlyMap<string, string>;
  /** Words that mean nothing; the original ignores them silently. */
  readonly ignored: readonly string[];
  readonly wantsHelp: boolean;
};

/**
 * Reads the words behind `shuttle run <script>`: `--kebab-name value`, or `name=value`, which wins and
 * may be undeclared. A flag of the command (`commandFlags`) is shadowed by an argument of its name.
 */
export function parseScriptArguments(
  argv: readonly string[],
  declared: readonly ScriptArgument[],
  commandFlags: readonly FlagSpec[] = [],
): ScriptCall | ShuttleRefusal {
  const own = sortedByName(declared).map((argument) => ({ argument, flag: flagOf(argument) }));
  const clash = own.find(({ flag }, index) => own.findIndex((one) => one.flag === flag) < index);
  if (clash !== undefined) return refuseClash(clash.flag, declared);
  const shadowed = new Set(own.map(({ flag }) => flag));
  const others = commandFlags.filter(({ name }) => !shadowed.has(name));
  const parsed = parseFlags(argv, [
    ...own.map(({ argument }) => argumentFlag(argument)),
    ...others,
  ]);
  if (parsed.kind === "refused") return parsed;
  const values = new Map(
    own.map(({ argument, flag }) => [argument.name, parsed.flags.get(flag) ?? ""]),
  );
  const { pairs, ignored } = splitPositionals(parsed.positionals);
  for (const [name, value] of pairs) values.set(name, value);
  const flags = new Map([...parsed.flags].filter(([name]) => !shadowed.has(name)));
  return { kind: "call", values, flags, ignored, wantsHelp: parsed.wantsHelp };
}

/** Required arguments without a value, in the order of their names: an empty value counts as none. */
export function missingArguments(
  values: ReadonlyMap<string, string>,
  declared: readonly ScriptArgument[],
): readonly ScriptArgument[] {
  return sortedByName(declared).filter(
    ({ name, required }) => required && (values.get(name) ?? "") === "",
  );
}

/** Refuses a call that lacks a required argument; like the original it names the first. */
export function requireArguments(
  call: ScriptCall,
  declared: readonly ScriptArgument[],
): ScriptCall | ShuttleRefusal {
  const [missing] = missingArguments(call.values, declared);
  if (missing === undefined) return call;
  const message = `required flag(s) "${flagOf(missing)}" not set`;
  return refuseShuttle("argument-missing", message);
}

/** The flag of an argument, without its dashes. */
export function flagOf({ name }: ScriptArgument): string {
  return toKebabCase(name);
}

/** The order of help texts and messages. */
export function sortedByName(declared: readonly ScriptArgument[]): readonly ScriptArgument[] {
  return [...declared].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** `key=value` words of a command such as `template`; what has no `=` is left over. */
export function splitPositionals(positionals: readonly string[]): {
  readonly pairs: readonly (readonly [string, string])[];
  readonly ignored: readonly string[];
} {
  const pairs: (readonly [string, string])[] = [];
  const ignored: string[] = [];
  for (const word of positionals) {
    const [key, value] = splitAtEquals(word);
    if (value === undefined) ignored.push(word);
    else pairs.push([key, value]);
  }
  return { pairs, ignored };
}

/** Of type `bool` it needs no value, and is a text all the same. */
export function argumentFlag(argument: ScriptArgument): FlagSpec {
  const name = flagOf(argument);
  return argument.type === "bool" ? { name, bareValue: "true" } : { name };
}

function refuseClash(flag: string, declared: readonly ScriptArgument[]): ShuttleRefusal {
  const names = declared.filter((argument) => flagOf(argument) === flag).map(({ name }) => name);
  const message =
    `the arguments ${names.map((name) => `'${name}'`).join(" and ")} have the same flag --${flag}: ` +
    "rename one of them in the plan or project file";
  return refuseShuttle("flag-ambiguous", message);
}
