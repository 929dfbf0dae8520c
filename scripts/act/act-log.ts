import * as v from "valibot";

/** What act tells of a run, from its log in JSON. */
export type ActReport = {
  /** Of a job, as a job after it saw them. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the steps printed. */
  readonly printed: readonly string[];
};

/** By this a line of the job after it begins. */
export const OUTPUTS_MARK = "outputs told: ";

/** A step that tells the outputs of a job that its own needs. */
export function outputsStep(job: string): string {
  return `      - env:
          OUTPUTS: \${{ toJSON(needs.${job}.outputs) }}
        run: |
          printf '${OUTPUTS_MARK}%s\\n' "$(printf '%s' "$OUTPUTS" | tr '\\n' ' ')"
`;
}

const lineSchema = v.object({
  msg: v.string(),
  command: v.optional(v.string()),
  content: v.optional(v.string()),
  raw_output: v.optional(v.boolean()),
});
const outputsSchema = v.record(v.string(), v.string());

/** Lines that are no JSON are left out. */
export function parseActLog(log: string): ActReport {
  const lines = log.split("\n").flatMap((line) => {
    const parsed = v.safeParse(lineSchema, parseJson(line));
    return parsed.success ? [parsed.output] : [];
  });
  const printed = lines.filter(({ raw_output }) => raw_output).map(({ msg }) => msg.trimEnd());
  const told = printed.find((line) => line.startsWith(OUTPUTS_MARK));
  const outputs = v.safeParse(outputsSchema, parseJson(told?.slice(OUTPUTS_MARK.length) ?? ""));
  const summaries = lines.filter(({ command }) => command === "summary");
  return {
    outputs: outputs.success ? outputs.output : {},
    summary: summaries.map(({ content }) => content ?? "").join(""),
    printed,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
