import { quoted } from "../gotemplate/fmt/quote.ts";
import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** A flag that a command knows. */
export type FlagSpec = {
  /** Without its dashes. */
  readonly name: string;
  /** One letter, for `-x`. */
  readonly shorthand?: string;
  /** It is on when it is given without a value, and a value must be one that Go reads as a bool. */
  readonly isBool?: boolean;
  /** The value of a text when it is given without one. */
  readonly bareValue?: string;
  /** Given several times, the values count together, with commas between them. */
  readonly isList?: boolean;
};

export type ParsedFlags = {
  readonly kind: "parsed";
  /** By name of the flag; of several the last one. Of bools `true` or `false`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
  /** `-h` or `--help` was given and is no flag of the command. */
  readonly wantsHelp: boolean;
};

/** Every command has it, unless it has a flag of that name itself. */
export const HELP = { name: "help", shorthand: "h", isBool: true } as const satisfies FlagSpec;

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
  const known = [...specs, HELP];
  for (let word = state.rest.shift(); word !== undefined; word = state.rest.shift()) {
    if (word === "--") {
      state.positionals.push(...state.rest.splice(0));
    } else if (word.startsWith("--")) {
      const refusal = readLong(word, known, state);
      if (refusal !== undefined) return refusal;
    } else if (word.startsWith("-") && word !== "-") {
      const refusal = readShort(word, known, state);
      if (refusal !== undefined) return refusal;
    } else state.positionals.push(word);
  }
  const { flags, positionals, wantsHelp } = state;
  return { kind: "parsed", flags, positionals, wantsHelp };
}

/** Known flags among words whose other flags aren't known. */
export function likelyFlags(
  words: readonly string[],
  specs: readonly FlagSpec[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  words.forEach((word, index) => {
    const parsed = parseFlags(words.slice(index, index + 2), specs);
    if (parsed.kind === "parsed" && word.startsWith("-")) {
      for (const [name, value] of parsed.flags) found.set(name, value);
    }
  });
  return found;
}

/** Is the next word the flag's value when it has none of its own? */
export function needsValue({ isBool = false, bareValue }: FlagSpec): boolean {
  return !isBool && bareValue === undefined;
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
  return refuseShuttle("flag-unknown", `unknown flag: --${name}`);
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
    const shown = `'${letter}' in -${letters}`;
    const spec = specs.find(({ shorthand }) => shorthand === letter);
    if (spec === undefined) {
      return refuseShuttle("flag-unknown", `unknown shorthand flag: ${shown}`);
    }
    if (rest.startsWith("=") && rest.length > 1) return assign(spec, rest.slice(1), shown, state);
    if (needsValue(spec)) return assign(spec, rest === "" ? undefined : rest, shown, state);
    const refusal = assign(spec, undefined, shown, state);
    if (refusal !== undefined) return refusal;
    letters = rest;
  }
  return undefined;
}

function assign(
  spec: FlagSpec,
  given: string | undefined,
  shown: string,
  state: State,
): ShuttleRefusal | undefined {
  const bare = spec.isBool === true ? "true" : spec.bareValue;
  const value = given ?? bare ?? state.rest.shift();
  if (value === undefined) {
    return refuseShuttle("flag-without-argument", `flag needs an argument: ${shown}`);
  }
  if (spec.isBool !== true) {
    const before = spec.isList === true ? state.flags.get(spec.name) : undefined;
    state.flags.set(spec.name, before === undefined ? value : `${before},${value}`);
    return undefined;
  }
  const isOn = parseBool(value);
  if (isOn === undefined) return refuseBool(spec, value);
  if (spec === HELP) state.wantsHelp = isOn;
  else state.flags.set(spec.name, String(isOn));
  return undefined;
}

/** As `strconv.ParseBool`. */
function parseBool(text: string): boolean | undefined {
  if (/^(?:1|t|T|true|True|TRUE)$/.test(text)) return true;
  return /^(?:0|f|F|false|False|FALSE)$/.test(text) ? false : undefined;
}

function refuseBool({ name, shorthand }: FlagSpec, value: string): ShuttleRefusal {
  const flag = shorthand === undefined ? `--${name}` : `-${shorthand}, --${name}`;
  const shown = quoted(value);
  const message = `invalid argument ${shown} for "${flag}" flag: strconv.ParseBool: parsing ${shown}: invalid syntax`;
  return refuseShuttle("flag-invalid", message);
}

/** At the first `=`; the second part is `undefined` if there is none. */
export function splitAtEquals(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("=");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
