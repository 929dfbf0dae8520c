import { parseArgs } from "node:util";

/** What is broken on purpose, to prove that the judge would see it. */
export const BREAKS = ["drop-release", "wrong-manifest", "lost-answer"] as const;
export type Break = (typeof BREAKS)[number];

export type DemoOptions = {
  readonly json: boolean;
  readonly keep: boolean;
  /** Where the repositories are kept; undefined: a folder that is removed at the end. */
  readonly data: string | undefined;
  readonly break: Break | undefined;
};

export const USAGE = `Usage: npm run demo -- [options]

  --keep          stay up at the end and print the addresses
  --data FOLDER   keep the repositories there; it must be empty or missing
  --json          print one object instead of the story
  --break WHAT    break something at the end, to see that it is noticed: ${BREAKS.join(", ")}
  --help          print this
`;

/** Throws a sentence for the person when an option is wrong; undefined: help was asked for. */
export function parseOptions(args: readonly string[]): DemoOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      data: { type: "string" },
      break: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { json, keep, data, break: broken } = values;
  if (broken !== undefined && !isBreak(broken)) {
    throw new Error(`--break takes one of ${BREAKS.join(", ")}, and not '${broken.slice(0, 100)}'`);
  }
  return { json, keep, data, break: broken };
}

function isBreak(text: string): text is Break {
  return (BREAKS as readonly string[]).includes(text);
}
