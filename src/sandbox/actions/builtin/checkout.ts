/** `actions/checkout`: a clone in the workspace, fetched from the bare repository and set up to push to the sandbox. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { GitRepository } from "../../git/git-store.ts";
import { findRepository, gitOf, resolveCommit } from "../../github/repositories.ts";
import { gitAccess } from "../../http/git-access.ts";
import type { Oid, Repository } from "../../model.ts";
import { ActionsError } from "../actions-error.ts";
import { pathWithin } from "../job-folders.ts";
import { shortName } from "../trigger.ts";
import { flag, input } from "./built-in.ts";
import type { BuiltIn, BuiltInCall } from "./built-in.ts";
import { jobGit } from "./job-git.ts";

export const checkout: BuiltIn = async (call) => {
  refuseUnsupported(call);
  const { session, signal } = call;
  const repository = requestedRepository(call);
  const target = await requestedTarget(call, repository);
  const folder = pathWithin(session.folders.workspace, input(call, "path", "."));
  if (folder === undefined)
    throw failure(`path ${input(call, "path", "")} leads out of the workspace`);
  session.log.write(`Syncing repository: ${repository.owner}/${repository.name}`);
  emptyFolder(folder);
  const git = (...args: readonly string[]) => jobGit(folder, args, signal);
  const remote = `${session.context.baseUrl()}/${repository.owner}/${repository.name}`;
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", remote);
  await fetchTarget(call, gitOf(session.context, repository), target, git);
  if (flag(call, "persist-credentials", true)) await persistToken(call, git);
  session.log.write(`HEAD is now at ${target.sha}`);
  return { ref: target.ref, commit: target.sha };
};

type Target = {
  readonly sha: Oid;
  /** In full, or empty for a bare commit. */
  readonly ref: string;
};

type Git = (...args: readonly string[]) => Promise<string>;

function refuseUnsupported(call: BuiltInCall): void {
  for (const name of ["submodules", "lfs", "sparse-checkout", "ssh-key", "filter"]) {
    if (["", "false"].includes(input(call, name, ""))) continue;
    throw new ActionsError(
      "unsupported",
      `The sandbox doesn't support the input \`${name}\` of actions/checkout.`,
    );
  }
}

/** The token's rights are those of its holder, as on the way by HTTP. */
function requestedRepository(call: BuiltInCall): Repository {
  const { context, repository: own, token } = call.session;
  const fullName = input(call, "repository", `${own.owner}/${own.name}`);
  const [owner = "", name = ""] = fullName.split("/");
  const secret = `x-access-token:${input(call, "token", token)}`;
  const authorization = `Basic ${Buffer.from(secret).toString("base64")}`;
  const access = gitAccess(context, { owner, name, writes: false, authorization });
  const repository = findRepository(context, owner, name);
  if (access.kind === "refused" || repository === undefined)
    throw failure(
      `${fullName} can't be fetched: ${access.kind === "refused" ? access.message : "not found"}`,
    );
  return repository;
}

/** Without `ref` what the run is about; of another repository its default branch. */
async function requestedTarget(call: BuiltInCall, repository: Repository): Promise<Target> {
  const { context, run, trigger } = call.session;
  const isOwn = repository.id === run.repositoryId;
  const wanted = input(call, "ref", "");
  if (wanted === "" && isOwn) return { sha: run.checkoutSha, ref: trigger.ref };
  const git = gitOf(context, repository);
  const ref = wanted === "" ? `refs/heads/${repository.defaultBranch}` : wanted;
  const candidates = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const name of candidates)
    if ((await git.ref(name)) !== undefined) {
      const sha = await resolveCommit(context, repository, name);
      if (sha !== undefined) return { sha, ref: name };
    }
  const sha = await resolveCommit(context, repository, ref);
  if (sha === undefined)
    throw failure(`${repository.owner}/${repository.name} has no branch, tag or commit ${ref}`);
  return { sha, ref: "" };
}

/** The folder stays: it may be the workspace, where other steps have begun. */
function emptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true });
}

async function fetchTarget(
  call: BuiltInCall,
  { path }: GitRepository,
  { sha, ref }: Target,
  git: Git,
): Promise<void> {
  const depth = Number(input(call, "fetch-depth", "1"));
  if (!Number.isInteger(depth) || depth < 0)
    throw failure(`fetch-depth must be a whole number, not ${input(call, "fetch-depth", "")}`);
  const source = pathToFileURL(path).href;
  const fetch = (...args: readonly string[]) => git("fetch", "--quiet", "--no-auto-gc", ...args);
  if (depth === 0) await fetch("--tags", source, "+refs/heads/*:refs/remotes/origin/*");
  else if (flag(call, "fetch-tags", false)) await fetch("--tags", `--depth=${depth}`, source, sha);
  const tracking = trackingRef(ref);
  const limit = depth === 0 ? [] : [`--depth=${depth}`];
  await fetch("--no-tags", ...limit, source, tracking === null ? sha : `+${sha}:${tracking}`);
  const branch = ref.startsWith("refs/heads/") ? shortName(ref) : null;
  if (branch === null) await git("checkout", "--quiet", "--force", "--detach", sha);
  else await git("checkout", "--quiet", "--force", "-B", branch, `refs/remotes/origin/${branch}`);
}

/** Where the clone keeps what it fetched. */
function trackingRef(ref: string): string | null {
  if (ref === "") return null;
  if (ref.startsWith("refs/heads/")) return `refs/remotes/origin/${shortName(ref)}`;
  return ref.startsWith("refs/pull/") ? ref.replace("refs/", "refs/remotes/") : ref;
}

async function persistToken(call: BuiltInCall, git: Git): Promise<void> {
  const { context, token, log } = call.session;
  const secret = `x-access-token:${input(call, "token", token)}`;
  const basic = Buffer.from(secret).toString("base64");
  log.mask(basic);
  const key = `http.${context.baseUrl()}/.extraheader`;
  await git("config", "--local", key, `AUTHORIZATION: basic ${basic}`);
}

function failure(message: string): ActionsError {
  return new ActionsError("step-failed", `actions/checkout: ${message}.`);
}
