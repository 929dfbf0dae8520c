import { parseArgs } from "node:util";

export type FuzzOptions = {
  readonly seed: number;
  /** Ends after so many programs, or so many seconds, whichever comes first. */
  readonly programs: number;
  readonly seconds: number;
  /** So many differences are shown; then it ends. */
  readonly show: number;
  readonly only: "templates" | "yaml" | undefined;
  /** A file of recorded programs whose answers are asked for again, instead of comparing. */
  readonly record: string | undefined;
};

export const USAGE = `Usage: npm run fuzz:go -- [options]

  --programs N    end after N programs (default: 20000, or no end with --seconds)
  --seconds N     end after N seconds
  --seed N        the same seed gives the same programs (default: a new one, which is printed)
  --show N        end when N different differences were found (default: 10)
  --only WHAT     templates or yaml
  --record FILE   instead: ask Go again about the programs of this file, and write its answers there
`;

/** Throws a sentence for the person when an option is wrong; undefined: help was asked for. */
export function parseOptions(
  args: readonly string[],
  newSeed: () => number,
): FuzzOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      programs: { type: "string" },
      seconds: { type: "string" },
      seed: { type: "string" },
      show: { type: "string", default: "10" },
      only: { type: "string" },
      record: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { only, seconds } = values;
  if (only !== undefined && only !== "templates" && only !== "yaml") {
    throw new Error("--only takes templates or yaml");
  }
  const most = seconds === undefined ? 20_000 : Number.POSITIVE_INFINITY;
  return {
    seed: values.seed === undefined ? newSeed() : toNumber("--seed", values.seed),
    programs: values.programs === undefined ? most : toNumber("--programs", values.programs),
    seconds: seconds === undefined ? Number.POSITIVE_INFINITY : toNumber("--seconds", seconds),
    show: toNumber("--show", values.show),
    only,
    record: values.record,
  };
}

function toNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${option} takes a whole number, and not '${text.slice(0, 100)}'`);
}
