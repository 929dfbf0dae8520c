import type { Stage } from "../src/core/artifact/spec.ts";
import type { WrittenArtifact } from "./artifact.ts";
import type { BuildOutcome } from "./run.ts";

/** The job summary, Markdown: what became of it first, then what was built and how. */
export function renderSummary(outcome: BuildOutcome): string {
  const { artifact, refusal, stages } = outcome;
  const parts = [
    headline(outcome),
    ...(refusal === undefined ? [] : [codeBlock(refusal.message)]),
    ...(artifact === undefined ? [] : [artifactTable(artifact)]),
    ...(artifact === undefined ? [] : [environmentTable(outcome, artifact)]),
    ...(stages.length === 0 ? [] : [stageTable(outcome)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function headline({ decision, reason, artifact }: BuildOutcome): string {
  const name = artifact === undefined ? "" : ` ${code(artifact.spec.id)}`;
  const service = artifact === undefined ? "" : ` of **${artifact.spec.service}**`;
  switch (decision) {
    case "publish":
      return reason === "reused"
        ? `### ♻️ Artifact${name}${service}: reused, nothing was built`
        : `### 📦 Artifact${name}${service}`;
    case "not-published":
      return `### 📦 Artifact${name}${service}: not published (${REASONS[reason] ?? reason})`;
    case "refused":
      return `### ⛔ Nothing was built (${code(reason)})`;
    case "failed":
      return `### ❌ The build failed (${code(reason)})`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  "publish-off": "publishing is off",
  fork: "the pull request comes from a fork",
  "event-not-allowed": "runs of this event are never released",
};

function artifactTable({ spec, planSha }: WrittenArtifact): string {
  const { application, digest, reusedFrom } = spec;
  const commit = `${code(application.sha.slice(0, 10))} on ${code(application.branch)}`;
  const rows = [
    ["Commit", commit],
    ["Plan", planSha === "" ? "none" : code(planSha.slice(0, 10))],
    ["Digest", code(digest)],
    ...(reusedFrom === undefined
      ? []
      : [
          [
            "Reused from",
            `${code(reusedFrom.id)} of run ${reusedFrom.runId}: the same source, plan, scripts and arguments`,
          ],
        ]),
    ...(spec.sourceTree === null
      ? [["Source", "changed or not in a commit, so nothing is reused from this build"]]
      : []),
  ];
  return table(["", ""], rows);
}

function environmentTable({ content }: BuildOutcome, { spec }: WrittenArtifact): string {
  const rows = spec.environments.map((environment) => {
    const files = [...(content?.manifests.keys() ?? [])]
      .filter((path) => path.startsWith(`${environment}/`))
      .map((path) => code(path.slice(environment.length + 1)));
    return [environment, files.join(", ")];
  });
  return table(["Environment", "Manifests"], rows);
}

function stageTable({ stages, artifact }: BuildOutcome): string {
  const isReused = artifact?.spec.reusedFrom !== undefined;
  const rows = stages.map((stage) => [stage.name, resultOf(stage), durationOf(stage)]);
  return table([isReused ? "Stage of the earlier run" : "Stage", "Result", "Duration"], rows);
}

function resultOf({ result }: Stage): string {
  if (result === undefined) return "";
  return result === "success" ? "✅ passed" : "❌ failed";
}

function durationOf({ durationMs }: Stage): string {
  if (durationMs === undefined) return "";
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(escapeCell).join(" | ")} |`).join("\n");
}

/** A bar or a line break would end the cell. */
function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

/** Text of others as code: nothing in it is Markdown or HTML. */
function code(text: string): string {
  const ticks = "`".repeat(longestTicks(text) + 1);
  const pad = text.includes("`") ? " " : "";
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

function codeBlock(text: string): string {
  const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
