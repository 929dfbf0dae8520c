import { actorOf } from "../../github/accounts.ts";
import { createCheckRun, updateCheckRun } from "../../github/checks.ts";
import type { CheckRunInput } from "../../github/checks.ts";
import { createDeployment, createDeploymentStatus } from "../../github/deployments.ts";
import { unprocessable } from "../../github/problem.ts";
import type { CheckAnnotation, CheckRun, DeploymentStatus, Oid } from "../../model.ts";
import {
  checkRunByNodeId,
  deploymentByNodeId,
  refByNodeId,
  repositoryByNodeId,
  unresolved,
} from "../node-records.ts";
import { requireWriting } from "../permissions.ts";
import type { Views } from "../view.ts";
import { mutation } from "./mutation.ts";

/** Check runs and deployments. */
export function reportMutations(views: Views) {
  return { ...checkMutations(views), ...deploymentMutations(views) };
}

type CheckInput = {
  readonly repositoryId: string;
  readonly name?: string | null;
  readonly status?: string | null;
  readonly conclusion?: string | null;
  readonly externalId?: string | null;
  readonly detailsUrl?: string | null;
  readonly startedAt?: string | null;
  readonly completedAt?: string | null;
  readonly output?: CheckOutputInput | null;
  readonly actions?: CheckRun["actions"] | null;
};

type CheckOutputInput = {
  readonly title: string;
  readonly summary: string;
  readonly text?: string | null;
  readonly annotations?: readonly AnnotationInput[] | null;
};

type AnnotationInput = {
  readonly path: string;
  readonly annotationLevel: "FAILURE" | "NOTICE" | "WARNING";
  readonly location: { readonly startLine: number; readonly endLine: number };
  readonly message: string;
  readonly title?: string | null;
};

function checkMutations(views: Views) {
  const { context, caller } = views;
  return {
    createCheckRun: mutation<CheckInput & { readonly name: string; readonly headSha: Oid }>(
      views,
      "createCheckRun",
      async ({ headSha, ...input }) => {
        const repository = repositoryByNodeId(views, input.repositoryId);
        requireWriting(views, repository, "checks");
        const run = await createCheckRun(context, actorOf(context, caller), repository, {
          ...toCheckRunInput(input),
          name: input.name,
          headSha,
        });
        return { checkRun: () => views.checkRun(run) };
      },
    ),
    updateCheckRun: mutation<CheckInput & { readonly checkRunId: string }>(
      views,
      "updateCheckRun",
      async ({ checkRunId, ...input }) => {
        const { item, repository } = checkRunByNodeId(views, checkRunId);
        if (repositoryByNodeId(views, input.repositoryId).id !== repository.id)
          throw unresolved(checkRunId);
        requireWriting(views, repository, "checks");
        const actor = actorOf(context, caller);
        const run = await updateCheckRun(context, actor, item, toCheckRunInput(input));
        return { checkRun: () => views.checkRun(run) };
      },
    ),
  };
}

function toCheckRunInput(input: CheckInput): CheckRunInput {
  const { output } = input;
  return {
    name: input.name ?? undefined,
    status: toCheckStatus(input.status ?? undefined),
    conclusion: input.conclusion?.toLowerCase(),
    externalId: input.externalId ?? undefined,
    detailsUrl: input.detailsUrl ?? undefined,
    startedAt: input.startedAt ?? undefined,
    completedAt: input.completedAt ?? undefined,
    output: output
      ? { ...output, annotations: (output.annotations ?? []).map(toAnnotation) }
      : undefined,
    actions: input.actions ?? undefined,
  };
}

function toCheckStatus(name: string | undefined): CheckRun["status"] | undefined {
  switch (name) {
    case undefined:
      return undefined;
    case "COMPLETED":
      return "completed";
    case "IN_PROGRESS":
      return "in_progress";
    case "QUEUED":
      return "queued";
    default:
      throw unprocessable(`The sandbox has no check run that is ${name}.`);
  }
}

const levels = { FAILURE: "failure", NOTICE: "notice", WARNING: "warning" } as const;

function toAnnotation(given: AnnotationInput): CheckAnnotation {
  const { startLine, endLine } = given.location;
  return {
    path: given.path,
    startLine,
    endLine,
    level: levels[given.annotationLevel],
    message: given.message,
    title: given.title ?? null,
  };
}

type DeploymentInput = {
  readonly repositoryId: string;
  readonly refId: string;
  readonly autoMerge?: boolean | null;
  readonly requiredContexts?: readonly string[] | null;
  readonly description?: string | null;
  readonly environment?: string | null;
  readonly payload?: string | null;
  readonly task?: string | null;
};

type DeploymentStatusInput = {
  readonly deploymentId: string;
  readonly state: string;
  readonly autoInactive?: boolean | null;
  readonly description?: string | null;
  readonly environmentUrl?: string | null;
  readonly logUrl?: string | null;
};

function deploymentMutations(views: Views) {
  const { context, caller } = views;
  return {
    createDeployment: mutation<DeploymentInput>(views, "createDeployment", async (input) => {
      const { item: ref, repository } = refByNodeId(views, input.refId);
      if (repositoryByNodeId(views, input.repositoryId).id !== repository.id)
        throw unresolved(input.refId);
      requireWriting(views, repository, "deployments");
      const answer = await createDeployment(context, actorOf(context, caller), repository, {
        ref: ref.replace(/^refs\/(heads|tags)\//, ""),
        autoMerge: input.autoMerge ?? undefined,
        requiredContexts: input.requiredContexts,
        description: input.description,
        environment: input.environment ?? undefined,
        payload: parsePayload(input.payload ?? "{}"),
        task: input.task ?? undefined,
      });
      const isCreated = answer.kind === "created";
      return {
        autoMerged: !isCreated,
        deployment: () => (isCreated ? views.deployment(answer.deployment) : null),
      };
    }),
    createDeploymentStatus: mutation<DeploymentStatusInput>(
      views,
      "createDeploymentStatus",
      async (input) => {
        const { item, repository } = deploymentByNodeId(views, input.deploymentId);
        requireWriting(views, repository, "deployments");
        const status = await createDeploymentStatus(context, actorOf(context, caller), item, {
          state: toDeploymentState(input.state),
          description: input.description,
          logUrl: input.logUrl === "" ? null : input.logUrl,
          environmentUrl: input.environmentUrl === "" ? null : input.environmentUrl,
          autoInactive: input.autoInactive ?? undefined,
        });
        return { deploymentStatus: () => views.deploymentStatus(status) };
      },
    ),
  };
}

/** GitHub takes text that is no JSON as it is. */
function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const deploymentStates: readonly DeploymentStatus["state"][] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "pending",
  "queued",
  "success",
];

function toDeploymentState(name: string): DeploymentStatus["state"] {
  const state = deploymentStates.find((known) => known === name.toLowerCase());
  if (state === undefined) throw unprocessable(`The sandbox has no deployment that is ${name}.`);
  return state;
}
