import type { SandboxContext } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import type { GitRepository, RefUpdate, RefUpdateResult } from "../git/git-store.ts";
import type { Oid, Repository } from "../model.ts";
import type { Actor } from "./accounts.ts";
import { recordMovements } from "./branch-movement.ts";
import type { Movement } from "./branch-movement.ts";
import { refusingAsGit } from "./git-refusals.ts";
import { GithubProblem, unprocessable } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** `name` in full, for example `refs/heads/env/dev`. 422 when it exists. */
export async function createRef(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  ref: { readonly name: string; readonly oid: Oid },
): Promise<void> {
  requireRefName(ref.name);
  await requireObject(gitOf(context, repository), ref);
  const update = { name: ref.name, before: ZERO_OID, after: ref.oid, force: false };
  const { result, movements } = await move(context, repository, [update]);
  if (result.kind === "stale") throw unprocessable("Reference already exists");
  requireUpdated(result);
  await recordMovements(context, repository, actor.login, movements);
}

/** Without `force` only forward from wherever the ref is now: else 422 `Update is not a fast forward`. */
export async function updateRef(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  ref: { readonly name: string; readonly oid: Oid; readonly force: boolean },
): Promise<void> {
  const git = gitOf(context, repository);
  await requireRef(git, ref.name);
  await requireObject(git, ref);
  const update = { name: ref.name, after: ref.oid, force: ref.force };
  const { result, movements } = await move(context, repository, [update]);
  requireUpdated(result);
  await recordMovements(context, repository, actor.login, movements);
}

/** 422 when there is none. */
export async function deleteRef(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  name: string,
): Promise<void> {
  await requireRef(gitOf(context, repository), name);
  const update = { name, after: ZERO_OID, force: true };
  const { result, movements } = await move(context, repository, [update]);
  requireUpdated(result);
  await recordMovements(context, repository, actor.login, movements);
}

/**
 * All or none. `before` is compared and swapped: `stale` when the ref is elsewhere; zeros: it must not exist.
 * `after` zeros deletes.
 */
export async function updateRefs(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  updates: readonly RefUpdate[],
): Promise<void> {
  const git = gitOf(context, repository);
  for (const { name, after } of updates) {
    requireRefName(name);
    if (after !== ZERO_OID) await requireObject(git, { name, oid: after });
  }
  const { result, movements } = await move(context, repository, updates);
  if (result.kind === "stale")
    throw new GithubProblem(
      "stale",
      `Reference cannot be updated: ${result.name} is at ${result.actual ?? ZERO_OID} but expected another commit.`,
    );
  requireUpdated(result);
  await recordMovements(context, repository, actor.login, movements);
}

/** GitHub answers 409 for an empty repository's git data: there is nothing yet to hang objects on. */
export async function requireNotEmpty(
  context: SandboxContext,
  repository: Repository,
): Promise<void> {
  const git = gitOf(context, repository);
  if ((await git.ref(`refs/heads/${repository.defaultBranch}`)) !== undefined) return;
  const refs = await git.refs("refs/");
  if (refs.length === 0) throw new GithubProblem("conflict", "Git Repository is empty.");
}

/** The rules of `git check-ref-format`, and below `refs/` with a kind. */
export function isRefName(name: string): boolean {
  return (
    /^refs\/[^/]+\/.+$/.test(name) &&
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(name) &&
    name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"))
  );
}

const retries = 20;

/**
 * Where an update names no expectation, the ref's present value becomes one, so that the push which is told of
 * has the true before; if another mover was faster it is read again.
 */
async function move(
  context: SandboxContext,
  repository: Repository,
  updates: readonly RefUpdate[],
): Promise<{ readonly result: RefUpdateResult; readonly movements: readonly Movement[] }> {
  const git = gitOf(context, repository);
  for (let attempt = 1; ; attempt += 1) {
    const exact = await Promise.all(
      updates.map(async (update) => ({
        ...update,
        before: update.before ?? (await git.ref(update.name)) ?? ZERO_OID,
      })),
    );
    const result = await refusingAsGit(git.updateRefs(exact));
    if (attempt < retries && isOurOwnExpectation(updates, result)) continue;
    return { result, movements: exact };
  }
}

function isOurOwnExpectation(updates: readonly RefUpdate[], result: RefUpdateResult): boolean {
  if (result.kind !== "stale") return false;
  return updates.some((update) => update.name === result.name && update.before === undefined);
}

function requireUpdated(result: RefUpdateResult): void {
  switch (result.kind) {
    case "updated":
      return;
    case "stale":
      throw unprocessable("Reference cannot be updated");
    case "not-fast-forward":
      throw unprocessable("Update is not a fast forward");
    case "missing-object":
      throw unprocessable("Object does not exist");
  }
}

function requireRefName(name: string): void {
  if (!isRefName(name)) throw unprocessable(`${name} is not a valid ref name.`);
}

async function requireRef(git: GitRepository, name: string): Promise<void> {
  if ((await git.ref(name)) === undefined) throw unprocessable("Reference does not exist");
}

/** A branch is of commits; a tag may be of anything. */
async function requireObject(
  git: GitRepository,
  ref: { readonly name: string; readonly oid: Oid },
): Promise<void> {
  const type = await git.type(ref.oid);
  if (type === undefined) throw unprocessable("Object does not exist");
  if (ref.name.startsWith("refs/heads/") && type !== "commit")
    throw unprocessable("Reference update failed: object is not a commit");
}
