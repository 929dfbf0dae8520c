import type { PlanFreshness } from "../../core/shuttle/plan-freshness.ts";
import { type GitPlan, refName } from "../../core/shuttle/plan-reference.ts";
import type { PlanNotice } from "../../core/shuttle/resolve-plan.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import type { PlanClone, RemoteRef, ShuttlePorts } from "./ports.ts";

export type FetchedPlan = { readonly kind: "brought"; readonly sha: string };

/**
 * Brings a git plan's commit into its folder. What a person changed there stays as it is; another
 * origin, or a folder that is no clone of its own, is replaced.
 */
export async function fetchPlan(
  folder: string,
  plan: GitPlan,
  context: { readonly freshness: PlanFreshness; readonly ports: ShuttlePorts },
): Promise<FetchedPlan | ShuttleRefusal> {
  const { freshness, ports } = context;
  const clone = await ports.plans.readClone(folder);
  const isOurs = clone?.origin === ports.plans.origin(plan);
  if (clone === undefined || !isOurs) return cloneAnew(folder, plan, ports);
  if (clone.conflictingFiles > 0) return refuseConflict(folder);
  if (clone.changedFiles > 0) return keepChanged(clone, ports);
  if (isAsked(clone, plan) && isFresh(clone, freshness)) return { kind: "brought", sha: clone.sha };
  if (plan.ref.kind === "commit" && isAsked(clone, plan)) return keepPinned(clone, ports);
  const ref = await ports.plans.resolveRef(folder, plan);
  if (ref.kind === "refused") return ref;
  ports.notify(pullNotice(ref));
  return atCommit(folder, plan, ref, ports);
}

/** Is what is there what the plan names? */
function isAsked({ sha, marker }: PlanClone, { ref }: GitPlan): boolean {
  if (ref.kind === "commit") return sha === ref.sha;
  // A clone without a marker is the original's, which tells nothing about the ref.
  return marker === undefined || marker.ref === refName(ref);
}

/** Is it recent enough not to look for newer? */
function isFresh({ ageMs }: PlanClone, { skipPull, cacheMinutes }: PlanFreshness): boolean {
  return skipPull || ageMs < cacheMinutes * 60_000;
}

const DETACHED: PlanNotice = {
  level: "emphasised",
  text: "Skipping plan pull because its running on detached head",
};

/** A commit never changes, so nobody is asked. */
function keepPinned({ sha }: PlanClone, { notify }: ShuttlePorts): FetchedPlan {
  notify(DETACHED);
  return { kind: "brought", sha };
}

/** A tag is looked up all the same: it may have been moved. */
function pullNotice({ ref = "" }: RemoteRef): PlanNotice {
  const branch = /^refs\/heads\/(.+)/.exec(ref)?.[1];
  return branch === undefined
    ? DETACHED
    : { level: "info", text: `Pulling latest plan changes on ${branch}` };
}

async function cloneAnew(
  folder: string,
  plan: GitPlan,
  ports: ShuttlePorts,
): Promise<FetchedPlan | ShuttleRefusal> {
  ports.notify({ level: "info", text: `Cloning plan ${ports.plans.origin(plan)}` });
  ports.files.remove(folder);
  ports.files.makeFolder(folder);
  const ref = await ports.plans.resolveRef(folder, plan);
  const fetched = ref.kind === "refused" ? ref : await atCommit(folder, plan, ref, ports);
  // A folder that is half a clone would look like a plan to the next call.
  if (fetched.kind === "refused") ports.files.remove(folder);
  return fetched;
}

function keepChanged(clone: PlanClone, { notify }: ShuttlePorts): FetchedPlan {
  const files = `Found ${clone.changedFiles} files locally changed in plan`;
  notify({ level: "emphasised", text: files });
  notify({ level: "emphasised", text: "Skipping plan pull because of changes" });
  return { kind: "brought", sha: clone.sha };
}

function refuseConflict(folder: string): ShuttleRefusal {
  const message =
    `The plan in ${folder} is in merge state: ` +
    "end the merge there, or fetch the plan anew with --clean";
  return refuseShuttle("plan-merging", message, 9);
}

async function atCommit(
  folder: string,
  plan: GitPlan,
  ref: RemoteRef,
  { plans }: ShuttlePorts,
): Promise<FetchedPlan | ShuttleRefusal> {
  const result = await plans.checkOut(folder, plan, ref);
  return result.kind === "refused" ? result : { kind: "brought", sha: result.sha };
}
