import type { GitStore } from "./git/git-store.ts";
import type { App, Installation, Permissions } from "./model.ts";
import type { SandboxState } from "./state.ts";

/** Who asks. What a caller may do follows from this value alone. */
export type Caller =
  | { readonly kind: "anonymous" }
  /** A person with a personal token. */
  | { readonly kind: "user"; readonly login: string }
  /** An App that proved itself by its signed JWT. */
  | { readonly kind: "app"; readonly app: App }
  /** An App's installation token. */
  | {
      readonly kind: "installation";
      readonly app: App;
      readonly installation: Installation;
      readonly permissions: Permissions;
      /** `null`: every repository of the installation. */
      readonly repositoryIds: readonly number[] | null;
    }
  /** The GITHUB_TOKEN of a workflow job: one repository. */
  | { readonly kind: "actions"; readonly permissions: Permissions; readonly repositoryId: number };

/** What every part of the sandbox works with. */
export type SandboxContext = {
  readonly state: SandboxState;
  readonly git: GitStore;
  readonly now: () => Date;
  /** Tells the rest of the sandbox that something happened; webhooks and workflow runs follow from it. */
  readonly emit: (event: SandboxEvent) => void;
  /** Without a trailing slash, for example `http://127.0.0.1:4000`. REST is below `/api/v3`. */
  readonly baseUrl: () => string;
  readonly dataFolder: string;
};

/** A webhook event before it becomes a payload for each App that subscribed to it. */
export type SandboxEvent = {
  /** GitHub's event name, for example `issue_comment`. */
  readonly event: string;
  readonly action: string | null;
  readonly repositoryId: number;
  /** The login that caused it. */
  readonly sender: string;
  /** Told to this App alone, as when somebody clicks an action of its check run. */
  readonly appId?: number;
  /** The event's own fields; `repository`, `organization`, `sender` and `installation` are added. */
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What `createGraphql(context)` in graphql/handler.ts returns: one request of `POST /api/graphql`. */
export type GraphqlHandler = (request: {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
}) => Promise<{
  readonly status: number;
  readonly body: unknown;
  /** Points of the primary rate limit; 1 when left out. */
  readonly cost?: number;
}>;

/** What `createActions(context)` in actions/service.ts returns, beside what rest/actions-port.ts asks of it. */
export type ActionsRunner = {
  /** Deals with what an earlier process on the same data left; called once the sandbox's address is known. */
  readonly resume: () => void;
  /** Told of every event after it was emitted; starts the workflows that it triggers. Returns at once. */
  readonly handle: (event: SandboxEvent) => void;
  /** Resolves when no run is queued or in progress. */
  readonly settled: () => Promise<void>;
  /** Stops what is running. */
  readonly close: () => Promise<void>;
};
