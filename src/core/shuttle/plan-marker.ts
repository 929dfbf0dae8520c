/** What shuttle remembers beside a git plan's folder about what is in it. */
export type PlanMarker = {
  /** The address without credentials. */
  readonly origin: string;
  /** As it was asked for: a branch, a tag, an object name, or `""` for the default. */
  readonly ref: string;
  readonly sha: string;
};

export function formatPlanMarker(marker: PlanMarker): string {
  return `${JSON.stringify(marker, null, 2)}\n`;
}

/** Undefined for anything else than a marker: then the plan is fetched anew. */
export function parsePlanMarker(text: string): PlanMarker | undefined {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { origin, ref, sha } = { origin: "", ref: "", sha: "", ...value };
  if (typeof origin !== "string" || typeof ref !== "string" || typeof sha !== "string") {
    return undefined;
  }
  return /^[\da-f]{40,64}$/.test(sha) && origin !== "" ? { origin, ref, sha } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
