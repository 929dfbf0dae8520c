/** Why a release happens; names as in release-manager's `Release-intent` trailer. */
export type Intent =
  | { readonly type: "ReleaseArtifact" }
  | { readonly type: "ReleaseBranch"; readonly branch: string }
  /** `from` is an environment, or the default branch's name for a promotion into the first one. */
  | { readonly type: "Promote"; readonly from: string }
  | { readonly type: "Rollback"; readonly previous: string }
  | { readonly type: "AutoRelease" };

/** The verb of a release commit's title. */
export function verbOf(intent: Intent): "release" | "rollback" | "auto release" {
  switch (intent.type) {
    case "Rollback":
      return "rollback";
    case "AutoRelease":
      return "auto release";
    case "ReleaseArtifact":
    case "ReleaseBranch":
    case "Promote":
      return "release";
  }
}

/** In a sentence, for example `promotion from dev`. */
export function describeIntent(intent: Intent): string {
  switch (intent.type) {
    case "ReleaseArtifact":
      return "release of an artifact";
    case "ReleaseBranch":
      return `release of branch ${intent.branch}`;
    case "Promote":
      return `promotion from ${intent.from}`;
    case "Rollback":
      return `rollback of ${intent.previous}`;
    case "AutoRelease":
      return "auto-release";
  }
}
