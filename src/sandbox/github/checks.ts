import type { SandboxContext } from "../context.ts";
import type { CheckAnnotation, CheckRun, Iso8601, Oid, Repository } from "../model.ts";
import { checkRunEventJson } from "../rest/check-json.ts";
import type { Actor } from "./accounts.ts";
import { toIso } from "./instants.ts";
import { GithubProblem, invalid, unprocessable } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** What GitHub accepts in one request; annotations of several requests add up. */
const checkLimits = { actions: 3, annotations: 50, text: 65_535 };

export type CheckRunInput = {
  readonly name?: string | undefined;
  readonly status?: CheckRun["status"] | undefined;
  readonly conclusion?: string | null | undefined;
  readonly externalId?: string | undefined;
  readonly detailsUrl?: string | null | undefined;
  readonly startedAt?: Iso8601 | undefined;
  readonly completedAt?: Iso8601 | undefined;
  readonly output?:
    | {
        readonly title?: string | null | undefined;
        readonly summary?: string | null | undefined;
        readonly text?: string | null | undefined;
        readonly annotations?: readonly CheckAnnotation[] | undefined;
      }
    | undefined;
  readonly actions?: CheckRun["actions"] | undefined;
};

/** Only Apps make check runs: 403 for a person. A conclusion completes the run. */
export async function createCheckRun(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: CheckRunInput & { readonly name: string; readonly headSha: Oid },
): Promise<CheckRun> {
  requireAcceptable(input);
  if ((await gitOf(context, repository).type(input.headSha)) !== "commit")
    throw unprocessable(`No commit found for SHA: ${input.headSha}`);
  const blank: CheckRun = {
    id: context.state.nextId("checkRuns"),
    repositoryId: repository.id,
    appId: requireApp(actor),
    headSha: input.headSha,
    name: input.name,
    externalId: "",
    status: "queued",
    conclusion: null,
    startedAt: toIso(context.now()),
    completedAt: null,
    detailsUrl: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  };
  const run = changed(context, blank, input);
  context.state.checkRuns.put(run);
  tell(context, actor, run, run.status === "completed" ? "completed" : "created");
  return run;
}

/** Only by the App that made it. Annotations are added to those it has. */
export function updateCheckRun(
  context: SandboxContext,
  actor: Actor,
  run: CheckRun,
  input: CheckRunInput,
): Promise<CheckRun> {
  requireAcceptable(input);
  if (requireApp(actor) !== run.appId)
    throw new GithubProblem(
      "forbidden",
      "Invalid app_id `" +
        String(run.appId) +
        "` - check run can only be modified by the GitHub App that created it.",
    );
  const updated = changed(context, run, input);
  context.state.checkRuns.put(updated);
  if (updated.status === "completed") tell(context, actor, updated, "completed");
  return Promise.resolve(updated);
}

/** A person presses one of the run's buttons: only the App that made the run is told. */
export function requestCheckAction(
  context: SandboxContext,
  actor: Actor,
  run: CheckRun,
  identifier: string,
): Promise<void> {
  if (!run.actions.some((action) => action.identifier === identifier))
    throw new GithubProblem("not-found", `Check run ${run.id} has no action ${identifier}`);
  tell(context, actor, run, "requested_action", { requested_action: { identifier } });
  return Promise.resolve();
}

function requireApp(actor: Actor): number {
  if (actor.app !== null) return actor.app.id;
  throw new GithubProblem("forbidden", "You must authenticate via a GitHub App.");
}

function requireAcceptable(input: CheckRunInput): void {
  const resource = "CheckRun";
  const tooMany = (field: string, most: number) =>
    invalid({
      resource,
      field,
      code: "invalid",
      message: `${field} exceeds a maximum of ${most} items`,
    });
  if ((input.actions ?? []).length > checkLimits.actions)
    throw tooMany("actions", checkLimits.actions);
  if ((input.output?.annotations ?? []).length > checkLimits.annotations)
    throw tooMany("annotations", checkLimits.annotations);
  for (const field of ["summary", "text"] as const)
    if ((input.output?.[field]?.length ?? 0) > checkLimits.text)
      throw invalid({
        resource,
        field,
        code: "invalid",
        message: `${field} exceeds a maximum bytesize of ${checkLimits.text}`,
      });
  requireConclusion(input);
}

function requireConclusion(input: CheckRunInput): void {
  if (input.status === "completed" && (input.conclusion ?? null) === null)
    throw invalid({ resource: "CheckRun", field: "conclusion", code: "missing_field" });
}

/** GitHub: a conclusion, or a time of completion, sets the status to completed. */
function changed(context: SandboxContext, run: CheckRun, input: CheckRunInput): CheckRun {
  const concluded = input.conclusion !== undefined && input.conclusion !== null;
  const status = concluded ? "completed" : (input.status ?? run.status);
  const isDone = status === "completed";
  return {
    ...run,
    name: input.name ?? run.name,
    externalId: input.externalId ?? run.externalId,
    detailsUrl: input.detailsUrl ?? run.detailsUrl,
    status,
    conclusion: isDone ? (input.conclusion ?? run.conclusion) : null,
    startedAt: input.startedAt ?? run.startedAt,
    completedAt: isDone ? (input.completedAt ?? run.completedAt ?? toIso(context.now())) : null,
    output: {
      title: input.output?.title ?? run.output.title,
      summary: input.output?.summary ?? run.output.summary,
      text: input.output?.text ?? run.output.text,
      annotations: [...run.output.annotations, ...(input.output?.annotations ?? [])],
    },
    actions: input.actions ?? run.actions,
  };
}

function tell(
  context: SandboxContext,
  actor: Actor,
  run: CheckRun,
  action: "created" | "completed" | "requested_action",
  fields: Readonly<Record<string, unknown>> = {},
): void {
  context.emit({
    event: "check_run",
    action,
    repositoryId: run.repositoryId,
    sender: actor.login,
    fields: { check_run: checkRunEventJson(context, run), ...fields },
  });
}
