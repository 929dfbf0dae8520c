import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { createActions } from "./actions/service.ts";
import { createAdmin } from "./admin/admin.ts";
import type { SandboxAdmin } from "./admin/admin.ts";
import { adminRoot, createAdminHandler } from "./admin/admin-handler.ts";
import type { Controls } from "./admin/control-operations.ts";
import type { SandboxContext } from "./context.ts";
import { Faults } from "./faults/faults.ts";
import { createGitStore } from "./git/store.ts";
import { createGraphql } from "./graphql/handler.ts";
import { Webhooks } from "./hooks/webhooks.ts";
import { createApiHandler } from "./http/api-handler.ts";
import { createGitHandler } from "./http/git-handler.ts";
import { createGitTransport } from "./http/git-transport.ts";
import { graphqlPath } from "./http/graphql-target.ts";
import { ProblemList } from "./http/problems.ts";
import type { SandboxProblem } from "./http/problems.ts";
import { RequestLog } from "./http/request-log.ts";
import { restRoot } from "./http/rest-target.ts";
import { createRouter } from "./http/router.ts";
import { createSandboxServer } from "./http/server.ts";
import type { SandboxServer } from "./http/server.ts";
import type { LimitChanges } from "./limits/limit-options.ts";
import { rateLimitRoute } from "./limits/rate-limit-route.ts";
import { RateLimits } from "./limits/rate-limits.ts";
import { apiValidator } from "./openapi/validator.ts";
import { restRoutes } from "./rest/routes.ts";
import { createResultsHandler } from "./results/handler.ts";
import { SandboxState } from "./state.ts";
import { SandboxClock } from "./state/clock.ts";

export type StartOptions = {
  /** Where everything is kept; a sandbox on the same folder goes on. Default: a folder that `close` removes. */
  readonly dataFolder?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: a random one. */
  readonly adminToken?: string;
  /** The time before anything is added to it. Default: the machine's. */
  readonly clock?: () => Date;
  /** Default: off. */
  readonly limits?: boolean | LimitChanges;
  /** Added to every call, in milliseconds. */
  readonly latency?: number;
  /** Whether every answer is held against GitHub's description; what differs is a problem. */
  readonly validateResponses?: boolean;
  /** How long an App may take to answer a webhook, in milliseconds. */
  readonly hookTimeoutMs?: number;
};

/** A running sandbox. */
export type Sandbox = {
  /** Without a trailing slash; git remotes are `<url>/<owner>/<name>.git`. */
  readonly url: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly adminUrl: string;
  readonly adminToken: string;
  readonly dataFolder: string;
  readonly context: SandboxContext;
  readonly admin: SandboxAdmin;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly hooks: Webhooks;
  readonly clock: SandboxClock;
  /** What GitHub would not have accepted or not answered; a test in which there is some has failed. */
  readonly problems: readonly SandboxProblem[];
  /** The problems, forgotten from now on: for tests that provoke them. */
  readonly takeProblems: () => readonly SandboxProblem[];
  /** Resolves when no delivery and no workflow run is under way. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** GitHub as far as this project uses it, on 127.0.0.1. Rejects when the port is taken. */
export async function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
  // Git's hooks run in the repositories' folders.
  const dataFolder = resolve(options.dataFolder ?? mkdtempSync(join(tmpdir(), "sandbox-")));
  const { adminToken = randomBytes(16).toString("hex") } = options;
  const address = { url: "" };
  const core = createCore(options, { dataFolder, baseUrl: () => address.url });
  const controls = createControls(options, core);
  const admin = createAdmin(core.context, controls);
  const server = createServer(options, { ...core, ...controls, admin, adminToken });
  const close = async () => {
    controls.faults.clear();
    await server.close();
    await core.close();
    if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    address.url = `http://127.0.0.1:${await server.listen(options.port ?? 0)}`;
  } catch (error) {
    await close();
    throw error;
  }
  core.hooks.resume();
  core.actions.resume();
  const { url } = address;
  const { problems, ...rest } = controls;
  return {
    ...rest,
    url,
    apiUrl: `${url}${restRoot}`,
    graphqlUrl: `${url}${graphqlPath}`,
    adminUrl: `${url}${adminRoot}`,
    adminToken,
    dataFolder,
    context: core.context,
    admin,
    get problems() {
      return problems.list();
    },
    takeProblems: () => problems.take(),
    close,
  };
}

type Core = ReturnType<typeof createCore>;

/** What keeps the data and what follows from an event. */
function createCore(options: StartOptions, place: Pick<SandboxContext, "dataFolder" | "baseUrl">) {
  const state = SandboxState.open(place.dataFolder);
  const clock = new SandboxClock(state, options.clock);
  const context: SandboxContext = {
    ...place,
    state,
    git: createGitStore({ folder: place.dataFolder }),
    now: clock.now,
    emit: (event) => {
      hooks.emit(event);
      actions.handle(event);
    },
  };
  const { hookTimeoutMs: timeoutMs } = options;
  const hooks = new Webhooks({ context, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const actions = createActions(context);
  const close = async () => {
    await hooks.close();
    await actions.close();
    await context.git.close();
    state.close();
  };
  return { context, clock, hooks, actions, close };
}

/** What tests and people watch and switch. */
function createControls(options: StartOptions, { clock, hooks, actions }: Core): Controls {
  const faults = new Faults();
  faults.latency = options.latency ?? 0;
  const limits = new RateLimits(clock.now);
  limits.set(options.limits ?? false);
  const settled = async () => {
    // A run's end is an event, and an event's delivery may start a run.
    do {
      await hooks.settled();
      await actions.settled();
    } while (!hooks.isIdle);
  };
  const log = new RequestLog(clock.now);
  return { log, faults, limits, clock, hooks, problems: new ProblemList(), settled };
}

function createServer(
  options: StartOptions,
  built: Core & Controls & { readonly admin: SandboxAdmin; readonly adminToken: string },
): SandboxServer {
  const { context, actions, hooks, limits, log, problems } = built;
  const router = createRouter([...restRoutes({ actions, hooks }), rateLimitRoute(limits)]);
  return createSandboxServer({
    context,
    problems,
    api: createApiHandler({
      ...built,
      router,
      validator: apiValidator(),
      validateResponses: options.validateResponses ?? false,
      graphql: createGraphql(context, {
        budgetOf: (caller) => limits.budget(caller, "graphql"),
      }),
    }),
    admin: createAdminHandler({ context, admin: built.admin, log, token: built.adminToken }),
    results: createResultsHandler(context),
    git: createGitHandler({ ...built, smartHttp: createGitTransport(context) }),
  });
}
