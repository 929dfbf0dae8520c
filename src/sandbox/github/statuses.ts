import type { SandboxContext } from "../context.ts";
import type { CommitStatus, Oid, Repository } from "../model.ts";
import { commitJson } from "../rest/commit-json.ts";
import { accountJson } from "../rest/account-json.ts";
import { repositoryUrl } from "../rest/urls.ts";
import type { Actor } from "./accounts.ts";
import { toIso } from "./instants.ts";
import { invalid, unprocessable } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** Of one context on one commit. */
const statusLimit = 1000;
const descriptionLimit = 140;
const states: readonly unknown[] = ["error", "failure", "pending", "success"];

/** Newest first, of all contexts. */
export function statusesOf(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
): readonly CommitStatus[] {
  return context.state.commitStatuses
    .filter((status) => status.repositoryId === repository.id && status.sha === sha)
    .sort((one, other) => other.id - one.id);
}

/** The newest of each context, and what they come to: one failure fails all, one pending keeps all pending. */
export function combinedStatus(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
): {
  readonly state: "failure" | "pending" | "success";
  readonly statuses: readonly CommitStatus[];
} {
  const newest = new Map<string, CommitStatus>();
  for (const status of statusesOf(context, repository, sha).toReversed())
    newest.set(status.context, status);
  const statuses = [...newest.values()];
  const has = (...wanted: readonly CommitStatus["state"][]) =>
    statuses.some((status) => wanted.includes(status.state));
  if (has("error", "failure")) return { state: "failure", statuses };
  return { state: statuses.length === 0 || has("pending") ? "pending" : "success", statuses };
}

/** 422 when there is no such commit, the state is none, or the description is over 140 characters. */
export async function createStatus(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly sha: Oid;
    readonly state: CommitStatus["state"];
    readonly context?: string;
    readonly description?: string | null;
    readonly targetUrl?: string | null;
  },
): Promise<CommitStatus> {
  await requireCommit(context, repository, input.sha);
  const status: CommitStatus = {
    id: context.state.nextId("commitStatuses"),
    repositoryId: repository.id,
    sha: input.sha,
    state: input.state,
    context: input.context ?? "default",
    description: input.description ?? null,
    targetUrl: input.targetUrl ?? null,
    creator: actor.login,
    createdAt: toIso(context.now()),
  };
  requireAcceptable(context, repository, status);
  context.state.commitStatuses.put(status);
  await tell(context, repository, status);
  return status;
}

async function requireCommit(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
): Promise<void> {
  if ((await gitOf(context, repository).type(sha)) !== "commit")
    throw unprocessable(`No commit found for SHA: ${sha}`);
}

function requireAcceptable(
  context: SandboxContext,
  repository: Repository,
  status: CommitStatus,
): void {
  const resource = "Status";
  if (!states.includes(status.state)) throw invalid({ resource, field: "state", code: "custom" });
  if ((status.description?.length ?? 0) > descriptionLimit)
    throw invalid({
      resource,
      field: "description",
      code: "custom",
      message: `description is too long (maximum is ${descriptionLimit} characters)`,
    });
  const earlier = statusesOf(context, repository, status.sha).filter(
    (other) => other.context === status.context,
  );
  if (earlier.length >= statusLimit)
    throw invalid("This SHA and context has reached the maximum number of statuses.");
}

async function tell(
  context: SandboxContext,
  repository: Repository,
  status: CommitStatus,
): Promise<void> {
  const git = gitOf(context, repository);
  const heads = await git.refs("refs/heads/");
  context.emit({
    event: "status",
    action: null,
    repositoryId: repository.id,
    sender: status.creator,
    fields: {
      id: status.id,
      sha: status.sha,
      name: `${repository.owner}/${repository.name}`,
      avatar_url: accountJson(context, status.creator).avatar_url,
      target_url: status.targetUrl,
      context: status.context,
      description: status.description,
      state: status.state,
      commit: await commitJson(context, repository, status.sha),
      branches: heads
        .filter(({ oid }) => oid === status.sha)
        .map(({ name, oid }) => ({
          name: name.slice("refs/heads/".length),
          commit: { sha: oid, url: repositoryUrl(context, repository, `/commits/${oid}`) },
          protected: false,
        })),
      created_at: status.createdAt,
      updated_at: status.createdAt,
    },
  });
}
