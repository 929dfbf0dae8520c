/**
 * What became of one use of the Action. Workflows match on these, so they are never renamed.
 * - `publish`: there is an artifact, and the next step uploads it
 * - `not-published`: there is an artifact, and it stays where it was built
 * - `refused`: something has to be changed before anything can be built
 * - `failed`: a script failed, or something broke
 */
export type BuildDecision = "publish" | "not-published" | "refused" | "failed";

/** The closed list of reasons, by decision. */
export const BUILD_REASONS = {
  publish: ["built", "reused"],
  "not-published": ["publish-off", "fork", "event-not-allowed"],
  refused: [
    "inputs-invalid",
    "artifacts-unavailable",
    "project-invalid",
    "plan-unavailable",
    "service-missing",
    "service-invalid",
    "environments-missing",
    "environment-invalid",
    "script-unknown",
    "argument-missing",
    "branch-unusable",
    "template-failed",
    "manifests-missing",
    "manifest-invalid",
    "manifests-too-large",
    "arguments-file-invalid",
  ],
  failed: ["script-failed", "cancelled", "unexpected-error"],
} as const satisfies Readonly<Record<BuildDecision, readonly string[]>>;

export type BuildReason = (typeof BUILD_REASONS)[BuildDecision][number];

/** Why something was not built, with the place to mend it. */
export type BuildRefusal = {
  readonly kind: "refused";
  readonly decision: "refused" | "failed";
  readonly reason: BuildReason;
  /** One sentence or the words of shuttle, in one or more lines. */
  readonly message: string;
  readonly places: readonly BuildPlace[];
};

/** Where to annotate. */
export type BuildPlace = {
  /** Absolute. */
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  readonly message: string;
};

type RefusedReason = (typeof BUILD_REASONS)["refused"][number];
type FailedReason = (typeof BUILD_REASONS)["failed"][number];

export function refuseBuild(
  reason: RefusedReason | FailedReason,
  message: string,
  places: readonly BuildPlace[] = [],
): BuildRefusal {
  return {
    kind: "refused",
    decision: isFailed(reason) ? "failed" : "refused",
    reason,
    message,
    places,
  };
}

function isFailed(reason: RefusedReason | FailedReason): reason is FailedReason {
  return BUILD_REASONS.failed.some((one) => one === reason);
}

/** What keeps an artifact from being published, before anything is built; undefined: nothing. */
export function publishingObstacle(facts: {
  /** The input; undefined: not given. */
  readonly publish: boolean | undefined;
  readonly isFork: boolean;
  readonly event: string;
}): (typeof BUILD_REASONS)["not-published"][number] | undefined {
  if (facts.publish === false) return "publish-off";
  // What a fork built is never released, so uploading it would only look as if it could be.
  if (facts.isFork) return "fork";
  return PUBLISHED_EVENTS.includes(facts.event) ? undefined : "event-not-allowed";
}

/** Those that provenance accepts, see `provenance.ts`. */
const PUBLISHED_EVENTS: readonly string[] = [
  "push",
  "pull_request",
  "merge_group",
  "workflow_dispatch",
];

/** GitHub Enterprise Server has no artifacts of the version that the upload needs. */
export function hasArtifacts(serverUrl: string): boolean {
  if (!URL.canParse(serverUrl)) return false;
  const { hostname } = new URL(serverUrl);
  return (
    hostname === "github.com" ||
    hostname.endsWith(".ghe.com") ||
    // On this machine it is a server for trying things out.
    /^(?:localhost|127\.[\d.]+|\[::1\]|.+\.localhost)$/.test(hostname)
  );
}
