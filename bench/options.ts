import { parseArgs } from "node:util";

/** What can be measured on its own. */
export const SUITES = [
  "operations",
  "growth",
  "burst",
  "start",
  "status",
  "templates",
  "shuttle",
] as const;
export type Suite = (typeof SUITES)[number];

export type BenchOptions = {
  readonly json: boolean;
  /** Small sizes and few repetitions: to see that it works, not to learn figures. */
  readonly quick: boolean;
  readonly suites: readonly Suite[];
  /** Milliseconds added to each call of GitHub; each is measured. */
  readonly latencies: readonly number[];
};

export const USAGE = `Usage: npm run bench -- [options]

  --only NAME     measure that alone: ${SUITES.join(", ")} (may be given several times)
  --latency MS    add so much to each call of GitHub (may be given several times; default: 0 and 50)
  --quick         small sizes and few repetitions
  --json          one line a figure: {name, parameters, unit, n, p50, p95}
  --help          print this
`;

/** Throws a sentence for the person when an option is wrong; undefined: help was asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      latency: { type: "string", multiple: true, default: ["0", "50"] },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { json, quick, only } = values;
  const suites = only.length === 0 ? SUITES : only.map(toSuite);
  return { json, quick, suites, latencies: values.latency.map(toLatency) };
}

function toSuite(name: string): Suite {
  const suite = SUITES.find((one) => one === name);
  if (suite !== undefined) return suite;
  throw new Error(`--only takes one of ${SUITES.join(", ")}, and not '${name.slice(0, 100)}'`);
}

function toLatency(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Error(`--latency takes milliseconds from 0 to 9999, and not '${text.slice(0, 100)}'`);
}
