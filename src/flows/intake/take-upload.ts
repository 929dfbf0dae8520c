import { judgeUpload } from "../../core/artifact/judge-upload.ts";
import { type BranchFacts, type RunRecord, evaluateRun } from "../../core/artifact/provenance.ts";
import { type ParsedUploadName, parseUploadName } from "../../core/artifact/reuse-key.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import {
  type HamConfig,
  type ServiceConfig,
  environmentNames,
  sameRepository,
} from "../../core/environment/ham-config.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import type { Told } from "../../core/report/told.ts";
import type { Actor } from "../../core/release/request.ts";
import { autoRelease } from "../auto-release/auto-release.ts";
import type { HamParts } from "../parts.ts";
import { prefetchAncestry } from "../prefetch-ancestry.ts";
import type { ConfigQuery } from "../ports/config-repository.ts";
import type { SourceCommit, Upload } from "../ports/source-repository.ts";
import { type World, environmentQueries, readWorld } from "../world.ts";
import { openUpload } from "./open-upload.ts";
import { NOTHING_STORED, type StoreView, referenceOf, storeArtifact } from "./store-artifact.ts";
import { verifyReuse } from "./verify-reuse.ts";

export type Taken = {
  readonly kind: "taken";
  readonly artifact: StoredArtifact;
  readonly told: readonly Told[];
};

type Given = {
  readonly run: RunRecord;
  readonly service: string;
  readonly upload: Upload;
  /** With the head of the service's artifacts. */
  readonly world: World;
};

/** One service's upload of a run: judged, stored, and released where a policy says so. */
export async function takeUpload(parts: HamParts, given: Given): Promise<Taken | Refusal> {
  const { run, upload, world } = given;
  const service = world.config.services.get(given.service);
  const name = parseUploadName(upload.name);
  if (service === undefined || name === undefined || !sameRepository(service, run.repository)) {
    return notOwned(given);
  }
  const believed = evaluateRun(run, service);
  if (believed.kind === "refused") return believed;
  const gathered = await gather(parts, run, upload);
  if (gathered.kind === "refused") return gathered;
  const judged = judge(gathered, { run, service, name, config: world.config });
  if (judged.kind === "refused") return judged;
  const head = world.snapshot.artifacts.get(service.name)?.head;
  return keepAndRelease(parts, { run, service, gathered, head, artifact: judged.artifact });
}

type Gathered = {
  readonly kind: "gathered";
  readonly files: ReadonlyMap<string, string>;
  readonly headCommit: SourceCommit;
  readonly facts: BranchFacts;
  readonly actor: Actor;
};

/** Everything that GitHub says, in one step. */
async function gather(
  parts: HamParts,
  run: RunRecord,
  upload: Upload,
): Promise<Gathered | Refusal> {
  const { sources } = parts.ports;
  const { repository } = run;
  const [opened, headCommit, facts, actor] = await Promise.all([
    openUpload(parts.ports, repository, upload),
    sources.commit(repository, run.headSha),
    sources.branchFacts(repository, run.headSha, run.headBranch ?? ""),
    sources.actor(run.actor),
  ]);
  if (opened.kind === "refused") return opened;
  if (headCommit === undefined) return commitUnknown(run);
  return {
    kind: "gathered",
    files: opened.files,
    headCommit,
    facts,
    actor: actor ?? { login: run.actor, id: 0, name: null },
  };
}

function judge(
  gathered: Gathered,
  given: {
    readonly run: RunRecord;
    readonly service: ServiceConfig;
    readonly name: ParsedUploadName;
    readonly config: HamConfig;
  },
): ReturnType<typeof judgeUpload> {
  const { run, service, name, config } = given;
  // A tag shows as a branch of its name: only GitHub's word that the branch has the commit counts.
  if (run.event !== "pull_request" && run.event !== "merge_group" && !gathered.facts.reachable) {
    return notOfBranch(run);
  }
  const { files, headCommit } = gathered;
  return judgeUpload({ run, headCommit, upload: name, files, service, config });
}

async function keepAndRelease(
  parts: HamParts,
  given: {
    readonly run: RunRecord;
    readonly service: ServiceConfig;
    readonly gathered: Gathered;
    /** The head of the service's artifacts before anything else was read of them. */
    readonly head: string | undefined;
    readonly artifact: StoredArtifact;
  },
): Promise<Taken | Refusal> {
  const { run, service, gathered, artifact } = given;
  const [world, [there]] = await Promise.all([
    readWorld(parts, (config) => queryFor(config, service.name, artifact, run)),
    parts.artifacts.load([referenceOf(artifact)]),
  ]);
  if (world.kind === "refused") return world;
  const snapshot = world.snapshot.artifacts.get(service.name) ?? NOTHING_STORED;
  const reused = await verifyReuse(parts, artifact, service, snapshot);
  if (reused.kind === "refused") return reused;
  const view: StoreView = {
    snapshot,
    there,
    missing: there === undefined && snapshot.head === given.head,
  };
  const [stored] = await Promise.all([
    storeArtifact(parts, artifact, view),
    prefetchAncestry(parts, world, service.name, artifact.spec.application.sha),
  ]);
  if (stored.kind === "refused") return stored;
  const released = await autoRelease(parts, {
    artifact: stored.artifact,
    run,
    facts: gathered.facts,
    onBranch: gathered.facts.reachable || run.event === "pull_request",
    branchIndex: stored.branchIndex,
    storedBefore: stored.kind === "already-stored",
    storedAt: stored.kind === "stored" ? stored.storedAt : await whenStored(parts, stored.artifact),
    actor: gathered.actor,
    world,
  });
  return { kind: "taken", artifact: stored.artifact, told: released.told };
}

async function whenStored(parts: HamParts, artifact: StoredArtifact): Promise<string> {
  const at = await parts.ports.config.storedAt(referenceOf(artifact));
  return at ?? parts.ports.clock.now();
}

function queryFor(
  config: HamConfig,
  service: string,
  { spec }: StoredArtifact,
  run: RunRecord,
): ConfigQuery {
  const owned = config.services.get(service);
  const services = owned === undefined ? [] : [owned];
  return {
    environments: environmentQueries(config, services, environmentNames(config), run.createdAt),
    artifacts: [
      {
        service,
        branches: [spec.application.branch],
        trees: spec.sourceTree === null ? [] : [spec.sourceTree],
      },
    ],
  };
}

function notOwned({ service, run }: Given): Refusal {
  return refuse(
    "service-not-owned",
    `${run.repository} uploaded an artifact of ${quoted(service)}, and ham.yaml does not give it that service`,
    {
      advice: "name the service with its repository in ham.yaml of the config repository",
      evidence: { service, repository: run.repository, run: run.id },
    },
  );
}

function commitUnknown(run: RunRecord): Refusal {
  return refuse("branch-not-proven", `GitHub does not know commit ${run.headSha.slice(0, 10)}`, {
    evidence: { run: run.id, commit: run.headSha },
  });
}

function notOfBranch(run: RunRecord): Refusal {
  return refuse(
    "branch-not-proven",
    `commit ${run.headSha.slice(0, 10)} is not on a branch ${quoted(run.headBranch ?? "")}`,
    {
      advice: "it was built from a tag, or force-pushed away, or the branch is deleted",
      evidence: { run: run.id, event: run.event, branch: run.headBranch, commit: run.headSha },
    },
  );
}
