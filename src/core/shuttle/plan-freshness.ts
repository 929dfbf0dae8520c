import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** When a plan that is there already need not be looked for in its origin. */
export type PlanFreshness = {
  readonly kind: "freshness";
  readonly skipPull: boolean;
  /** Minutes for which a fetched plan counts as fresh; 0: never. */
  readonly cacheMinutes: number;
};

/**
 * From `--skip-pull` and the environment: `SHUTTLE_SKIP_PULL` (true or 1) and `SHUTTLE_CACHE_DURATION_MIN`,
 * which is refused if it is no whole number.
 */
export function planFreshness(
  flag: boolean,
  environment: ReadonlyMap<string, string>,
): PlanFreshness | ShuttleRefusal {
  const minutes = environment.get("SHUTTLE_CACHE_DURATION_MIN") ?? "";
  if (!/^[+-]?\d*$/.test(minutes)) {
    const message = `SHUTTLE_CACHE_DURATION_MIN is not valid: ${minutes}`;
    return refuseShuttle("cache-duration-invalid", message);
  }
  const wanted = (environment.get("SHUTTLE_SKIP_PULL") ?? "").toLowerCase();
  const skipPull = flag || ["1", "t", "true"].includes(wanted);
  return { kind: "freshness", skipPull, cacheMinutes: Number(minutes) };
}
