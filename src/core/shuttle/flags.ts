import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** A flag that a command knows. */
export type FlagSpec = {
  /** Without its dashes. */
  readonly name: string;
  /** One letter, for `-x`. */
  readonly shorthand?: string;
  /** The value of the flag when it is given without one; without this a value is needed. */
  readonly bareValue?: string;
};

export type ParsedFlags = {
  readonly kind: "parsed";
  /** By name of the flag; of several the last one. */
  readonly flags: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
  /** `-h` or `--help` was given and is no flag of the command. */
  readonly wantsHelp: boolean;
};

/**
 * Splits arguments into flags and positionals as the original does: flags anywhere, `--name value`,
 * `--name=value`, `-x value`, `-xvalue`; a value may start with a dash; `--` ends the flags. No
 * abbreviations. The first mistake is refused in the words of the original.
 */
export function parseFlags(
  argv: readonly string[],
  specs: readonly FlagSpec[],
): ParsedFlags | ShuttleRefusal {
  const state: State = { rest: [...argv], flags: new Map(), positionals: [], wantsHelp: false };
  for (let word = state.rest.shift(); word !== undefined; word = state.rest.shift()) {
    if (word === "--") {
      state.positionals.push(...state.rest.splice(0));
    } else if (word.startsWith("--")) {
      const refusal = readLong(word, specs, state);
      if (refusal !== undefined) return refusal;
    } else if (word.startsWith("-") && word !== "-") {
      const refusal = readShort(word, specs, state);
      if (refusal !== undefined) return refusal;
    } else state.positionals.push(word);
  }
  const { flags, positionals, wantsHelp } = state;
  return { kind: "parsed", flags, positionals, wantsHelp };
}

type State = {
  readonly rest: string[];
  readonly flags: Map<string, string>;
  readonly positionals: string[];
  wantsHelp: boolean;
};

function readLong(
  word: string,
  specs: readonly FlagSpec[],
  state: State,
): ShuttleRefusal | undefined {
  const [name, value] = splitAtEquals(word.slice(2));
  if (name === "" || name.startsWith("-")) {
    return refuseShuttle("flag-syntax", `bad flag syntax: ${word}`);
  }
  const spec = specs.find((known) => known.name === name);
  if (spec !== undefined) return assign(spec, value, `--${name}`, state);
  if (name !== "help") return refuseShuttle("flag-unknown", `unknown flag: --${name}`);
  state.wantsHelp = true;
  return undefined;
}

/** `-x`, `-xvalue`, `-x=value` and, for flags without value, several letters after one dash. */
function readShort(
  word: string,
  specs: readonly FlagSpec[],
  state: State,
): ShuttleRefusal | undefined {
  for (let letters = word.slice(1); letters !== "";) {
    const [letter = ""] = letters;
    const rest = letters.slice(letter.length);
    const spec = specs.find(({ shorthand }) => shorthand === letter);
    if (spec === undefined) {
      if (letter !== "h") return refuseShorthand(letter, letters);
      state.wantsHelp = true;
      letters = rest;
    } else if (rest.startsWith("=") && rest.length > 1) {
      return assign(spec, rest.slice(1), "", state);
    } else if (spec.bareValue === undefined) {
      const value = rest === "" ? undefined : rest;
      return assign(spec, value, `'${letter}' in -${letters}`, state);
    } else {
      state.flags.set(spec.name, spec.bareValue);
      letters = rest;
    }
  }
  return undefined;
}

function refuseShorthand(letter: string, letters: string): ShuttleRefusal {
  return refuseShuttle("flag-unknown", `unknown shorthand flag: '${letter}' in -${letters}`);
}

function assign(
  spec: FlagSpec,
  given: string | undefined,
  shown: string,
  state: State,
): ShuttleRefusal | undefined {
  const value = given ?? spec.bareValue ?? state.rest.shift();
  if (value === undefined) {
    return refuseShuttle("flag-without-argument", `flag needs an argument: ${shown}`);
  }
  state.flags.set(spec.name, value);
  return undefined;
}

/** At the first `=`; the second part is `undefined` if there is none. */
export function splitAtEquals(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("=");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
