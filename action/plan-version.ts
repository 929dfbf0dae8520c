import { NO_PLAN } from "../src/core/artifact/artifact-id.ts";
import type { SourceRepository } from "../src/core/artifact/spec.ts";
import { refName, withoutCredentials } from "../src/core/shuttle/plan-reference.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { SourceTree } from "../src/flows/shuttle/build-ports.ts";
import type { ActionPorts } from "./ports.ts";

/** Which plan built the artifact. */
export type PlanVersion = {
  /**
   * Of a git plan its commit, of a plan inside a repository the tree of its folder, else
   * {@link NO_PLAN}.
   */
  readonly commit: string;
  /** False: it is in no commit, so the same key could mean another plan. */
  readonly isKnown: boolean;
  /** As the artifact's spec names it. */
  readonly repository: SourceRepository;
};

export async function readPlanVersion(
  { plan }: LoadedProject,
  source: SourceTree | undefined,
  ports: ActionPorts,
): Promise<PlanVersion> {
  switch (plan.kind) {
    case "none":
      return { commit: NO_PLAN, isKnown: true, repository: {} };
    case "local":
      return readLocal(plan.source, source, ports);
    case "git": {
      const { sha, reference } = plan;
      const url = withoutCredentials(reference.source);
      const repository = { branch: refName(reference.ref), url, name: reference.repository };
      if (sha === undefined) return { commit: NO_PLAN, isKnown: false, repository };
      return { commit: sha, isKnown: true, repository: { ...repository, sha } };
    }
  }
}

async function readLocal(
  folder: string,
  source: SourceTree | undefined,
  ports: ActionPorts,
): Promise<PlanVersion> {
  const tree = await ports.source.folderTree(folder);
  const home = tree === undefined ? undefined : await ports.source.read(folder);
  const isKnown = home !== undefined && (home.root === source?.root || home.isClean);
  if (tree !== undefined) return { commit: tree, isKnown, repository: { sha: tree } };
  ports.log.warning(`The plan ${folder} is in no commit: what it builds is never reused`);
  return { commit: NO_PLAN, isKnown: false, repository: {} };
}
