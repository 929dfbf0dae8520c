/** Finds an action on this machine, or brings it here from the sandbox's repository that hosts it. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import type { SandboxContext } from "../context.ts";
import { findRepository, gitOf, resolveCommit } from "../github/repositories.ts";
import type { Repository } from "../model.ts";
import { readActionFile } from "./action-file.ts";
import type { ActionFile } from "./action-file.ts";
import type { ActionReference } from "./action-reference.ts";
import { ActionsError } from "./actions-error.ts";
import { jobGit } from "./builtin/job-git.ts";
import { pathWithin } from "./job-folders.ts";
import type { ActionLocation, JobSession } from "./job-session.ts";

export type LoadedAction = { readonly location: ActionLocation; readonly file: ActionFile };

type Hosted = Extract<ActionReference, { readonly kind: "hosted" }>;

/** Throws an `ActionsError` that says where the action should be, or what is wrong with its file. */
export async function loadAction(
  session: JobSession,
  reference: Exclude<ActionReference, { readonly kind: "built-in" }>,
  signal: AbortSignal,
): Promise<LoadedAction> {
  const location =
    reference.kind === "local"
      ? localAction(session, reference.path)
      : await hostedAction(session, reference, signal);
  const name = ["action.yml", "action.yaml"].find((file) =>
    existsSync(join(location.folder, file)),
  );
  if (name === undefined) throw missing(reference.kind, location.name);
  const path = `${location.name.replace(/@.*$/, "")}/${name}`.replace(/^\.\//, "");
  return {
    location,
    file: readActionFile(path, readFileSync(join(location.folder, name), "utf8")),
  };
}

function localAction({ folders }: JobSession, path: string): ActionLocation {
  const folder = pathWithin(folders.workspace, path);
  if (folder !== undefined) return { folder, name: path, repository: "", ref: "" };
  throw new ActionsError("invalid-workflow", `\`uses: ${path}\` leads out of the workspace.`);
}

async function hostedAction(
  session: JobSession,
  reference: Hosted,
  signal: AbortSignal,
): Promise<ActionLocation> {
  const { owner, name, path, ref } = reference;
  const { context, folders } = session;
  const repository = hostOf(session, reference);
  const commit = await resolveCommit(context, repository, ref);
  if (commit === undefined)
    throw new ActionsError(
      "invalid-action",
      `The action ${nameOf(reference)} can't be found: ${owner}/${name} has no ${ref.slice(0, 200)}.`,
    );
  const root = join(folders.actions, owner, name, encodeURIComponent(ref));
  await exportCommit(context, repository, { commit, folder: root, signal });
  const folder = pathWithin(root, path) ?? root;
  return { folder, name: nameOf(reference), repository: `${owner}/${name}`, ref };
}

/** Another account's private repository is none of this workflow's business. */
function hostOf({ context, repository: own }: JobSession, reference: Hosted): Repository {
  const host = findRepository(context, reference.owner, reference.name);
  if (host !== undefined && (!host.private || host.owner === own.owner)) return host;
  throw new ActionsError(
    "unsupported",
    `The sandbox doesn't support the action ${nameOf(reference)}: it is none of the built-in ones, and no repository here hosts it.`,
  );
}

/** Once for each job: a ref that moves meanwhile doesn't change what the job uses. */
async function exportCommit(
  context: SandboxContext,
  repository: Repository,
  place: { readonly commit: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<void> {
  const { commit, folder, signal } = place;
  if (existsSync(folder)) return;
  const index = `${folder}.index`;
  mkdirSync(folder, { recursive: true });
  const { path } = gitOf(context, repository);
  const git = (...args: readonly string[]) =>
    jobGit(folder, ["-c", "core.bare=false", ...args], signal, {
      GIT_DIR: resolve(path),
      GIT_WORK_TREE: folder,
      GIT_INDEX_FILE: index,
    });
  await git("read-tree", commit);
  await git("checkout-index", "--all", "--force");
  rmSync(index, { force: true });
}

function nameOf({ owner, name, path, ref }: Hosted): string {
  return `${owner}/${name}${path === "" ? "" : `/${path}`}@${ref}`.slice(0, 300);
}

function missing(kind: "local" | "hosted", name: string): ActionsError {
  const hint = kind === "local" ? ": check the repository out first" : "";
  return new ActionsError(
    "invalid-action",
    `There is no action.yml or action.yaml in ${name}${hint}.`,
  );
}
