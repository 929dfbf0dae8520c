/** Why a run exists: all that its jobs can see of what happened. Kept beside the run, for its next attempts. */
import type { SandboxContext, SandboxEvent } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import { accountByLogin } from "../github/accounts.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { Oid, RunEvent } from "../model.ts";
import { accountJson, organizationSimpleJson } from "../rest/account-json.ts";
import { repositoryJson } from "../rest/repository-json.ts";
import { pickNumber, pickText, toJsonObject } from "./json-schema.ts";
import type { JsonObject } from "./json-schema.ts";

export type Trigger = {
  readonly event: RunEvent;
  /** The activity, for example `opened`. */
  readonly action: string | null;
  readonly repositoryId: number;
  /** In full: what GITHUB_REF says. */
  readonly ref: string;
  readonly headSha: Oid;
  readonly checkoutSha: Oid;
  readonly headBranch: string;
  readonly headRepositoryId: number;
  readonly pullNumbers: readonly number[];
  readonly actor: string;
  /** Branches of a pull request or of a merge group; else empty. */
  readonly headRef: string;
  readonly baseRef: string;
  /** Between these the changed paths are looked for; null: every path counts as changed. */
  readonly range: { readonly base: Oid; readonly head: Oid } | null;
  /** What GITHUB_EVENT_PATH holds. */
  readonly payload: JsonObject;
  /** Of a run started by hand. */
  readonly inputs: JsonObject;
};

/** Undefined for what starts no workflow: other events, deleted refs, conflicts, and whatever a GITHUB_TOKEN did. */
export function toTrigger(context: SandboxContext, event: SandboxEvent): Trigger | undefined {
  if (event.sender === "github-actions[bot]") return undefined;
  switch (event.event) {
    case "push":
      return pushTrigger(context, event);
    case "pull_request":
      return pullTrigger(context, event);
    case "merge_group":
      return mergeGroupTrigger(context, event);
    default:
      return undefined;
  }
}

/** Someone starts a workflow by hand. `ref` in full. */
export function dispatchTrigger(
  context: SandboxContext,
  request: {
    readonly repositoryId: number;
    readonly path: string;
    readonly ref: string;
    readonly sha: Oid;
    readonly actor: string;
    readonly inputs: JsonObject;
    readonly given: Readonly<Record<string, string>>;
  },
): Trigger {
  const { repositoryId, ref, sha, actor, given } = request;
  const fields = { inputs: given, ref, workflow: request.path };
  const event = { event: "workflow_dispatch", action: null, repositoryId, sender: actor, fields };
  return {
    ...common(context, event),
    event: "workflow_dispatch",
    ref,
    headSha: sha,
    checkoutSha: sha,
    headBranch: shortName(ref),
    inputs: request.inputs,
  };
}

/** A branch's or tag's name without `refs/heads/` or `refs/tags/`; of a pull request `7/merge`. */
export function shortName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|pull)\//, "");
}

function pushTrigger(context: SandboxContext, event: SandboxEvent): Trigger | undefined {
  const base = common(context, event);
  const ref = pickText(base.payload, "ref");
  const after = pickText(base.payload, "after");
  const before = pickText(base.payload, "before");
  if (ref === null || after === null || before === null || after === ZERO_OID) return undefined;
  // A tag object's commit is what runs.
  const sha = pickText(base.payload, "head_commit", "id") ?? after;
  return {
    ...base,
    event: "push",
    ref,
    headSha: sha,
    checkoutSha: sha,
    headBranch: shortName(ref),
    range: before === ZERO_OID ? null : { base: before, head: sha },
  };
}

function pullTrigger(context: SandboxContext, event: SandboxEvent): Trigger | undefined {
  const base = common(context, event);
  const pull = (...keys: readonly string[]) => pickText(base.payload, "pull_request", ...keys);
  const number = pickNumber(base.payload, "number");
  const [merge, headSha] = [pull("merge_commit_sha"), pull("head", "sha")];
  const [headRef, baseRef, baseSha] = [
    pull("head", "ref"),
    pull("base", "ref"),
    pull("base", "sha"),
  ];
  // A pull request in conflict has no test merge, and GitHub runs nothing for it.
  if (number === null || merge === null || headSha === null) return undefined;
  if (headRef === null || baseRef === null || baseSha === null) return undefined;
  const headRepository = pickNumber(base.payload, "pull_request", "head", "repo", "id");
  return {
    ...base,
    event: "pull_request",
    ref: `refs/pull/${number}/merge`,
    headSha,
    checkoutSha: merge,
    headBranch: headRef,
    headRepositoryId: headRepository ?? event.repositoryId,
    pullNumbers: [number],
    headRef,
    baseRef,
    range: { base: baseSha, head: headSha },
  };
}

function mergeGroupTrigger(context: SandboxContext, event: SandboxEvent): Trigger | undefined {
  const base = common(context, event);
  const group = (key: string) => pickText(base.payload, "merge_group", key);
  const [sha, ref, baseRef] = [group("head_sha"), group("head_ref"), group("base_ref")];
  if (sha === null || ref === null || baseRef === null) return undefined;
  if (event.action !== "checks_requested") return undefined;
  return {
    ...base,
    event: "merge_group",
    ref,
    headSha: sha,
    checkoutSha: sha,
    headBranch: shortName(ref),
    headRef: ref,
    baseRef,
  };
}

function common(context: SandboxContext, event: SandboxEvent) {
  return {
    action: event.action,
    repositoryId: event.repositoryId,
    headRepositoryId: event.repositoryId,
    pullNumbers: [],
    actor: event.sender,
    headRef: "",
    baseRef: "",
    range: null,
    payload: payloadOf(context, event),
    inputs: {},
  };
}

/** As a webhook's, but for no App in particular. */
function payloadOf(context: SandboxContext, event: SandboxEvent): JsonObject {
  const repository = repositoryOf(context, event);
  const owner = accountByLogin(context, repository.owner);
  return toJsonObject({
    ...(event.action === null ? {} : { action: event.action }),
    ...event.fields,
    repository: repositoryJson(context, repository),
    ...(owner?.type === "Organization"
      ? { organization: organizationSimpleJson(context, owner) }
      : {}),
    sender: accountJson(context, event.sender),
  });
}
