import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  formatPlanMarker,
  parsePlanMarker,
  type PlanMarker,
} from "../../core/shuttle/plan-marker.ts";
import {
  type GitPlan,
  refCandidates,
  type RefCandidate,
  refName,
  withoutCredentials,
} from "../../core/shuttle/plan-reference.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import type { PlanClone, RemoteRef } from "../../flows/shuttle/ports.ts";
import { listenToSignals } from "../process/signals.ts";
import { type GitAccess, gitAccess } from "./git-access.ts";
import { type GitResult, runGit } from "./git-command.ts";

export type PlanAccess = {
  /** `SHUTTLE_GIT_TOKEN`; `""` for none. */
  readonly token: string;
  readonly environment: ReadonlyMap<string, string>;
};

/** What is in the folder; undefined if it is no clone of its own. */
export async function readClone(folder: string): Promise<PlanClone | undefined> {
  // Without a .git of its own git would look at the project's repository.
  if (!existsSync(join(folder, ".git"))) return undefined;
  const git = (...args: readonly string[]) => runGit({ workingDirectory: folder, args });
  const [head, origin, status] = await Promise.all([
    git("rev-parse", "--verify", "--quiet", "HEAD^{commit}"),
    git("config", "--get", "remote.origin.url"),
    git("status", "--porcelain=v2", "--ignore-submodules=all", "--untracked-files=no"),
  ]);
  if (head.status !== 0 || status.status !== 0) return undefined;
  const [marker, address, changes] = [
    readMarker(folder),
    origin.stdout.trim(),
    lines(status.stdout),
  ];
  if (marker === "interrupted") return undefined;
  // The original writes a token into the configuration: there it must not stay.
  if (withoutCredentials(address) !== address && changes.length === 0) return undefined;
  return {
    marker,
    origin: marker?.origin ?? withoutCredentials(address),
    sha: head.stdout.trim(),
    changedFiles: changes.length,
    conflictingFiles: changes.filter((line) => line.startsWith("u ")).length,
    ageMs: Date.now() - statSync(folder).mtimeMs,
  };
}

/** Looks in the origin for what the plan's ref may mean, in one call. */
export async function resolveRef(
  folder: string,
  plan: GitPlan,
  access: PlanAccess,
): Promise<RemoteRef | ShuttleRefusal> {
  if (plan.ref.kind === "commit") return { kind: "remote-ref", ref: undefined, sha: plan.ref.sha };
  const candidates = refCandidates(plan.ref);
  const names = candidates.flatMap(namesOf);
  const remote = gitAccess(plan.source, access.token, access.environment);
  const listed = await callRemote(folder, remote, ["ls-remote", remote.url, ...names]);
  if (listed.kind === "refused") return listed;
  const refs = parseListing(listed.stdout);
  const found = candidates.map((one) => pick(one, refs)).find((one) => one !== undefined);
  if (found === undefined) return refuseRef(plan, remote);
  return found.ref === undefined ? wholeCommit(folder, found) : found;
}

function refuseRef({ ref }: GitPlan, { url }: GitAccess): ShuttleRefusal {
  const mayBeCommit = refCandidates(ref).some(({ kind }) => kind === "commit");
  const kinds = mayBeCommit ? "branch, tag or commit" : "branch or tag";
  const message =
    ref.kind === "default"
      ? `The plan ${url} has no branch yet: push one`
      : `The plan ${url} has no ${kinds} '${refName(ref)}': mend the part behind '#' of the plan`;
  return refuseShuttle("plan-not-fetched", message, 4);
}

/** A commit that is here already need not be looked for. */
async function wholeCommit(folder: string, ref: RemoteRef): Promise<RemoteRef> {
  return { ...ref, sha: (await localCommit(folder, ref.sha)) ?? ref.sha };
}

/** Fetches what was resolved, checks it out detached and notes it in the marker. */
export async function checkOut(
  folder: string,
  plan: GitPlan,
  ref: RemoteRef,
  access: PlanAccess,
): Promise<{ readonly kind: "checked-out"; readonly sha: string } | ShuttleRefusal> {
  const remote = gitAccess(plan.source, access.token, access.environment);
  const sha = await bringCommit(folder, remote, ref);
  if (sha === undefined) return refuseRef(plan, remote);
  if (typeof sha !== "string") return sha;
  const marker = { origin: remote.url, ref: refName(plan.ref), sha };
  writeFileSync(markerFile(folder), formatPlanMarker(marker));
  const now = new Date();
  utimesSync(folder, now, now);
  return { kind: "checked-out", sha };
}

async function bringCommit(
  folder: string,
  remote: GitAccess,
  ref: RemoteRef,
): Promise<string | ShuttleRefusal | undefined> {
  const head = await localCommit(folder, "HEAD");
  if (head === ref.sha) return head;
  if (head === undefined) {
    const made = await makeRepository(folder, remote);
    if (made !== undefined) return made;
  }
  const commit = await fetchCommit(folder, remote, ref);
  if (typeof commit !== "string") return commit;
  // Half a checkout would look like changes of a person.
  writeFileSync(markerFile(folder), INTERRUPTED);
  const args = ["checkout", "--quiet", "--force", "--detach", commit];
  const checkedOut = await callRemote(folder, remote, args);
  return checkedOut.kind === "refused" ? checkedOut : commit;
}

