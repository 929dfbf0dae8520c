import { type FlagSpec, needsValue } from "../../core/shuttle/flags.ts";

export type SplitCommandLine = {
  /** The first word that is neither a flag nor the value of one, nor empty or a dash alone. */
  readonly name: string | undefined;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** Finds the word that names what is to be done; flags may come before it. */
export function splitAtWord(argv: readonly string[], flags: readonly FlagSpec[]): SplitCommandLine {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (word === "--") break;
    if (word !== "" && !word.startsWith("-")) {
      return { name: word, before: argv.slice(0, index), after: argv.slice(index + 1) };
    }
    if (takesNextWord(word, flags)) index += 1;
  }
  return { name: undefined, before: argv, after: [] };
}

function takesNextWord(word: string, flags: readonly FlagSpec[]): boolean {
  if (word.includes("=")) return false;
  if (word.startsWith("--")) {
    const spec = flags.find(({ name }) => name === word.slice(2));
    return spec !== undefined && needsValue(spec);
  }
  // Of letters after one dash only the last one can have its value in the next word.
  const [first, ...others] = word.slice(1).split("");
  const spec = flags.find(({ shorthand }) => shorthand === first);
  if (spec === undefined || needsValue(spec)) return spec !== undefined && others.length === 0;
  return others.length > 0 && takesNextWord(`-${others.join("")}`, flags);
}
