import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import { actorNamed, gitIdentityOf } from "../github/accounts.ts";
import { recordMovements } from "../github/branch-movement.ts";
import { signatureAt } from "../github/instants.ts";
import { notFound, unprocessable } from "../github/problem.ts";
import {
  createRepository,
  findRepository,
  forkRepository,
  gitOf,
  grantRoles,
} from "../github/repositories.ts";
import type { Oid, Repository } from "../model.ts";
import { fullName, login, operation, role } from "./operation.ts";

const name = v.pipe(v.string(), v.minLength(1));

/** Repositories, who may do what with them, and files in them. */
export function repositoryOperations(context: SandboxContext) {
  return {
    createRepository: operation(
      v.strictObject({
        owner: login,
        name,
        private: v.optional(v.boolean(), false),
        defaultBranch: v.optional(v.string(), "main"),
        description: v.optional(v.nullable(v.string()), null),
        /** Begins with a commit that holds a README. */
        autoInit: v.optional(v.boolean(), false),
      }),
      (input) => createRepository(context, input),
    ),

    forkRepository: operation(
      v.strictObject({ repository: fullName, owner: login, name: v.optional(name) }),
      ({ repository, owner, name }) => {
        const parent = requireRepository(context, repository);
        return forkRepository(context, { repository: parent, owner, name: name ?? parent.name });
      },
    ),

    /** A role of null takes it away. */
    addCollaborator: operation(
      v.strictObject({ repository: fullName, login, role: v.nullable(role) }),
      ({ repository, login, role }) =>
        grantRoles(context, requireRepository(context, repository), {
          collaborators: { [login]: role },
        }),
    ),

    addTeamToRepository: operation(
      v.strictObject({ repository: fullName, slug: v.string(), role: v.nullable(role) }),
      ({ repository, slug, role }) =>
        grantRoles(context, requireRepository(context, repository), { teams: { [slug]: role } }),
    ),

    /** One commit as if pushed by that person; a branch that is missing begins at the default branch, or empty. */
    commitFiles: operation(
      v.strictObject({
        repository: fullName,
        branch: v.optional(v.string()),
        /** Text by path; null deletes. */
        files: v.record(v.string(), v.nullable(v.string())),
        message: v.optional(v.string(), "change files"),
        as: login,
      }),
      async (input) => {
        const repository = requireRepository(context, input.repository);
        return commitFiles(context, repository, {
          ...input,
          branch: input.branch ?? repository.defaultBranch,
        });
      },
    ),
  };
}

export function requireRepository(context: SandboxContext, fullName: string): Repository {
  const [owner = "", repo = ""] = fullName.split("/");
  const repository = findRepository(context, owner, repo);
  if (repository === undefined) throw notFound(`There is no repository ${fullName}`);
  return repository;
}

async function commitFiles(
  context: SandboxContext,
  repository: Repository,
  input: {
    readonly branch: string;
    readonly files: Readonly<Record<string, string | null>>;
    readonly message: string;
    readonly as: string;
  },
): Promise<{ readonly oid: Oid }> {
  const git = gitOf(context, repository);
  const ref = `refs/heads/${input.branch}`;
  const head = await git.ref(ref);
  const parent = head ?? (await git.ref(`refs/heads/${repository.defaultBranch}`));
  const base = parent === undefined ? undefined : await git.commit(parent);
  const edited = await git.editTree(
    base?.tree ?? (await git.writeTree([])),
    changesIn(input.files),
  );
  if ("missing" in edited) throw unprocessable(`Not there: ${edited.missing.join(", ")}`);
  const actor = actorNamed(context, input.as);
  const signature = signatureAt(gitIdentityOf(actor.account), context.now());
  const oid = await git.writeCommit({
    tree: edited.tree,
    parents: parent === undefined ? [] : [parent],
    author: signature,
    committer: signature,
    message: input.message,
    sign: false,
  });
  const movement = { name: ref, before: head ?? ZERO_OID, after: oid };
  const result = await git.updateRefs([{ ...movement, force: false }]);
  if (result.kind !== "updated") throw unprocessable(`${ref} has moved meanwhile`);
  await recordMovements(context, repository, actor.login, [movement]);
  return { oid };
}

function changesIn(files: Readonly<Record<string, string | null>>) {
  return Object.entries(files).map(([path, text]) => ({
    path,
    content: text === null ? null : Buffer.from(text),
  }));
}