/** Undefined: it isn't here, or there is no clone. */
async function localCommit(folder: string, name: string): Promise<string | undefined> {
  if (!existsSync(join(folder, ".git"))) return undefined;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const commit = await runGit({ workingDirectory: folder, args });
  return commit.status === 0 ? commit.stdout.trim() : undefined;
}

async function makeRepository(
  folder: string,
  remote: GitAccess,
): Promise<ShuttleRefusal | undefined> {
  mkdirSync(folder, { recursive: true });
  const made = await callRemote(folder, remote, ["init", "--quiet"]);
  if (made.kind === "refused") return made;
  const added = await callRemote(folder, remote, ["remote", "add", "origin", remote.url]);
  // It is there already in a clone that was interrupted: `set-url` then says the same.
  if (added.kind === "done") return undefined;
  const set = await callRemote(folder, remote, ["remote", "set-url", "origin", remote.url]);
  return set.kind === "refused" ? set : undefined;
}

async function fetchCommit(
  folder: string,
  remote: GitAccess,
  { ref, sha }: RemoteRef,
): Promise<string | ShuttleRefusal | undefined> {
  if (ref !== undefined) {
    const fetched = await fetch(folder, remote, [`+${ref}:${trackingRef(ref)}`]);
    return fetched.kind === "refused" ? fetched : localCommit(folder, trackingRef(ref));
  }
  const single = await fetch(folder, remote, [sha]);
  if (single.kind === "done") return localCommit(folder, "FETCH_HEAD");
  if (single.code === "cancelled") return single;
  // Not every server gives out a single commit, and none a shortened one.
  const all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
  const fetched = await fetch(folder, remote, all);
  return fetched.kind === "refused" ? fetched : localCommit(folder, sha);
}

function fetch(folder: string, remote: GitAccess, refs: readonly string[]): Promise<Done> {
  return callRemote(folder, remote, ["fetch", "--quiet", "--no-tags", "origin", ...refs]);
}

type Done = { readonly kind: "done"; readonly stdout: string } | ShuttleRefusal;

async function callRemote(
  folder: string,
  remote: GitAccess,
  args: readonly string[],
): Promise<Done> {
  const { environment } = remote;
  const ending = new AbortController();
  const stop = listenToSignals(() => ending.abort());
  const call = { workingDirectory: folder, args, environment, signal: ending.signal };
  const result = await runGit(call).finally(stop);
  if (ending.signal.aborted) return refuseShuttle("cancelled", "context canceled", 2);
  if (result.status === 0) return { kind: "done", stdout: result.stdout };
  return refuseShuttle("plan-not-fetched", failureText(folder, args, result), 4);
}

function failureText(folder: string, args: readonly string[], result: GitResult): string {
  const said = result.stderr.trim();
  const command = `git ${args.join(" ")}`;
  const failure = `Failed executing git command \`${command}\` in \`${folder}\`. Got exit code: ${result.status}`;
  return said === "" ? failure : `${failure}\n${said}`;
}

function namesOf(candidate: RefCandidate): readonly string[] {
  if (candidate.kind === "remote-head") return ["HEAD"];
  if (candidate.kind === "commit") return [];
  const { name } = candidate;
  return [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/${name}^{}`];
}

function pick(candidate: RefCandidate, refs: ReadonlyMap<string, string>): RemoteRef | undefined {
  if (candidate.kind === "commit") {
    return { kind: "remote-ref", ref: undefined, sha: candidate.sha };
  }
  const ref = namesOf(candidate).find((name) => refs.has(name));
  if (ref === undefined) return undefined;
  // An annotated tag is an object of its own: what it points to is listed as `<tag>^{}`.
  const sha = refs.get(`${ref}^{}`) ?? refs.get(ref) ?? "";
  return { kind: "remote-ref", ref, sha };
}

function parseListing(text: string): ReadonlyMap<string, string> {
  const pairs = lines(text).map((line) => line.split("\t"));
  return new Map(pairs.map(([sha = "", name = ""]) => [name, sha]));
}

function trackingRef(ref: string): string {
  if (ref === "HEAD") return "refs/remotes/origin/HEAD";
  return ref.startsWith("refs/heads/") ? ref.replace("refs/heads/", "refs/remotes/origin/") : ref;
}

/** Stands for the marker while files are checked out. */
const INTERRUPTED = "";

function readMarker(folder: string): PlanMarker | "interrupted" | undefined {
  const file = markerFile(folder);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  return text === INTERRUPTED ? "interrupted" : parsePlanMarker(text);
}

/** Beside the folder, so that it isn't part of the plan. */
function markerFile(folder: string): string {
  return `${folder}.json`;
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
