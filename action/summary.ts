import type { Stage } from "../src/core/artifact/spec.ts";
import type { WrittenArtifact } from "./artifact.ts";
import type { Changes } from "./changes.ts";
import type { BuildOutcome } from "./run.ts";
import { describeFindings } from "./summary-findings.ts";
import { code, codeBlock, table } from "./summary-markdown.ts";

/** The job summary, Markdown: what became of it first, then what was built and how. */
export function renderSummary(outcome: BuildOutcome): string {
  const { artifact, refusal, stages, changes } = outcome;
  const parts = [
    headline(outcome),
    ...(refusal === undefined ? [] : [refusalPart(refusal.message)]),
    ...(artifact === undefined ? [] : [artifactTable(artifact)]),
    ...(artifact === undefined ? [] : [environmentTable(outcome, artifact)]),
    ...(stages.length === 0 ? [] : [stageTable(outcome)]),
    ...(changes === undefined ? [] : [changesPart(changes)]),
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
      return `### ⛔ No artifact (${code(reason)})`;
    case "failed":
      return `### ❌ The build failed (${code(reason)})`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  "publish-off": "publishing is off",
  fork: "the pull request comes from a fork",
  "event-not-allowed": "runs of this event are never released",
};

const MAX_MESSAGE = 20_000;

function refusalPart(message: string): string {
  if (message.length <= MAX_MESSAGE) return codeBlock(message);
  return `${codeBlock(message.slice(0, MAX_MESSAGE))}\n\n… and more, which is in the log.`;
}

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

const MAX_FILES = 20;

function environmentTable({ content }: BuildOutcome, { spec }: WrittenArtifact): string {
  const rows = spec.environments.map((environment) => {
    const files = [...(content?.manifests.keys() ?? [])]
      .filter((path) => path.startsWith(`${environment}/`))
      .map((path) => code(path.slice(environment.length + 1)));
    const more = files.length > MAX_FILES ? [`and ${files.length - MAX_FILES} more`] : [];
    return [environment, [...files.slice(0, MAX_FILES), ...more].join(", ")];
  });
  return table(["Environment", "Manifests"], rows);
}

function stageTable({ stages, artifact }: BuildOutcome): string {
  const isReused = artifact?.spec.reusedFrom !== undefined;
  const times = stages.flatMap(({ durationMs }) => durationMs ?? []);
  const sum = times.reduce((total, one) => total + one, 0);
  const rows = [
    ...stages.map((stage) => [
      stage.name,
      resultOf(stage),
      durationOf(stage.durationMs),
      describeFindings(stage),
    ]),
    ...(times.length > 1 ? [["All stages", "", durationOf(sum), ""]] : []),
  ];
  const head = [isReused ? "Stage of the earlier run" : "Stage", "Result", "Duration", "Findings"];
  const hasFindings = rows.some((cells) => cells.at(-1) !== "");
  return hasFindings
    ? table(head, rows)
    : table(
        head.slice(0, -1),
        rows.map((cells) => cells.slice(0, -1)),
      );
}

function resultOf({ result }: Stage): string {
  if (result === undefined) return "";
  return result === "success" ? "✅ passed" : "❌ failed";
}

function durationOf(durationMs: number | undefined): string {
  if (durationMs === undefined) return "";
  const tenths = Math.round(durationMs / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** GitHub shows a summary of at most 1 MiB, and nobody reads as much. */
const MAX_LINES = 400;
const MAX_LENGTH = 60_000;

function changesPart(changes: Changes): string {
  const title = "#### Manifests";
  if (changes.kind === "unknown") return `${title}\n\nNot compared: ${changes.why}.`;
  const before = `${code(changes.with)}, the newest artifact of ${code(changes.branch)}`;
  if (changes.diff === "") return `${title}\n\nThe same as those of ${before}.`;
  const { text, left } = cut(changes.diff);
  const more = left === 0 ? "" : `\n\n… and ${left} more lines.`;
  const block = codeBlock(text, "diff");
  return `${title}\n\nCompared with ${before}:\n\n${block}${more}`;
}

function cut(diff: string): { readonly text: string; readonly left: number } {
  const lines = diff.split("\n");
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, MAX_LINES)) {
    length += line.length + 1;
    if (length > MAX_LENGTH) break;
    kept.push(line);
  }
  return { text: kept.join("\n"), left: lines.length - kept.length };
}
