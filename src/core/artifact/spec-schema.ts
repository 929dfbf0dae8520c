import * as v from "valibot";

import { type Checked, toProblems } from "../problem.ts";
import { strict } from "../strict-schema.ts";
import { DNS_LABEL } from "./dns-label.ts";
import { isArtifactId, isCommitSha, isDigest, isTreeSha } from "./ids.ts";
import type { ArtifactSpec } from "./spec.ts";
import { SPEC_VERSION } from "./spec.ts";

const text = v.optional(v.string());
const moment = v.pipe(v.string(), v.isoTimestamp("expected an RFC 3339 timestamp"));
const guarded = <T extends string>(guard: (value: string) => value is T, message: string) =>
  v.pipe(
    v.string(),
    v.check((value) => guard(value), message),
    // The check above makes the guard true: this only tells the compiler.
    v.transform((value) => value as T),
  );

const artifactId = guarded(
  isArtifactId,
  "expected an artifact id <branch>-<commit, 10>-<plan commit, 10>",
);
const commitSha = guarded(isCommitSha, "expected a commit of 40 hex digits");
const treeSha = guarded(isTreeSha, "expected a tree of 40 hex digits");
const digest = guarded(isDigest, "expected a SHA-256 of 64 hex digits");

export const dnsLabel = v.pipe(
  v.string(),
  v.regex(DNS_LABEL.pattern, `expected ${DNS_LABEL.expected}`),
);

/** No two items of a list may have the same name. */
const once = <T>(nameOf: (item: T) => string) =>
  v.rawCheck<T[]>(({ dataset, addIssue }) => {
    const names = dataset.typed ? dataset.value.map(nameOf) : [];
    const received = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
    if (received.length === 0) return;
    addIssue({ message: "expected each name once", received: received.join(", ") });
  });

const sourceRepository = {
  branch: text,
  sha: text,
  authorName: text,
  authorEmail: text,
  committerName: text,
  committerEmail: text,
  message: text,
  name: text,
  url: text,
  provider: text,
};

const stage = strict({
  id: v.string(),
  name: v.string(),
  result: v.optional(v.picklist(["success", "failure"])),
  durationMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  data: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});

const runReference = strict({
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name")),
  id: v.pipe(v.number(), v.integer(), v.minValue(0)),
  attempt: v.pipe(v.number(), v.integer(), v.minValue(1)),
  workflow: v.string(),
  event: v.string(),
  createdAt: moment,
});

/** The schema of `artifact.json`; `schemas/artifact.schema.json` is generated from it. */
export const artifactSpecSchema = strict({
  version: v.literal(SPEC_VERSION),
  id: artifactId,
  service: dnsLabel,
  squad: text,
  application: strict({
    ...sourceRepository,
    branch: v.pipe(
      v.string(),
      v.regex(/^[^\s\p{Cc}\p{Cs}]+$/u, "expected a branch, without blanks"),
    ),
    sha: commitSha,
  }),
  ci: strict({ jobUrl: text, start: moment, end: moment }),
  shuttle: strict({ plan: strict(sourceRepository), shuttleVersion: text }),
  stages: v.pipe(
    v.array(stage),
    once((one) => one.id),
  ),
  environments: v.pipe(
    v.array(dnsLabel),
    once((name) => name),
  ),
  digest,
  sourceTree: v.nullable(treeSha),
  reuseKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "expected 64 hex digits")),
  reusedFrom: v.optional(
    strict({ id: artifactId, digest, runId: v.pipe(v.number(), v.integer()) }),
  ),
  run: runReference,
});

/** Reads a spec of ours from JSON text; every problem at once. */
export function parseSpec(json: string): Checked<ArtifactSpec> {
  const parsed = parseJson(json);
  if (parsed.kind === "invalid") return parsed;
  const result = v.safeParse(artifactSpecSchema, parsed.value);
  if (!result.success) return { kind: "invalid", problems: toProblems(result.issues) };
  return { kind: "valid", value: result.output };
}

/** JSON text to a value, a syntax error being one problem. */
export function parseJson(json: string): Checked<unknown> {
  try {
    return { kind: "valid", value: JSON.parse(json) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "invalid", problems: [{ path: "", message: `not JSON: ${message}` }] };
  }
}
