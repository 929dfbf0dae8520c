import { checkManifests } from "../config-repo/check-manifests.ts";
import { manifestsOf, type StoredArtifact } from "../config-repo/plan-release.ts";
import { type HamConfig, type ServiceConfig, environmentNames } from "../environment/ham-config.ts";
import { formatProblem } from "../problem.ts";
import { type Refusal, quoted, refuse } from "../refusal.ts";
import { MANIFEST_LIMITS } from "./manifest-limits.ts";
import { formatArtifactId, NO_PLAN } from "./artifact-id.ts";
import { digestOf, type ManifestFiles } from "./digest.ts";
import type { CommitSha, TreeSha } from "./ids.ts";
import { judgeSourceTree, type RunRecord } from "./provenance.ts";
import type { ParsedUploadName } from "./reuse-key.ts";
import { type ArtifactSpec, SPEC_FILE } from "./spec.ts";
import { parseSpec } from "./spec-schema.ts";

/** What a run uploaded for a service, and what GitHub itself says of that run. */
export type UploadedArtifact = {
  readonly run: RunRecord;
  readonly headCommit: HeadCommit;
  readonly upload: ParsedUploadName;
  readonly files: ReadonlyMap<string, string>;
  readonly service: ServiceConfig;
  readonly config: HamConfig;
};

export type HeadCommit = {
  readonly sha: CommitSha;
  readonly tree: TreeSha;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
};

/**
 * The artifact that may be stored, or why not. Its content is checked; what it claims of its run must be
 * what GitHub recorded, and what GitHub knows better is taken from there.
 */
export function judgeUpload(
  uploaded: UploadedArtifact,
): { readonly kind: "judged"; readonly artifact: StoredArtifact } | Refusal {
  const { run, headCommit, files, config } = uploaded;
  const text = files.get(SPEC_FILE);
  if (text === undefined) return withoutSpec(run);
  const parsed = parseSpec(text);
  if (parsed.kind === "invalid") {
    return refuse(
      "artifact-invalid",
      `${SPEC_FILE} is not valid: ${parsed.problems.slice(0, 5).map(formatProblem).join("; ")}`,
      { evidence: { problems: parsed.problems.map(formatProblem) } },
    );
  }
  const spec = parsed.value;
  const claims = judgeClaims(spec, uploaded);
  if (claims.kind === "refused") return claims;
  const tree = judgeSourceTree(run, headCommit.tree, spec.sourceTree);
  if (tree.kind === "refused") return tree;
  const manifests = new Map([...files].filter(([path]) => path !== SPEC_FILE));
  const content = judgeContent(spec, manifests, uploaded.service, config);
  if (content.kind === "refused") return content;
  return {
    kind: "judged",
    artifact: { spec: asRecorded(spec, uploaded, tree.sourceTree), manifests },
  };
}

/** Each claim that differs from GitHub's record is an attempt, or a broken build: refused. */
function judgeClaims(
  spec: ArtifactSpec,
  { run, upload, service }: UploadedArtifact,
): { readonly kind: "accepted" } | Refusal {
  const branch = run.headBranch ?? "";
  const planCommit = spec.shuttle.plan.sha ?? NO_PLAN;
  const id = formatArtifactId({ branch, commit: run.headSha, planCommit });
  const claims: readonly (readonly [string, string | number, string | number])[] = [
    ["service", spec.service, service.name],
    ["branch", spec.application.branch, branch],
    ["commit", spec.application.sha, run.headSha],
    ["repository", spec.run.repository.toLowerCase(), run.repository.toLowerCase()],
    ["run", spec.run.id, run.id],
    ["reuse key", spec.reuseKey, upload.reuseKey],
    ["id", spec.id, id ?? "one that can be a folder's name"],
  ];
  const wrong = claims.find(([, claimed, recorded]) => claimed !== recorded);
  if (wrong !== undefined) return claimsOther(run, wrong);
  // A rerun of failed jobs keeps what an earlier attempt has uploaded.
  if (spec.run.attempt > run.attempt) {
    return claimsOther(run, ["attempt", spec.run.attempt, run.attempt]);
  }
  return { kind: "accepted" };
}

