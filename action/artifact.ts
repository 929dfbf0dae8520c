import { digestOf, type ManifestFiles } from "../src/core/artifact/digest.ts";
import {
  type ArtifactSpec,
  formatSpec,
  type RunReference,
  type SourceRepository,
  SPEC_FILE,
  SPEC_VERSION,
  type Stage,
} from "../src/core/artifact/spec.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";
import type { Earlier } from "./reuse.ts";

/** An artifact in a folder of its own, ready to be uploaded. */
export type WrittenArtifact = {
  readonly spec: ArtifactSpec;
  readonly path: string;
  readonly uploadName: string;
  /** What the id has of the plan; `""` without a plan. */
  readonly planSha: string;
};

/** What the scripts and templates of this run made, or an earlier run did. */
export type Content = {
  readonly manifests: ManifestFiles;
  readonly stages: readonly Stage[];
  readonly earlier: Earlier | undefined;
};

/** Writes `artifact.json` and the manifests beside it. */
export async function writeArtifact(
  build: Build,
  content: Content,
  ports: ActionPorts,
): Promise<WrittenArtifact> {
  const run = await runReference(ports, build.startedAt);
  const spec = toSpec(build, content, { run, ports });
  const path = joinPath(ports.outputFolder, build.service);
  ports.files.remove(path);
  ports.files.write(joinPath(path, SPEC_FILE), formatSpec(spec));
  for (const [file, text] of content.manifests) ports.files.write(joinPath(path, file), text);
  const planSha = build.plan.repository.sha ?? "";
  return { spec, path, uploadName: build.uploadName, planSha };
}

function toSpec(
  build: Build,
  { manifests, stages, earlier }: Content,
  { run, ports }: { readonly run: RunReference; readonly ports: ActionPorts },
): ArtifactSpec {
  const { id, service, environments, plan, sourceTree, reuseKey, startedAt } = build;
  const digest = digestOf(manifests);
  const squad = build.project.file.vars.get("squad");
  const reusedFrom =
    earlier === undefined
      ? {}
      : { reusedFrom: { id: earlier.spec.id, digest, runId: earlier.runId } };
  return {
    version: SPEC_VERSION,
    id,
    service,
    ...(typeof squad === "string" ? { squad } : {}),
    application: application(build, ports),
    ci: { jobUrl: ports.run.url, start: startedAt, end: ports.now().toISOString() },
    shuttle: { plan: plan.repository, shuttleVersion: ports.version },
    stages,
    environments,
    digest,
    sourceTree,
    reuseKey,
    ...reusedFrom,
    run,
  };
}

/** The commit that GitHub records for the run; who made it is known only if it is the one checked out. */
function application({ source }: Build, { run }: ActionPorts): ArtifactSpec["application"] {
  const { headSha: sha, headBranch: branch, repository: name, serverUrl, title, author } = run;
  const known = source?.commit.sha === sha ? source.commit : undefined;
  const fromPull: SourceRepository = {
    ...(title === undefined ? {} : { message: title }),
    ...(author === undefined ? {} : { authorName: author }),
  };
  const url = `${serverUrl}/${name}/commit/${sha}`;
  return { ...(known ?? fromPull), branch, sha, name, url, provider: "GitHub" };
}

async function runReference(
  { run, uploads }: ActionPorts,
  startedAt: string,
): Promise<RunReference> {
  const { repository, id, attempt, workflow, event } = run;
  const record = await uploads.runRecord(id);
  // Where GitHub can't be asked the start of this step comes nearest.
  const createdAt = record?.createdAt ?? startedAt;
  return { repository, id, attempt, workflow, event, createdAt };
}
