import type { ArtifactId, CommitSha, Digest, TreeSha } from "./ids.ts";

/** Raised when a reader of the version before could misunderstand a spec. */
export const SPEC_VERSION = 1;

/** The name of the spec's file, in the upload, in the store and in a release. */
export const SPEC_FILE = "artifact.json";

/**
 * One build of a service: what was built, from what, by which run. The fields `id` to `stages` are
 * those of release-manager's `artifact.json`; the others are ours.
 */
export type ArtifactSpec = {
  readonly version: typeof SPEC_VERSION;
  readonly id: ArtifactId;
  readonly service: string;
  readonly squad?: string | undefined;
  readonly application: SourceRepository & { readonly branch: string; readonly sha: CommitSha };
  readonly ci: {
    readonly jobUrl?: string | undefined;
    /** RFC 3339. */
    readonly start: string;
    readonly end: string;
  };
  readonly shuttle: {
    readonly plan: SourceRepository;
    readonly shuttleVersion?: string | undefined;
  };
  readonly stages: readonly Stage[];
  /** In the order of the build, each with a folder of manifests beside the spec. */
  readonly environments: readonly string[];
  readonly digest: Digest;
  /** The tree of `application.sha`; null when it is not known for certain: then it is never reused. */
  readonly sourceTree: TreeSha | null;
  readonly reuseKey: string;
  /** The artifact whose content this one carries, when nothing was built for it. */
  readonly reusedFrom?: ReusedFrom | undefined;
  readonly run: RunReference;
};

export type ReusedFrom = {
  readonly id: ArtifactId;
  readonly digest: Digest;
  readonly runId: number;
};

/** The workflow run that built (or reused) the content. */
export type RunReference = {
  /** `owner/name`. */
  readonly repository: string;
  readonly id: number;
  readonly attempt: number;
  /** For example `.github/workflows/ci.yml`. */
  readonly workflow: string;
  readonly event: string;
  readonly createdAt: string;
};

export type SourceRepository = {
  readonly branch?: string | undefined;
  readonly sha?: string | undefined;
  readonly authorName?: string | undefined;
  readonly authorEmail?: string | undefined;
  readonly committerName?: string | undefined;
  readonly committerEmail?: string | undefined;
  readonly message?: string | undefined;
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly provider?: string | undefined;
};

/** One script of the plan as it ran, or a finding that a tool left behind. An id occurs once. */
export type Stage = {
  readonly id: string;
  readonly name: string;
  readonly result?: "success" | "failure" | undefined;
  readonly durationMs?: number | undefined;
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
};

/** Text of the spec's file: two spaces of indentation and a final newline, keys in our order. */
export function formatSpec(spec: ArtifactSpec): string {
  return `${JSON.stringify(spec, null, 2)}\n`;
}
