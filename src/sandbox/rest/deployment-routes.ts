import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorOf } from "../github/accounts.ts";
import {
  deploymentById,
  environmentsOf,
  listDeployments,
  statusesOfDeployment,
} from "../github/deployment-records.ts";
import {
  createDeployment,
  createDeploymentStatus,
  deleteDeployment,
} from "../github/deployments.ts";
import { notFound } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Deployment, Repository } from "../model.ts";
import { countedList, created, list, noContent, ok } from "./answers.ts";
import { deploymentJson, deploymentStatusJson, environmentJson } from "./deployment-json.ts";
import { body, number, query, readable, text, writable } from "./inputs.ts";

const read = { name: "deployments", level: "read" } as const;
const write = { name: "deployments", level: "write" } as const;
const one = "/repos/{owner}/{repo}/deployments/{deployment_id}";

/** Deployments with their statuses, and the environments that follow from them. */
export const deploymentRoutes: readonly Route[] = [
  {
    operation: "repos/list-deployments",
    method: "GET",
    path: "/repos/{owner}/{repo}/deployments",
    permission: read,
    handle: getDeployments,
  },
  {
    operation: "repos/create-deployment",
    method: "POST",
    path: "/repos/{owner}/{repo}/deployments",
    permission: write,
    handle: postDeployment,
  },
  {
    operation: "repos/get-deployment",
    method: "GET",
    path: one,
    permission: read,
    handle: (request, context) =>
      Promise.resolve(ok(deploymentJson(context, readableDeployment(request, context)))),
  },
  {
    operation: "repos/delete-deployment",
    method: "DELETE",
    path: one,
    permission: write,
    handle: async (request, context) => {
      const repository = writable(request, context, write.name);
      await deleteDeployment(context, repository, deploymentIn(request, context, repository));
      return noContent();
    },
  },
  {
    operation: "repos/list-deployment-statuses",
    method: "GET",
    path: `${one}/statuses`,
    permission: read,
    handle: (request, context) => {
      const statuses = statusesOfDeployment(context, readableDeployment(request, context));
      return list(request, context, statuses, (status) => deploymentStatusJson(context, status));
    },
  },
  {
    operation: "repos/create-deployment-status",
    method: "POST",
    path: `${one}/statuses`,
    permission: write,
    handle: postStatus,
  },
  {
    operation: "repos/get-deployment-status",
    method: "GET",
    path: `${one}/statuses/{status_id}`,
    permission: read,
    handle: getStatus,
  },
  {
    operation: "repos/get-all-environments",
    method: "GET",
    path: "/repos/{owner}/{repo}/environments",
    permission: { name: "actions", level: "read" },
    handle: (request, context) => {
      const repository = readable(request, context, "actions");
      return countedList(request, context, environmentsOf(context, repository), {
        name: "environments",
        toJson: (environment) => environmentJson(context, repository, environment),
      });
    },
  },
  {
    operation: "repos/get-environment",
    method: "GET",
    path: "/repos/{owner}/{repo}/environments/{environment_name}",
    permission: { name: "actions", level: "read" },
    handle: getEnvironment,
  },
];

function getDeployments(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const given = (name: string) => {
    const value = query(request, name);
    return value === "none" ? undefined : value;
  };
  const deployments = listDeployments(context, repository, {
    sha: given("sha"),
    ref: given("ref"),
    task: given("task"),
    environment: given("environment"),
  });
  return list(request, context, deployments, (deployment) => deploymentJson(context, deployment));
}

const deploymentRequest = v.object({
  ref: v.string(),
  task: v.optional(v.string()),
  auto_merge: v.optional(v.boolean()),
  required_contexts: v.optional(v.nullable(v.array(v.string()))),
  payload: v.optional(v.union([v.record(v.string(), v.unknown()), v.string()])),
  environment: v.optional(v.string()),
  description: v.optional(v.nullable(v.string())),
  transient_environment: v.optional(v.boolean()),
  production_environment: v.optional(v.boolean()),
});

async function postDeployment(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const given = body(request, deploymentRequest);
  const answer = await createDeployment(context, actorOf(context, request.caller), repository, {
    ref: given.ref,
    task: given.task,
    autoMerge: given.auto_merge,
    requiredContexts: given.required_contexts,
    payload: given.payload,
    environment: given.environment,
    description: given.description,
    transient: given.transient_environment,
    production: given.production_environment,
  });
  if (answer.kind === "merged") return { status: 202, body: { message: answer.message } };
  const json = deploymentJson(context, answer.deployment);
  return created(json, json.url);
}

const statusRequest = v.object({
  state: v.picklist([
    "error",
    "failure",
    "inactive",
    "in_progress",
    "queued",
    "pending",
    "success",
  ]),
  description: v.optional(v.nullable(v.string())),
  log_url: v.optional(v.nullable(v.string())),
  target_url: v.optional(v.nullable(v.string())),
  environment_url: v.optional(v.nullable(v.string())),
  auto_inactive: v.optional(v.boolean()),
});

async function postStatus(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const deployment = deploymentIn(request, context, repository);
  const given = body(request, statusRequest);
  const actor = actorOf(context, request.caller);
  const status = await createDeploymentStatus(context, actor, deployment, {
    state: given.state,
    description: given.description,
    logUrl: given.log_url ?? given.target_url,
    environmentUrl: given.environment_url,
    autoInactive: given.auto_inactive,
  });
  const json = deploymentStatusJson(context, status);
  return created(json, json.url);
}

function getStatus(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const id = number(request, "status_id");
  const statuses = statusesOfDeployment(context, readableDeployment(request, context));
  const status = statuses.find((known) => known.id === id);
  if (status === undefined) throw notFound();
  return Promise.resolve(ok(deploymentStatusJson(context, status)));
}

function getEnvironment(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "actions");
  const name = text(request, "environment_name");
  const environment = environmentsOf(context, repository).find((known) => known.name === name);
  if (environment === undefined) throw notFound();
  return Promise.resolve(ok(environmentJson(context, repository, environment)));
}

function readableDeployment(request: ApiRequest, context: SandboxContext): Deployment {
  return deploymentIn(request, context, readable(request, context, read.name));
}

function deploymentIn(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
): Deployment {
  const deployment = deploymentById(context, number(request, "deployment_id"));
  if (deployment?.repositoryId !== repository.id) throw notFound();
  return deployment;
}
