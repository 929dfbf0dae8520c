import { GithubProblem } from "../github/problem.ts";
import type { ProblemCode } from "../github/problem.ts";
import { ApiError } from "../http/api-error.ts";
import type { Route } from "../http/router.ts";
import { accountRoutes } from "./account-routes.ts";
import type { ActionsPort } from "./actions-port.ts";
import { appRoutes } from "./app-routes.ts";
import { artifactRoutes } from "./artifact-routes.ts";
import { checkRoutes } from "./check-routes.ts";
import { commentRoutes } from "./comment-routes.ts";
import { commitRoutes } from "./commit-routes.ts";
import { contentRoutes } from "./content-routes.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import { gitObjectRoutes } from "./git-object-routes.ts";
import { hookRoutes } from "./hook-routes.ts";
import type { HooksPort } from "./hooks-port.ts";
import { issueRoutes } from "./issue-routes.ts";
import { labelRoutes } from "./label-routes.ts";
import { metaRoutes } from "./meta-routes.ts";
import { pullRoutes } from "./pull-routes.ts";
import { reactionRoutes } from "./reaction-routes.ts";
import { refRoutes } from "./ref-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { statusRoutes } from "./status-routes.ts";

/** What only other parts of the sandbox can do; left out, those operations answer 403. */
export type RestServices = { readonly actions?: ActionsPort; readonly hooks?: HooksPort };

/** GitHub's REST API as far as this project calls it. */
export function restRoutes(services: RestServices = {}): readonly Route[] {
  const { actions = noActions, hooks = noHooks } = services;
  return [
    ...metaRoutes,
    ...accountRoutes,
    ...appRoutes,
    ...hookRoutes(hooks),
    ...repositoryRoutes,
    ...contentRoutes,
    ...commitRoutes,
    ...refRoutes,
    ...gitObjectRoutes,
    ...pullRoutes,
    ...issueRoutes,
    ...commentRoutes,
    ...labelRoutes,
    ...reactionRoutes,
    ...statusRoutes,
    ...checkRoutes,
    ...deploymentRoutes,
    ...runRoutes(actions),
    ...artifactRoutes,
  ].map(withProblemsAsErrors);
}

const statuses: Readonly<Record<ProblemCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "not-allowed": 405,
  conflict: 409,
  stale: 409,
  gone: 410,
  invalid: 422,
};

const noActions: ActionsPort = {
  rerun: () => Promise.reject(new GithubProblem("forbidden", "Actions is disabled.")),
  dispatch: () => Promise.reject(new GithubProblem("forbidden", "Actions is disabled.")),
};

const noHooks: HooksPort = {
  redeliver: () => Promise.reject(new GithubProblem("forbidden", "Webhooks are disabled.")),
};

function withProblemsAsErrors(route: Route): Route {
  return {
    ...route,
    handle: async (request, context) => {
      try {
        return await route.handle(request, context);
      } catch (error) {
        if (!(error instanceof GithubProblem)) throw error;
        throw toApiError(error);
      }
    },
  };
}

function toApiError(problem: GithubProblem): ApiError {
  const errors = problem.errors.length === 0 ? undefined : problem.errors;
  return new ApiError(statuses[problem.code], problem.message, undefined, errors);
}
