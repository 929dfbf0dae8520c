import { actorOf } from "../../github/accounts.ts";
import { commitOnBranch } from "../../github/commits.ts";
import { GithubProblem, notFound, unprocessable } from "../../github/problem.ts";
import { createRef, deleteRef, updateRef, updateRefs } from "../../github/refs.ts";
import { findRepository } from "../../github/repositories.ts";
import { canSee } from "../../github/access.ts";
import type { Oid, Repository } from "../../model.ts";
import { refByNodeId, repositoryByNodeId } from "../node-records.ts";
import { requireWriting } from "../permissions.ts";
import type { Views } from "../view.ts";
import { mutation } from "./mutation.ts";

/** Commits and refs. */
export function gitMutations(views: Views) {
  return { ...commitMutations(views), ...refMutations(views) };
}

type CommitInput = {
  readonly branch: BranchInput;
  readonly expectedHeadOid: Oid;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly FileAddition[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
};

type BranchInput = {
  readonly id?: string | null;
  readonly repositoryNameWithOwner?: string | null;
  readonly branchName?: string | null;
};

type FileAddition = { readonly path: string; readonly contents: Buffer };

function commitMutations(views: Views) {
  const { context, caller } = views;
  return {
    createCommitOnBranch: mutation<CommitInput>(views, "createCommitOnBranch", async (input) => {
      const { repository, branch } = branchOf(views, input.branch);
      requireWriting(views, repository, "contents");
      const { headline, body } = input.message;
      const { oid } = await commitOnBranch(context, actorOf(context, caller), repository, {
        branch,
        expectedHead: input.expectedHeadOid,
        message: body ? `${headline}\n\n${body}` : headline,
        additions: (input.fileChanges?.additions ?? []).map(({ path, contents }) => ({
          path,
          content: contents,
        })),
        deletions: (input.fileChanges?.deletions ?? []).map(({ path }) => path),
      });
      return {
        commit: () => views.commit(repository, oid),
        ref: () => views.ref(repository, { name: `refs/heads/${branch}`, oid }),
      };
    }),
  };
}

/** By the ref's id, or by the names of repository and branch, but not both. */
function branchOf(
  views: Views,
  { id, repositoryNameWithOwner, branchName }: BranchInput,
): { readonly repository: Repository; readonly branch: string } {
  if (id && !repositoryNameWithOwner && !branchName) {
    const { item, repository } = refByNodeId(views, id);
    if (item.startsWith("refs/heads/"))
      return { repository, branch: item.slice("refs/heads/".length) };
    throw unprocessable("The ref is not a branch.");
  }
  if (id || !repositoryNameWithOwner || !branchName)
    throw unprocessable(
      "A branch is named by its `id`, or by `repositoryNameWithOwner` and `branchName`.",
    );
  const [owner = "", name = ""] = repositoryNameWithOwner.split("/");
  const repository = findRepository(views.context, owner, name);
  if (repository === undefined || !canSee(views.context, views.caller, repository))
    throw notFound(
      `Could not resolve to a Repository with the name '${repositoryNameWithOwner.slice(0, 200)}'.`,
    );
  return { repository, branch: branchName.replace(/^refs\/heads\//, "") };
}

type CreateRefInput = { readonly repositoryId: string; readonly name: string; readonly oid: Oid };
type UpdateRefInput = {
  readonly refId: string;
  readonly oid: Oid;
  readonly force?: boolean | null;
};
type UpdateRefsInput = {
  readonly repositoryId: string;
  readonly refUpdates: readonly {
    readonly name: string;
    readonly beforeOid?: Oid | null;
    readonly afterOid: Oid;
    readonly force?: boolean | null;
  }[];
};

function refMutations(views: Views) {
  const { context, caller } = views;
  return {
    createRef: mutation<CreateRefInput>(views, "createRef", async ({ repositoryId, name, oid }) => {
      const repository = writableRepository(views, repositoryId);
      await createRef(context, actorOf(context, caller), repository, { name, oid });
      return { ref: () => views.ref(repository, { name, oid }) };
    }),
    updateRef: mutation<UpdateRefInput>(views, "updateRef", async ({ refId, oid, force }) => {
      const { item: name, repository } = writableRef(views, refId);
      const ref = { name, oid, force: force ?? false };
      await updateRef(context, actorOf(context, caller), repository, ref);
      return { ref: () => views.ref(repository, { name, oid }) };
    }),
    deleteRef: mutation<{ readonly refId: string }>(views, "deleteRef", async ({ refId }) => {
      const { item: name, repository } = writableRef(views, refId);
      await deleteRef(context, actorOf(context, caller), repository, name);
      return {};
    }),
    updateRefs: mutation<UpdateRefsInput>(
      views,
      "updateRefs",
      async ({ repositoryId, refUpdates }) => {
        const repository = writableRepository(views, repositoryId);
        const updates = refUpdates.map(({ name, beforeOid, afterOid, force }) => ({
          name,
          before: beforeOid ?? undefined,
          after: afterOid,
          force: force ?? false,
        }));
        requireDistinct(updates.map(({ name }) => name));
        await updateRefs(context, actorOf(context, caller), repository, updates);
        return {};
      },
    ),
  };
}

function requireDistinct(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new GithubProblem("invalid", `A ref was given more than once: ${twice}`);
}

function writableRepository(views: Views, id: string): Repository {
  const repository = repositoryByNodeId(views, id);
  requireWriting(views, repository, "contents");
  return repository;
}

function writableRef(views: Views, id: string) {
  const placed = refByNodeId(views, id);
  requireWriting(views, placed.repository, "contents");
  return placed;
}
