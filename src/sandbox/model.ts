/**
 * The sandbox's data: GitHub as far as this project uses it, plain and typed, all of it JSON.
 * What git stores (commits, trees, refs) is not here: it is in the bare repositories.
 * Times are ISO 8601 in UTC with seconds, as GitHub prints them. Ids are positive integers, unique per kind.
 */

export type Iso8601 = string;
/** 40 lower-case hex digits. */
export type Oid = string;

export type Account = {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
  /** The display name; may hold anything a person types. */
  readonly name: string | null;
  readonly email: string | null;
};

export type RepositoryRole = "admin" | "maintain" | "write" | "triage" | "read";

export type Repository = {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly createdAt: Iso8601;
  /** When set, this is a fork of the repository with that id. */
  readonly forkOf: number | null;
  /** Role by login; organisation owners are admins everywhere. */
  readonly collaborators: Readonly<Record<string, RepositoryRole>>;
  /** Role by slug of a team of the organisation that owns the repository. */
  readonly teams?: Readonly<Record<string, RepositoryRole>>;
  readonly description?: string | null;
  readonly labels: readonly Label[];
};

export type Label = {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description?: string | null;
};

export type Organization = {
  readonly login: string;
  readonly owners: readonly string[];
  readonly members: readonly string[];
  readonly teams: readonly Team[];
  /** The role of members on each repository; GitHub's default is `read`. */
  readonly basePermission?: RepositoryRole | "none";
};

export type Team = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly members: readonly string[];
};

/** A personal access token of a user, all permissions. */
export type UserToken = { readonly token: string; readonly login: string };

export type PermissionLevel = "read" | "write";
/** Names and levels as in an App's manifest, for example `{ contents: "write" }`. */
export type Permissions = Readonly<Record<string, PermissionLevel>>;

export type App = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: string;
  readonly publicKeyPem: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhook: {
    readonly url: string | null;
    readonly secret: string;
    readonly active: boolean;
  };
};

export type Installation = {
  readonly id: number;
  readonly appId: number;
  readonly account: string;
  readonly permissions: Permissions;
  readonly repositorySelection: "all" | "selected";
  readonly repositoryIds: readonly number[];
  readonly createdAt: Iso8601;
};

/** Installation tokens and the GITHUB_TOKEN of a workflow job. */
export type AccessToken = {
  readonly token: string;
  readonly kind: "installation" | "actions";
  readonly installationId: number | null;
  readonly permissions: Permissions;
  /** `null`: every repository of the installation. */
  readonly repositoryIds: readonly number[] | null;
  readonly expiresAt: Iso8601;
};

/** An issue or, with `pull`, a pull request. */
export type Issue = {
  readonly id: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly author: string;
  readonly state: "open" | "closed";
  readonly labels: readonly string[];
  readonly locked: boolean;
  readonly createdAt: Iso8601;
  readonly updatedAt: Iso8601;
  readonly closedAt: Iso8601 | null;
  readonly pull: Pull | null;
};

export type Pull = {
  readonly draft: boolean;
  readonly base: { readonly ref: string; readonly sha: Oid };
  /** `repositoryId` differs from the issue's for a pull request from a fork. */
  readonly head: { readonly repositoryId: number; readonly ref: string; readonly sha: Oid };
  /** The test merge while open (null when it conflicts), the merge's result once merged. */
  readonly mergeCommitSha: Oid | null;
  readonly mergedAt: Iso8601 | null;
  readonly mergedBy: string | null;
};

export type Comment = {
  readonly id: number;
  readonly repositoryId: number;
  readonly issueNumber: number;
  /** A login; an App writes as `<slug>[bot]`. */
  readonly author: string;
  readonly viaAppId: number | null;
  readonly body: string;
  readonly createdAt: Iso8601;
  readonly updatedAt: Iso8601;
  readonly lastEditedAt: Iso8601 | null;
  /** Who edited it last. */
  readonly editor?: string;
};

export type ReactionContent =
  "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";

