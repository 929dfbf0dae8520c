/** Which of a repository's workflows something starts. */
import type { SandboxContext } from "../context.ts";
import { gitOf, repositoryById, repositoryOf } from "../github/repositories.ts";
import type { Oid } from "../model.ts";
import { isAskedFor, passesPaths, pathFilter } from "./event-filter.ts";
import type { Trigger } from "./trigger.ts";
import { readWorkflowFile } from "./workflow-file.ts";
import type { WorkflowReading } from "./workflow-file.ts";

export type TriggeredWorkflow = {
  /** In the repository. */
  readonly path: string;
  /** With problems when the file can't be run as it is. */
  readonly reading: WorkflowReading;
};

/** In the order of their paths; read at the commit that would run. */
export async function triggeredWorkflows(
  context: SandboxContext,
  trigger: Trigger,
): Promise<readonly TriggeredWorkflow[]> {
  if (await asksToSkip(context, trigger)) return [];
  const triggered: TriggeredWorkflow[] = [];
  for (const path of await workflowPaths(context, trigger)) {
    const reading = await workflowAt(context, { ...trigger, path });
    if (reading !== undefined && (await starts(context, reading, trigger)))
      triggered.push({ path, reading });
  }
  return triggered;
}

/** The workflow file at the commit that would run; undefined when there is none. */
export async function workflowAt(
  context: SandboxContext,
  place: { readonly repositoryId: number; readonly checkoutSha: Oid; readonly path: string },
): Promise<WorkflowReading | undefined> {
  const git = gitOf(context, repositoryOf(context, place));
  const oid = await git.resolve(`${place.checkoutSha}:${place.path}`);
  if (oid === undefined) return undefined;
  const key = `${oid} ${place.path}`;
  const known = readings.get(key);
  if (known !== undefined) return known;
  const content = await git.blob(oid);
  if (content === undefined) return undefined;
  const reading = await readWorkflowFile(place.path, content.toString("utf8"));
  if (readings.size >= keptReadings) readings.clear();
  readings.set(key, reading);
  return reading;
}

/** Workflow files change rarely and take long to read; what one is read as depends on nothing else. */
const readings = new Map<string, WorkflowReading>();
const keptReadings = 200;

const folder = ".github/workflows";

async function workflowPaths(
  context: SandboxContext,
  { repositoryId, checkoutSha }: Trigger,
): Promise<readonly string[]> {
  const git = gitOf(context, repositoryOf(context, { repositoryId }));
  const tree = await git.resolve(`${checkoutSha}:${folder}`);
  const entries = tree === undefined ? undefined : await git.tree(tree);
  return (entries ?? [])
    .filter(({ type, name }) => type === "blob" && /\.ya?ml$/.test(name))
    .map(({ name }) => `${folder}/${name}`);
}

/** A file that can't even be read that far is reported at each push, as GitHub does. */
async function starts(
  context: SandboxContext,
  reading: WorkflowReading,
  trigger: Trigger,
): Promise<boolean> {
  const events = reading.kind === "workflow" ? reading.workflow.events : reading.events;
  if (events === null) return trigger.event === "push";
  if (!isAskedFor(events, trigger)) return false;
  const filter = pathFilter(events, trigger);
  if (filter === undefined) return true;
  const changed = await changedPaths(context, trigger);
  return changed === undefined || passesPaths(filter, changed);
}

/** Undefined when that can't be said: a new branch without anything to compare it with. */
async function changedPaths(
  context: SandboxContext,
  trigger: Trigger,
): Promise<readonly string[] | undefined> {
  const repository = repositoryOf(context, trigger);
  const git = gitOf(context, repository);
  const main = await git.ref(`refs/heads/${repository.defaultBranch}`);
  const { base, head } = trigger.range ?? { base: main, head: trigger.headSha };
  if (base === undefined || base === head) return undefined;
  const comparison = await git.compare(base, head);
  return comparison?.files.flatMap(({ path, previousPath }) =>
    previousPath === null ? [path] : [path, previousPath],
  );
}

async function asksToSkip(context: SandboxContext, trigger: Trigger): Promise<boolean> {
  if (trigger.event !== "push" && trigger.event !== "pull_request") return false;
  const repository = repositoryById(context, trigger.headRepositoryId);
  if (repository === undefined) return false;
  const commit = await gitOf(context, repository).commit(trigger.headSha);
  return commit !== undefined && isSkipMessage(commit.message);
}

function isSkipMessage(message: string): boolean {
  return (
    /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message) ||
    /\n\nskip-checks: *true\s*$/i.test(message)
  );
}
