import type { IncomingMessage, ServerResponse } from "node:http";

import type { ActionsRunner, GraphqlHandler, SandboxContext } from "./context.ts";
import type { GitStore, RefUpdate } from "./git/git-store.ts";
import type { GitAccess } from "./http/git-access.ts";
import type { Oid } from "./model.ts";
import type { ActionsPort } from "./rest/actions-port.ts";

/** What the git, GraphQL and Actions parts of the sandbox are made by. */
export type Parts = {
  readonly createGitStore: (options: { readonly folder: string }) => GitStore;
  readonly createSmartHttp: (options: SmartHttpOptions) => SmartHttp;
  readonly createGraphql: (context: SandboxContext) => GraphqlHandler;
  readonly createActions: (context: SandboxContext) => ActionsRunner & ActionsPort;
};

/** Answers what the stock git client asks below `/<owner>/<name>.git/`. */
export type SmartHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type SmartHttpOptions = {
  readonly store: GitStore;
  readonly authorize: (request: {
    readonly owner: string;
    readonly name: string;
    /** A push. */
    readonly writes: boolean;
    readonly authorization: string | undefined;
  }) => GitAccess;
  /** After the refs have moved and before the client is told. */
  readonly onPush: (push: {
    readonly owner: string;
    readonly name: string;
    readonly login: string;
    readonly movements: readonly (Pick<RefUpdate, "name" | "after"> & { readonly before: Oid })[];
  }) => Promise<void>;
};

/** Those that exist; a stand-in that does nothing for each other. */
export async function loadParts(): Promise<Parts> {
  return {
    createGitStore: await load("./git/store.ts", "createGitStore", () => noGit),
    createSmartHttp: await load("./git/smart-http.ts", "createSmartHttp", () => noPages),
    createGraphql: await load("./graphql/handler.ts", "createGraphql", () => noGraphql),
    createActions: await load("./actions/service.ts", "createActions", () => noActions),
  };
}

async function load<Factory>(path: string, name: string, standIn: Factory): Promise<Factory> {
  try {
    const module: unknown = await import(path);
    const factory: unknown = Object.entries(Object(module)).find(([known]) => known === name)?.[1];
    return isFactory<Factory>(factory) ? factory : standIn;
  } catch {
    return standIn;
  }
}

function isFactory<Factory>(value: unknown): value is Factory {
  return typeof value === "function";
}

const missing = () => Promise.reject(new Error("this sandbox has no git"));

const noGit: GitStore = {
  create: missing,
  open: () => {
    throw new Error("this sandbox has no git");
  },
  allowedSigners: missing,
  close: () => Promise.resolve(),
};

const noPages: SmartHttp = (_, response) => {
  response.writeHead(501).end();
  return Promise.resolve();
};

const noGraphql: GraphqlHandler = () =>
  Promise.resolve({ status: 501, body: { message: "this sandbox has no GraphQL" } });

const noActions: ActionsRunner & ActionsPort = {
  handle: () => undefined,
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
  rerun: () => Promise.resolve(),
  dispatch: () => Promise.resolve(undefined),
};
