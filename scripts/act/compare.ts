import { manifestsDigest, type RunResult } from "./result.ts";

/** One claim, with what contradicts it. */
export type Finding = { readonly claim: string; readonly problem: string | undefined };

/** What act did with a workflow, held against what the sandbox's own runner did with it. */
export function compare(own: RunResult, act: RunResult): readonly Finding[] {
  return [
    same("outputs", comparableOutputs(own), comparableOutputs(act)),
    same("manifests", manifestsOf(own), manifestsOf(act)),
    same("digest, computed anew", manifestsDigest(own.files), manifestsDigest(act.files)),
    same("digest, as the output says", manifestsDigest(act.files), act.outputs["digest"] ?? ""),
    same("spec", comparableSpec(own), comparableSpec(act)),
    same("summary", comparableSummary(own), comparableSummary(act)),
  ];
}

export function same(claim: string, expected: string, found: string): Finding {
  if (expected === found && expected !== "") return { claim, problem: undefined };
  const lines = expected.split("\n");
  const line = found.split("\n").findIndex((text, at) => text !== lines[at]);
  const at = Math.max(0, line);
  const problem = `'${lines[at] ?? ""}' became '${found.split("\n")[at] ?? ""}'`;
  return { claim, problem: expected === "" ? "there is nothing to compare" : problem };
}

/** The folder of a job is the runner's own. */
function comparableOutputs({ outputs }: RunResult): string {
  const path = outputs["artifact-path"]?.replace(/^.*(?=\/shuttle\/artifacts\/)/, "");
  const entries = Object.entries({ ...outputs, "artifact-path": path }).sort();
  return entries.map(([name, value]) => `${name}=${value ?? ""}`).join("\n");
}

/** All manifests in one text. */
export function manifestsOf({ files }: Pick<RunResult, "files">): string {
  return [...files]
    .filter(([path]) => path.includes("/"))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, content]) => `--- ${path}\n${content}`)
    .join("\n");
}

/** Without what differs between two runs of the same: which run, and when. */
export function comparableSpec({ files }: Pick<RunResult, "files">): string {
  const spec: unknown = JSON.parse(files.get("artifact.json") ?? "null");
  return JSON.stringify(
    spec,
    (key, value: unknown) => (RUN_SPECIFIC.has(key) ? typeof value : value),
    2,
  );
}

const RUN_SPECIFIC = new Set(["ci", "run", "durationMs", "start", "end", "url"]);

function comparableSummary({ summary }: RunResult): string {
  return summary.trimEnd().replace(/\d+(\.\d+)? m?s\b/g, "N s");
}
