import {
  type ArtifactId,
  type CommitSha,
  type Digest,
  isArtifactId,
  isCommitSha,
  isDigest,
} from "../artifact/ids.ts";
import { oneLine } from "../refusal.ts";
import { type Intent, verbOf } from "./intent.ts";
import type { RequestId } from "./request.ts";

/** What a release commit says of one release. It is all that is needed to show the history. */
export type ReleaseRecord = {
  readonly service: string;
  readonly environment: string;
  readonly artifact: ArtifactId;
  /** `<name> <<email>>`. */
  readonly releasedBy: string;
  readonly createdBy: string;
  readonly intent: Intent;
  readonly digest: Digest;
  /** `<owner>/<repo>@<40 hex>`. */
  readonly source: { readonly repository: string; readonly commit: CommitSha };
  readonly request: RequestId;
  readonly configCommit: CommitSha;
};

export type CommitMessage = { readonly headline: string; readonly body: string };

const MAX_VALUE_LENGTH = 200;

/**
 * The message of a commit that carries one or several releases into an environment: a title, and one
 * block of trailers without blank lines, because git reads only the last paragraph.
 */
export function formatReleaseMessage(
  environment: string,
  releases: readonly { readonly record: ReleaseRecord; readonly login: string }[],
): CommitMessage {
  const [only, second] = releases;
  if (only === undefined) throw new TypeError("a release commit carries at least one release");
  const headline =
    second === undefined
      ? titleOf(only.record, only.login)
      : `[${environment}] release ${releases.length} services`;
  return { headline, body: releases.flatMap(({ record }) => trailersOf(record)).join("\n") };
}

/** A person in a trailer; the address is GitHub's, so that it can be linked and leaks nothing. */
export function formatPerson(person: {
  readonly login: string;
  readonly id: number;
  readonly name: string | null;
}): string {
  const name = safeName(person.name ?? "") || person.login;
  return `${name} <${person.id}+${person.login}@users.noreply.github.com>`;
}

/** Someone who wrote a commit and has no account. */
export function formatAuthor(name: string, email: string): string {
  const address = oneLine(email).replace(/[<>\s]/g, "");
  return `${safeName(name) || "unknown"} <${Array.from(address).slice(0, 90).join("")}>`;
}

/**
 * The releases that a message tells of; empty for any other message. Only for commits that the App
 * made and GitHub verified: a person could write the same text.
 */
export function parseReleaseMessage(message: string): readonly ReleaseRecord[] {
  const paragraphs = message
    .replaceAll("\r\n", "\n")
    .trimEnd()
    .split(/\n{2,}/);
  const [, ...others] = paragraphs;
  const block = others.at(-1);
  if (block === undefined) return [];
  return runsOf(block.split("\n")).flatMap(toRecord);
}

function titleOf(record: ReleaseRecord, login: string): string {
  const { environment, service, intent, artifact } = record;
  return `[${environment}/${service}] ${verbOf(intent)} ${artifact} by ${oneLine(login)}`;
}

function trailersOf(record: ReleaseRecord): readonly string[] {
  const trailers: readonly (readonly [string, string])[] = [
    ["Service", record.service],
    ["Environment", record.environment],
    ["Artifact-ID", record.artifact],
    ["Artifact-released-by", record.releasedBy],
    ["Artifact-created-by", record.createdBy],
    ["Release-intent", record.intent.type],
    ...intentTrailers(record.intent),
    ["Artifact-digest", record.digest],
    ["Source", `${record.source.repository}@${record.source.commit}`],
    ["Request", record.request],
    ["Config-commit", record.configCommit],
  ];
  return trailers.map(([name, value]) => `${name}: ${trailerValue(value)}`);
}

function intentTrailers(intent: Intent): readonly (readonly [string, string])[] {
  switch (intent.type) {
    case "ReleaseBranch":
      return [["Release-of-branch", intent.branch]];
    case "Promote":
      return [["Promoted-from-environment", intent.from]];
    case "Rollback":
      return [["Rollback-of-artifact-id", intent.previous]];
    case "ReleaseArtifact":
    case "AutoRelease":
      return [];
  }
}

function trailerValue(value: string): string {
  const line = oneLine(value);
  const characters = Array.from(line);
  return characters.length > MAX_VALUE_LENGTH
    ? characters.slice(0, MAX_VALUE_LENGTH).join("")
    : line;
}

/** Without what would end the name early, and short enough that the address stays whole. */
function safeName(name: string): string {
  return Array.from(oneLine(name.replace(/[<>]/g, " ")))
    .slice(0, 100)
    .join("")
    .trim();
}

type Run = ReadonlyMap<string, string>;

/** Lines into one map per release, each starting with `Service:`. */
function runsOf(lines: readonly string[]): readonly Run[] {
  const runs: Map<string, string>[] = [];
  for (const line of lines) {
    const separator = line.indexOf(": ");
    if (separator < 1) continue;
    const name = line.slice(0, separator);
    if (name === "Service") runs.push(new Map());
    const run = runs.at(-1);
    if (run !== undefined && !run.has(name)) run.set(name, line.slice(separator + 2));
  }
  return runs;
}

function toRecord(run: Run): readonly ReleaseRecord[] {
  const service = run.get("Service");
  const environment = run.get("Environment");
  const artifact = run.get("Artifact-ID") ?? "";
  const digest = run.get("Artifact-digest") ?? "";
  const [repository, commit] = splitLast(run.get("Source") ?? "", "@");
  const request = run.get("Request");
  const configCommit = run.get("Config-commit") ?? "";
  const intent = toIntent(run);
  if (service === undefined || environment === undefined || request === undefined) return [];
  if (!isArtifactId(artifact) || !isDigest(digest) || intent === undefined) return [];
  if (!isCommitSha(commit) || !isCommitSha(configCommit)) return [];
  return [
    {
      service,
      environment,
      artifact,
      releasedBy: run.get("Artifact-released-by") ?? "",
      createdBy: run.get("Artifact-created-by") ?? "",
      intent,
      digest,
      source: { repository, commit },
      request,
      configCommit,
    },
  ];
}

function toIntent(run: Run): Intent | undefined {
  switch (run.get("Release-intent")) {
    case "ReleaseArtifact":
      return { type: "ReleaseArtifact" };
    case "ReleaseBranch":
      return { type: "ReleaseBranch", branch: run.get("Release-of-branch") ?? "" };
    case "Promote":
      return { type: "Promote", from: run.get("Promoted-from-environment") ?? "" };
    case "Rollback":
      return { type: "Rollback", previous: run.get("Rollback-of-artifact-id") ?? "" };
    case "AutoRelease":
      return { type: "AutoRelease" };
    default:
      return undefined;
  }
}

function splitLast(text: string, separator: string): readonly [string, string] {
  const index = text.lastIndexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + separator.length)];
}
