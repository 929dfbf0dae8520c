import * as v from "valibot";

import type { CommitSha } from "../../../core/artifact/ids.ts";
import { clusterFile } from "../../../core/config-repo/paths.ts";
import { GithubError } from "../github-error.ts";
import { commitOid, moment, nodesOf, pageOf, parseAnswer, present } from "../schema.ts";
import { type FileAnswer, fileSchema } from "./file-text.ts";
import { type OwnCommit, ownCommitSchema } from "./own-commits.ts";
import type { EnvironmentPart } from "./read-plan.ts";

/** A commit with what was asked of it under aliases. */
export type CommitAnswer = {
  readonly oid: CommitSha;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type EnvironmentAnswer = {
  readonly environment: string;
  readonly head: CommitSha;
  readonly index: FileAnswer;
  readonly lock: FileAnswer;
  readonly policiesChangedAt: string | undefined;
  readonly services: readonly ServiceAnswer[];
};

export type ServiceAnswer = {
  readonly service: string;
  readonly namespace: string;
  readonly policies: FileAnswer;
  readonly lock: FileAnswer;
  readonly spec: FileAnswer;
  readonly paths: readonly string[];
  readonly requests: CommitPage;
};

export type CommitPage = {
  readonly commits: readonly OwnCommit[];
  /** Undefined: there are no more. */
  readonly next: string | undefined;
};

const WHAT = "ReadConfigRepository";

const commitSchema = v.intersect([v.object({ oid: commitOid }), v.record(v.string(), v.unknown())]);
const refSchema = v.nullish(v.object({ target: v.nullable(commitSchema) }));

/** The commit of a `ref(…) { target { … } }`; undefined when there is no such branch. */
export function commitOfRef(answer: unknown): CommitAnswer | undefined {
  const target = parseAnswer(refSchema, answer, WHAT)?.target ?? undefined;
  return target === undefined ? undefined : { oid: target.oid, fields: target };
}

/** Undefined when the branch doesn't exist. */
export function parseEnvironment(
  answer: unknown,
  part: EnvironmentPart,
): EnvironmentAnswer | undefined {
  const commit = part.at === undefined ? commitOfRef(answer) : commitOfObject(answer);
  if (commit === undefined) return undefined;
  return {
    environment: part.environment,
    head: commit.oid,
    index: fileOf(commit, "index"),
    lock: fileOf(commit, "lock"),
    policiesChangedAt: policyChangeOf(commit),
    services: part.services.map(({ service, namespace }, index) => ({
      service,
      namespace,
      policies: fileOf(commit, `s${index}policies`),
      lock: fileOf(commit, `s${index}lock`),
      spec: fileOf(commit, `s${index}spec`),
      paths: [
        ...folderPaths(commit.fields[`s${index}folder`]),
        ...(isThere(commit.fields[`s${index}cluster`]) ? [clusterFile(namespace, service)] : []),
      ],
      requests: toCommitPage(commit.fields[`s${index}requests`]),
    })),
  };
}

export function fileOf(commit: CommitAnswer, alias: string): FileAnswer {
  return parseAnswer(fileSchema, commit.fields[alias], WHAT);
}

const changesSchema = v.nullish(nodesOf(v.object({ committedDate: moment })));

export function policyChangeOf(commit: CommitAnswer): string | undefined {
  const changes = parseAnswer(changesSchema, commit.fields["policyChange"], WHAT);
  return present(changes?.nodes ?? [])[0]?.committedDate;
}

/** The commit of an `object(oid: …)`. */
export function commitOfObject(answer: unknown): CommitAnswer | undefined {
  const commit = parseAnswer(v.nullish(commitSchema), answer, WHAT) ?? undefined;
  return commit === undefined ? undefined : { oid: commit.oid, fields: commit };
}

function isThere(entry: unknown): boolean {
  return entry !== null && entry !== undefined;
}

export function toCommitPage(answer: unknown): CommitPage {
  const history = parseAnswer(v.nullish(pageOf(ownCommitSchema)), answer, WHAT);
  const { hasNextPage = false, endCursor = null } = history?.pageInfo ?? {};
  return {
    commits: present(history?.nodes ?? []),
    next: hasNextPage && endCursor !== null ? endCursor : undefined,
  };
}

type TreeAnswer = { readonly entries?: readonly EntryAnswer[] | null | undefined };
type EntryAnswer = {
  readonly path: string;
  readonly type: string;
  readonly object?: TreeAnswer | null | undefined;
};

const treeSchema: v.GenericSchema<unknown, TreeAnswer> = v.object({
  entries: v.nullish(
    v.array(
      v.object({
        path: v.string(),
        type: v.string(),
        object: v.nullish(v.lazy((): v.GenericSchema<unknown, TreeAnswer> => treeSchema)),
      }),
    ),
  ),
});
const folderSchema = v.nullish(v.object({ object: v.nullable(treeSchema) }));

/** Every file below a folder, by its path in the repository. */
function folderPaths(answer: unknown): readonly string[] {
  const folder = parseAnswer(folderSchema, answer, WHAT)?.object ?? undefined;
  return (folder?.entries ?? []).flatMap(pathsOf);
}

function pathsOf(entry: EntryAnswer): readonly string[] {
  if (entry.type !== "tree") return [entry.path];
  if (!entry.object?.entries) {
    throw new GithubError("invalid-answer", `${WHAT}: ${entry.path} lies deeper than Ham writes`);
  }
  return entry.object.entries.flatMap(pathsOf);
}
