import { digestOf, type ManifestFiles } from "../src/core/artifact/digest.ts";
import { evaluateRun, isReusableRun, judgeSourceTree } from "../src/core/artifact/provenance.ts";
import { type ArtifactSpec, SPEC_FILE } from "../src/core/artifact/spec.ts";
import { parseSpec } from "../src/core/artifact/spec-schema.ts";
import type { EarlierUpload } from "../src/flows/shuttle/build-ports.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";

/** What an earlier run built from the same input. */
export type Earlier = {
  readonly spec: ArtifactSpec;
  readonly manifests: ManifestFiles;
  readonly runId: number;
};

/** Of the newest ones; beyond that it is faster to build. */
const TRIED = 5;

/**
 * Looks for an upload with this build's reuse key whose run GitHub vouches for. What doesn't hold is
 * named in the log, and the next older one is tried.
 */
export async function findEarlier(build: Build, ports: ActionPorts): Promise<Earlier | undefined> {
  if (build.sourceTree === null) return undefined;
  const uploads = await ports.uploads.named(build.uploadName);
  for (const upload of uploads.slice(0, TRIED)) {
    const earlier = await examine(upload, build, ports);
    if (typeof earlier !== "string") return earlier;
    ports.log.info(`The upload of run ${upload.runId} is not reused: ${earlier}`);
  }
  return undefined;
}

/** The content, or why it isn't to be used. */
async function examine(
  upload: EarlierUpload,
  build: Build,
  ports: ActionPorts,
): Promise<Earlier | string> {
  const doubtful = await doubtsAboutRun(upload, build, ports);
  if (doubtful !== undefined) return doubtful;
  const opened = await ports.uploads.open(upload);
  if (opened.kind === "unusable") return opened.why;
  const manifests = new Map(opened.files);
  const json = manifests.get(SPEC_FILE) ?? "";
  manifests.delete(SPEC_FILE);
  const spec = parseSpec(json);
  if (spec.kind === "invalid") return `its ${SPEC_FILE} can't be read`;
  const doubt = doubtsAboutSpec(spec.value, manifests, build);
  return doubt ?? { spec: spec.value, manifests, runId: upload.runId };
}

async function doubtsAboutRun(
  { runId }: EarlierUpload,
  { sourceTree }: Build,
  { uploads, run }: ActionPorts,
): Promise<string | undefined> {
  const record = await uploads.runRecord(runId);
  if (record === undefined) return "its run is unknown";
  const verdict = evaluateRun(record, { repository: run.repository, workflows: undefined });
  if (verdict.kind === "refused") return verdict.sentence;
  if (!isReusableRun(record)) return `it was started by '${record.event}'`;
  const headTree = await uploads.treeOf(record.headSha);
  if (headTree === undefined) return "its commit is unknown";
  const judged = judgeSourceTree(record, headTree, sourceTree);
  if (judged.kind === "refused") return judged.sentence;
  return judged.sourceTree === sourceTree ? undefined : "its commit has another tree";
}

function doubtsAboutSpec(
  spec: ArtifactSpec,
  manifests: ManifestFiles,
  build: Build,
): string | undefined {
  if (spec.service !== build.service) return `it is of the service '${spec.service}'`;
  if (spec.reuseKey !== build.reuseKey) return "its spec has another key";
  if (spec.sourceTree !== build.sourceTree) return "its spec has another source tree";
  if (digestOf(manifests) !== spec.digest) return "its manifests don't have the digest of its spec";
  const isSame = spec.environments.join() === build.environments.join();
  return isSame ? undefined : "it has other environments";
}