export type Reaction = {
  readonly id: number;
  readonly subject: { readonly kind: "comment" | "issue"; readonly id: number };
  readonly author: string;
  readonly content: ReactionContent;
  readonly createdAt: Iso8601;
};

/** Labelled, unlabelled, merged, closed …, as the issue's timeline lists them. */
export type TimelineEvent = {
  readonly id: number;
  readonly repositoryId: number;
  readonly issueNumber: number;
  readonly event: "labeled" | "unlabeled" | "merged" | "closed" | "reopened";
  readonly actor: string;
  readonly label: string | null;
  readonly createdAt: Iso8601;
};

export type CommitStatus = {
  readonly id: number;
  readonly repositoryId: number;
  readonly sha: Oid;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: Iso8601;
};

export type CheckRun = {
  readonly id: number;
  readonly repositoryId: number;
  readonly appId: number;
  readonly headSha: Oid;
  readonly name: string;
  readonly externalId: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: string | null;
  readonly startedAt: Iso8601;
  readonly completedAt: Iso8601 | null;
  readonly detailsUrl: string | null;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations: readonly CheckAnnotation[];
  };
  readonly actions: readonly {
    readonly label: string;
    readonly description: string;
    readonly identifier: string;
  }[];
};

export type CheckAnnotation = {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string | null;
};

export type Deployment = {
  readonly id: number;
  readonly repositoryId: number;
  readonly sha: Oid;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: string;
  readonly createdAt: Iso8601;
  readonly updatedAt: Iso8601;
};

export type DeploymentStatus = {
  readonly id: number;
  readonly deploymentId: number;
  readonly state:
    "error" | "failure" | "inactive" | "in_progress" | "queued" | "pending" | "success";
  readonly description: string;
  readonly logUrl: string | null;
  readonly environmentUrl: string | null;
  readonly creator: string;
  readonly createdAt: Iso8601;
};

export type RunEvent = "push" | "pull_request" | "merge_group" | "workflow_dispatch";

export type WorkflowRun = {
  readonly id: number;
  readonly repositoryId: number;
  readonly headRepositoryId: number;
  readonly workflowId: number;
  readonly name: string;
  /** For example `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly event: RunEvent;
  readonly headBranch: string | null;
  readonly headSha: Oid;
  /** The commit that the job checks out: for a pull request its test merge. */
  readonly checkoutSha: Oid;
  readonly pullNumbers: readonly number[];
  readonly actor: string;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  readonly createdAt: Iso8601;
  readonly runStartedAt: Iso8601;
  readonly updatedAt: Iso8601;
  /** The earlier attempts of a run that was started again, first one first. */
  readonly previousAttempts?: readonly Pick<
    WorkflowRun,
    "runAttempt" | "status" | "conclusion" | "runStartedAt" | "updatedAt"
  >[];
};

/** A workflow file that has been seen on any branch; its id stays while the path stays. */
export type Workflow = {
  readonly id: number;
  readonly repositoryId: number;
  readonly name: string;
  /** For example `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly createdAt: Iso8601;
};

export type WorkflowJob = {
  readonly id: number;
  readonly runId: number;
  readonly runAttempt: number;
  readonly name: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  readonly startedAt: Iso8601;
  readonly completedAt: Iso8601 | null;
};

export type RunArtifact = {
  readonly id: number;
  readonly repositoryId: number;
  readonly runId: number;
  readonly runAttempt: number;
  readonly name: string;
  readonly sizeInBytes: number;
  /** `sha256:<64 hex>` of the zip. */
  readonly digest: string;
  readonly createdAt: Iso8601;
  readonly expiresAt: Iso8601;
  readonly expired: boolean;
  /** The zip, relative to the data folder. */
  readonly file: string;
};

/** One attempt to deliver an event to the App's webhook. */
export type HookDelivery = {
  readonly id: number;
  readonly appId: number;
  /** `X-GitHub-Delivery`: shared by all attempts at one event. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly deliveredAt: Iso8601;
  /** Seconds. */
  readonly duration: number;
  readonly status: string;
  readonly statusCode: number;
  readonly request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: unknown;
  };
  readonly response: {
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: string;
  };
};