function judgeContent(
  spec: ArtifactSpec,
  manifests: ManifestFiles,
  service: ServiceConfig,
  config: HamConfig,
): { readonly kind: "accepted" } | Refusal {
  const known = environmentNames(config);
  const unknown = spec.environments.find((name) => !known.includes(name));
  if (unknown !== undefined) return unknownEnvironment(unknown, known);
  const stray = [...manifests.keys()].find((path) => !isManifestPath(path, spec.environments));
  if (stray !== undefined) return strayFile(stray, spec);
  const digest = digestOf(manifests);
  if (digest !== spec.digest) return otherDigest(spec, digest);
  for (const environment of spec.environments) {
    const files = manifestsOf(manifests, environment);
    const size = judgeSize(files, environment);
    if (size.kind === "refused") return size;
    const checked = checkManifests(files, service, environment, config, new Map());
    if (checked.kind === "refused") return checked;
  }
  return { kind: "accepted" };
}

/** `<environment>/<file>`, flat: a folder in it would not be read by Flux without a kustomization. */
function isManifestPath(path: string, environments: readonly string[]): boolean {
  const [environment = "", file = "", ...deeper] = path.split("/");
  return environments.includes(environment) && /^[^.].*\.ya?ml$/.test(file) && deeper.length === 0;
}

function judgeSize(
  files: ReadonlyMap<string, string>,
  environment: string,
): { readonly kind: "accepted" } | Refusal {
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (files.size <= MANIFEST_LIMITS.files && bytes <= MANIFEST_LIMITS.totalBytes)
    return { kind: "accepted" };
  return refuse(
    "artifact-too-large",
    `${environment} has ${files.size} files of ${bytes} bytes, and ${MANIFEST_LIMITS.files} files of ${MANIFEST_LIMITS.totalBytes} bytes are the limit`,
    { evidence: { environment, files: files.size, bytes } },
  );
}

/** What GitHub knows is written down as GitHub knows it. */
function asRecorded(
  spec: ArtifactSpec,
  { run, headCommit }: UploadedArtifact,
  sourceTree: TreeSha | null,
): ArtifactSpec {
  return {
    ...spec,
    application: { ...spec.application, ...peopleOf(headCommit) },
    sourceTree,
    run: {
      repository: run.repository,
      id: run.id,
      attempt: spec.run.attempt,
      workflow: run.workflowPath,
      event: run.event,
      createdAt: run.createdAt,
    },
  };
}

/** Author, committer and the first line of a commit's message, as a spec has them. */
export function peopleOf(
  commit: Pick<HeadCommit, "author" | "committer" | "message">,
): Pick<
  ArtifactSpec["application"],
  "authorName" | "authorEmail" | "committerName" | "committerEmail" | "message"
> {
  return {
    authorName: commit.author.name,
    authorEmail: commit.author.email,
    committerName: commit.committer.name,
    committerEmail: commit.committer.email,
    message: (commit.message.split("\n", 1)[0] ?? "").slice(0, 500),
  };
}

function withoutSpec(run: RunRecord): Refusal {
  return refuse("artifact-invalid", `the upload of run ${run.id} has no ${SPEC_FILE}`, {
    advice: "let the Action upload the artifact",
    evidence: { run: run.id },
  });
}

function claimsOther(
  run: RunRecord,
  [what, claimed, recorded]: readonly [string, string | number, string | number],
): Refusal {
  return refuse(
    "artifact-claims-other-run",
    `the artifact claims the ${what} ${quoted(String(claimed))}, and GitHub recorded ${quoted(String(recorded))} for run ${run.id}`,
    {
      advice: "let the Action build and upload the artifact in the run itself",
      evidence: { run: run.id, what, claimed, recorded },
    },
  );
}

function unknownEnvironment(environment: string, known: readonly string[]): Refusal {
  return refuse(
    "unknown-environment",
    `the artifact is for ${quoted(environment)}, and ham.yaml has no such environment`,
    {
      advice: `remove it from vars.k8s of the project; environments: ${known.join(", ")}`,
      evidence: { environment, environments: known },
    },
  );
}

function strayFile(path: string, spec: ArtifactSpec): Refusal {
  return refuse(
    "artifact-unsafe-path",
    `${quoted(path)} is not <environment>/<file>.yaml of one of its environments`,
    { evidence: { path: path.slice(0, 200), environments: spec.environments } },
  );
}

function otherDigest(spec: ArtifactSpec, actual: string): Refusal {
  return refuse(
    "artifact-digest-mismatch",
    `the manifests have the digest ${actual.slice(0, 12)}, and the spec says ${spec.digest.slice(0, 12)}`,
    {
      advice: "build the artifact again",
      evidence: { artifact: spec.id, expected: spec.digest, received: actual },
    },
  );
}
