import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** When a plan that is there already need not be looked for in its origin. */
export type PlanFreshness = {
  readonly kind: "freshness";
  readonly skipPull: boolean;
  /** Minutes for which a fetched plan counts as fresh; 0: never. */
  readonly cacheMinutes: number;
};

/**
 * From `--skip-pull` and the environment: `SHUTTLE_SKIP_PULL` (true or 1; without it any `CI` counts, because
 * the steps of a job should use one plan) and `SHUTTLE_CACHE_DURATION_MIN`, which is refused if it is no
 * whole number.
 */
export function planFreshness(
  flag: boolean,
  environment: ReadonlyMap<string, string>,
): PlanFreshness | ShuttleRefusal {
  const minutes = environment.get("SHUTTLE_CACHE_DURATION_MIN") ?? "";
  if (minutes !== "" && !isInteger(minutes)) {
    const message = `SHUTTLE_CACHE_DURATION_MIN is not valid: ${minutes}`;
    return refuseShuttle("cache-duration-invalid", message);
  }
  const skipPull = flag || isSkippedBy(environment);
  return { kind: "freshness", skipPull, cacheMinutes: Number(minutes) };
}

/** Without being so large that arithmetic loses it. */
function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text));
}

function isSkippedBy(environment: ReadonlyMap<string, string>): boolean {
  const wanted = environment.get("SHUTTLE_SKIP_PULL") ?? "";
  if (wanted === "") return (environment.get("CI") ?? "") !== "";
  return ["1", "t", "true"].includes(wanted.toLowerCase());
}
