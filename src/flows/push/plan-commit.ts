import { NO_PLAN } from "../../core/artifact/artifact-id.ts";
import type { CommitSha } from "../../core/artifact/ids.ts";
import type { ServiceConfig } from "../../core/environment/ham-config.ts";
import {
  type GitPlan,
  type PlanReference,
  parsePlanReference,
} from "../../core/shuttle/plan-reference.ts";
import { PROJECT_FILE, parseProjectFile } from "../../core/shuttle/project-file.ts";
import type { SourceRepositories } from "../ports/source-repository.ts";

/** The plan of a project as its commit says; undefined when that can't be read. */
export async function readPlanReference(
  sources: SourceRepositories,
  service: ServiceConfig,
  commit: CommitSha,
): Promise<PlanReference | undefined> {
  const path = service.path === "." ? PROJECT_FILE : `${service.path}/${PROJECT_FILE}`;
  const text = await sources.fileText(service.repository, commit, path);
  const parsed = text === undefined ? undefined : parseProjectFile(text);
  if (parsed?.kind !== "valid") return undefined;
  const reference = parsePlanReference(parsed.value.plan);
  return reference.kind === "refused" ? undefined : reference;
}

/**
 * The plan's commit as the build of this commit would find it now, without building. Undefined when only
 * the build can know.
 */
export async function knownPlanCommit(
  sources: SourceRepositories,
  service: ServiceConfig,
  commit: CommitSha,
  reference: PlanReference,
): Promise<string | undefined> {
  switch (reference.kind) {
    case "none":
      return NO_PLAN;
    case "local": {
      const folder = resolveFolder(service.path, reference.path);
      return folder === undefined
        ? undefined
        : sources.folderTree(service.repository, commit, folder);
    }
    case "git":
      return gitPlanCommit(sources, reference);
  }
}

async function gitPlanCommit(
  sources: SourceRepositories,
  plan: GitPlan,
): Promise<string | undefined> {
  const { ref } = plan;
  if (ref.kind === "commit") return ref.sha;
  const repository = /[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(plan.repository)?.[1];
  if (repository === undefined) return undefined;
  if (ref.kind === "name") return sources.resolveRef(repository, ref.name);
  const master = await sources.resolveRef(repository, "master");
  return master ?? sources.resolveRef(repository, "HEAD");
}

/** `../../plan` seen from the project's folder, inside the repository; undefined outside of it. */
function resolveFolder(project: string, path: string): string | undefined {
  if (path.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of `${project}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? "." : parts.join("/");
}
