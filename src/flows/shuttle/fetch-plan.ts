import type { PlanFreshness } from "../../core/shuttle/plan-freshness.ts";
import { type GitPlan, refName } from "../../core/shuttle/plan-reference.ts";
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
  if (isFresh(clone, plan, freshness)) return { kind: "brought", sha: clone.sha };
  const ref = await ports.plans.resolveRef(folder, plan);
  if (ref.kind === "refused") return ref;
  if (ref.sha === clone.sha) return atCommit(folder, plan, ref, ports);
  ports.notify({ level: "info", text: `Pulling latest plan changes on ${refName(plan.ref)}` });
  return atCommit(folder, plan, ref, ports);
}

/** Is what is there what was asked for, and recent enough not to look for newer? */
function isFresh(clone: PlanClone, plan: GitPlan, freshness: PlanFreshness): boolean {
  if (plan.ref.kind === "commit") return clone.sha === plan.ref.sha;
  // A clone without a marker is the original's, which tells nothing about the ref.
  const isAsked = clone.marker === undefined || clone.marker.ref === refName(plan.ref);
  const isCached = clone.ageMs < freshness.cacheMinutes * 60_000;
  return isAsked && (freshness.skipPull || isCached);
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
