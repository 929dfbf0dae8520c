import * as v from "valibot";

/** An exact text, or a pattern (`.` is any character, line breaks too). `$ROOT` is the folder of the case. */
const Text = v.union([v.string(), v.strictObject({ matches: v.string() })]);
export type Expected = v.InferOutput<typeof Text>;

const Texts = v.optional(v.record(v.string(), v.string()), {});

const Case = v.strictObject({
  name: v.string(),
  /** Either these words behind `shuttle`, or a text for `sh` that finds `shuttle` on its PATH. */
  args: v.optional(v.array(v.string()), []),
  shell: v.optional(v.string()),
  cwd: v.optional(v.string(), "project"),
  env: Texts,
  files: Texts,
  /** For `sh -e`, in the folder of the case, before. */
  setup: v.optional(v.string(), ""),
  stdout: v.optional(Text, ""),
  stderr: v.optional(Text, ""),
  exit: v.optional(v.number(), 0),
  /** Files afterwards; null: there is none. */
  leaves: v.optional(v.record(v.string(), v.nullable(Text)), {}),
});
export type CliCase = v.InferOutput<typeof Case>;

/** `files`, `env` and `setup` are for each of the cases. */
const Cases = v.strictObject({
  files: Texts,
  env: Texts,
  setup: v.optional(v.string(), ""),
  cases: v.array(Case),
});
export type CliCases = v.InferOutput<typeof Cases>;

export function parseCliCases(text: string): CliCases {
  return v.parse(Cases, JSON.parse(text));
}
