import { createHash } from "node:crypto";

import * as v from "valibot";

import type { RunRecord } from "../../core/artifact/provenance.ts";
import { parseUploadName } from "../../core/artifact/reuse-key.ts";
import type { ArchiveReader } from "../../flows/ports/archive.ts";
import type { Upload } from "../../flows/ports/source-repository.ts";
import type {
  EarlierUpload,
  EarlierUploads,
  OpenedUpload,
} from "../../flows/shuttle/build-ports.ts";
import { type Client, find } from "../github/client.ts";
import { repositoryParameters } from "../github/document.ts";
import { isGithubError } from "../github/github-error.ts";
import { commitOid, treeOid } from "../github/schema.ts";
import { downloadUpload } from "../github/source-repositories/download.ts";
import { readRun } from "../github/source-repositories/runs.ts";
import { connectToolkit } from "./toolkit.ts";

/** Much more than the limits of an artifact leave room for. */
const MAX_ZIP_BYTES = 64 * 1024 * 1024;

/**
 * Uploads of one repository by GitHub's REST API. A token that may not read them, or a GitHub that doesn't
 * answer, is no reason to fail: then there is nothing to reuse, and `onTrouble` is told why.
 */
export function createEarlierUploads(options: {
  readonly apiUrl: string;
  readonly repository: string;
  /** `""`: nothing is asked. */
  readonly token: string;
  readonly readArchive: ArchiveReader;
  readonly onTrouble: (message: string) => void;
  readonly pauseMs?: number;
}): EarlierUploads {
  const { repository, token, readArchive, onTrouble } = options;
  const client = connectToolkit(options);
  const orTrouble = async <T>(otherwise: T, work: () => Promise<T>): Promise<T> => {
    if (token === "") return otherwise;
    try {
      return await work();
    } catch (error) {
      if (!isGithubError(error)) throw error;
      onTrouble(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  return {
    named: (name) => orTrouble([], () => listNamed(client, repository, name)),
    ofBranch: (service, branch) =>
      orTrouble([], () => listOfBranch(client, repository, { service, branch })),
    runRecord: (id) => orTrouble(undefined, () => readRecord(client, repository, id)),
    treeOf: (commit) => orTrouble(undefined, () => readTree(client, repository, commit)),
    open: (upload) =>
      orTrouble(unusable("it can't be downloaded"), () =>
        open(upload, { client, repository, readArchive }),
      ),
  };
}

const uploadsSchema = v.object({
  artifacts: v.array(
    v.object({
      id: v.number(),
      name: v.string(),
      size_in_bytes: v.number(),
      expired: v.boolean(),
      created_at: v.nullable(v.string()),
      digest: v.nullish(v.string()),
      workflow_run: v.nullish(
        v.object({
          id: v.nullish(v.number()),
          repository_id: v.nullish(v.number()),
          head_repository_id: v.nullish(v.number()),
          head_branch: v.nullish(v.string()),
        }),
      ),
    }),
  ),
});

type Listed = v.InferOutput<typeof uploadsSchema>["artifacts"][number];

const LIST = "GET /repos/{owner}/{repo}/actions/artifacts";

async function listNamed(
  client: Client,
  repository: string,
  name: string,
): Promise<readonly EarlierUpload[]> {
  const parameters = { ...repositoryParameters(repository), name, per_page: 30 };
  const page = await find(client, LIST, parameters, uploadsSchema);
  return toEarlierUploads(page?.artifacts ?? []);
}

/** Of the repository's newest: GitHub can't be asked for the uploads of a branch. */
async function listOfBranch(
  client: Client,
  repository: string,
  { service, branch }: { readonly service: string; readonly branch: string },
): Promise<readonly EarlierUpload[]> {
  const parameters = { ...repositoryParameters(repository), per_page: 100 };
  const page = await find(client, LIST, parameters, uploadsSchema);
  const found = (page?.artifacts ?? []).filter(({ name, workflow_run: run }) => {
    const isOwn = run?.head_repository_id === run?.repository_id;
    return parseUploadName(name)?.service === service && isOwn && run?.head_branch === branch;
  });
  return toEarlierUploads(found);
}

function toEarlierUploads(listed: readonly Listed[]): readonly EarlierUpload[] {
  const newestFirst = listed
    .filter(({ expired }) => !expired)
    .sort((a, b) => (b.created_at ?? "").localeCompare(a.created_at ?? "", "en"));
  return newestFirst.flatMap(({ id, size_in_bytes, digest, workflow_run: run }) => {
    const runId = run?.id ?? undefined;
    if (runId === undefined) return [];
    return [{ id, runId, sizeInBytes: size_in_bytes, digest: digest ?? undefined }];
  });
}

/** GitHub appends `@<ref>` to the path in some answers. */
async function readRecord(
  client: Client,
  repository: string,
  id: number,
): Promise<RunRecord | undefined> {
  const record = await readRun(client, repository, id);
  if (record === undefined) return undefined;
  return { ...record, workflowPath: record.workflowPath.replace(/@.*$/, "") };
}

const commitSchema = v.object({ sha: commitOid, tree: v.object({ sha: treeOid }) });

async function readTree(
  client: Client,
  repository: string,
  commit: string,
): Promise<v.InferOutput<typeof treeOid> | undefined> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const parameters = { ...repositoryParameters(repository), commit_sha: commit };
  return (await find(client, route, parameters, commitSchema))?.tree.sha;
}

async function open(
  upload: EarlierUpload,
  context: {
    readonly client: Client;
    readonly repository: string;
    readonly readArchive: ArchiveReader;
  },
): Promise<OpenedUpload> {
  const { client, repository, readArchive } = context;
  const download = await downloadUpload(client, repository, toUpload(upload), MAX_ZIP_BYTES);
  if (download.kind !== "zip") return unusable(`it is ${download.kind}`);
  const sha256 = createHash("sha256").update(download.bytes).digest("hex");
  if (upload.digest !== undefined && upload.digest !== `sha256:${sha256}`) {
    return unusable("what arrived doesn't have the digest that GitHub recorded");
  }
  const archive = await readArchive(download.bytes);
  return archive.kind === "refused"
    ? unusable(archive.sentence)
    : { kind: "opened", files: archive.files };
}

function toUpload({ id, sizeInBytes, digest }: EarlierUpload): Upload {
  return { id, name: "", sizeInBytes, expired: false, createdAt: "", digest: digest ?? null };
}

function unusable(why: string): OpenedUpload {
  return { kind: "unusable", why };
}
