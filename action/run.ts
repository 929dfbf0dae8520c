import {
  type BuildDecision,
  type BuildReason,
  type BuildRefusal,
  hasArtifacts,
  publishingObstacle,
  refuseBuild,
} from "../src/core/artifact/build-decision.ts";
import type { Stage } from "../src/core/artifact/spec.ts";
import { type Content, writeArtifact, type WrittenArtifact } from "./artifact.ts";
import { argumentsFile } from "./arguments-file.ts";
import { type Changes, compareWithBefore } from "./changes.ts";
import { collectFindings, removeFindings } from "./findings.ts";
import type { ActionInputs } from "./io.ts";
import { makeManifests } from "./manifests.ts";
import type { ActionPorts } from "./ports.ts";
import { type Build, prepareBuild } from "./prepare.ts";
import { findEarlier } from "./reuse.ts";
import { runStages } from "./scripts.ts";

/** What one use of the Action came to: outputs, summary and exit code are made from it. */
export type BuildOutcome = {
  readonly decision: BuildDecision;
  readonly reason: BuildReason;
  /** Undefined: nothing was built. */
  readonly artifact: WrittenArtifact | undefined;
  readonly content: Content | undefined;
  /** Those that ran, the failed one included. */
  readonly stages: readonly Stage[];
  /** Undefined: nothing was built. */
  readonly changes: Changes | undefined;
  readonly refusal: BuildRefusal | undefined;
};

/** Builds the artifact of one project, or takes over what an earlier run built from the same input. */
export async function run(inputs: ActionInputs, ports: ActionPorts): Promise<BuildOutcome> {
  const { isFork, event, serverUrl } = ports.run;
  const obstacle = publishingObstacle({ publish: inputs.publish, isFork, event });
  if (obstacle === undefined && !hasArtifacts(serverUrl))
    return refused(withoutArtifacts(serverUrl));

  const build = await prepareBuild(inputs, ports);
  if (build.kind === "refused") return refused(build);

  const made = (await reuse(build, ports)) ?? (await buildContent(build, ports));
  if (made.kind === "refused") return refused(made.refusal, made.stages);

  const artifact = await writeArtifact(build, made.content, ports);
  const changes = await compareWithBefore(artifact.spec, made.content.manifests, ports);
  const isReused = made.content.earlier !== undefined;
  return {
    decision: obstacle === undefined ? "publish" : "not-published",
    reason: obstacle ?? (isReused ? "reused" : "built"),
    artifact,
    content: made.content,
    stages: made.content.stages,
    changes,
    refusal: undefined,
  };
}

type Made =
  | { readonly kind: "made"; readonly content: Content }
  | {
      readonly kind: "refused";
      readonly refusal: BuildRefusal;
      readonly stages: readonly Stage[];
    };

/** Undefined: there is nothing that holds, so it has to be built. */
async function reuse(build: Build, ports: ActionPorts): Promise<Made | undefined> {
  const earlier = await findEarlier(build, ports);
  if (earlier === undefined) return undefined;
  const { spec, manifests, runId } = earlier;
  ports.log.info(`Reused: run ${runId} built ${spec.id} from the same input, so no script runs`);
  return { kind: "made", content: { manifests, stages: spec.stages, earlier } };
}

async function buildContent(build: Build, ports: ActionPorts): Promise<Made> {
  ports.files.remove(argumentsFile(build));
  removeFindings(build, ports);
  const { stages: ran, failure } = await runStages(build, ports);
  // Of failed tests as well: that is when a person wants to know.
  const stages = collectFindings(ran, build, ports);
  if (failure !== undefined) return { kind: "refused", refusal: failure, stages };
  const manifests = await makeManifests(build, ports);
  if (manifests.kind === "refused") return { kind: "refused", refusal: manifests, stages };
  return { kind: "made", content: { manifests: manifests.files, stages, earlier: undefined } };
}

/** Also for what is wrong before there is anything to run. */
export function refused(refusal: BuildRefusal, stages: readonly Stage[] = []): BuildOutcome {
  const { decision, reason } = refusal;
  const nothing = { artifact: undefined, content: undefined, changes: undefined };
  return { decision, reason, ...nothing, stages, refusal };
}

function withoutArtifacts(serverUrl: string): BuildRefusal {
  return refuseBuild(
    "artifacts-unavailable",
    `${serverUrl} has no workflow artifacts of version 4, so nothing can be published: set 'publish: false' to build all the same`,
  );
}
