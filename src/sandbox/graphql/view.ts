import type { Caller, SandboxContext } from "../context.ts";
import type { Environment } from "../github/deployment-records.ts";
import type { PullRequest } from "../github/pull-records.ts";
import type {
  Account,
  CheckRun,
  Comment,
  CommitStatus,
  Deployment,
  DeploymentStatus,
  Issue,
  Label,
  Oid,
  Organization,
  Reaction,
  Repository,
  Team,
  TimelineEvent,
} from "../model.ts";

/** What one caller sees of a record: values, and functions of a field's arguments, by the schema's names. */
export type View = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** How each kind of record is seen. Views refer to each other by this table alone. */
export type Views = {
  readonly context: SandboxContext;
  readonly caller: Caller;

  /** An `Actor`. A bot is seen without the `[bot]` of its login, as GitHub's GraphQL has it. */
  readonly actor: (who: Account | string) => View;
  /** A `User`, where the schema allows nothing else; here a bot keeps its `[bot]`. */
  readonly user: (who: Account | string) => View;
  readonly app: (appId: number) => View | null;
  readonly organization: (organization: Organization) => View;
  readonly team: (organization: Organization, team: Team) => View;

  readonly repository: (repository: Repository) => View;
  /** `prefix`: what its name is seen without. */
  readonly ref: (repository: Repository, ref: NamedRef, prefix?: string) => View;
  /** A `GitObject` of whatever type; null when there is none. `path` is where it was found. */
  readonly object: (repository: Repository, oid: Oid, path?: string) => Promise<View | null>;
  readonly commit: (repository: Repository, oid: Oid) => Promise<View>;
  readonly tree: (repository: Repository, oid: Oid, path?: string) => View;

  /** An `Issue` or a `PullRequest`. */
  readonly issue: (issue: Issue) => View;
  readonly pullCommit: (pull: PullRequest, oid: Oid) => View;
  readonly comment: (comment: Comment) => View;
  readonly label: (repository: Repository, label: Label) => View;
  readonly reaction: (reaction: Reaction) => View;
  /** The eight of them, for what can be reacted to. */
  readonly reactionGroups: (subject: Reaction["subject"]) => readonly View[];
  readonly timelineEvent: (event: TimelineEvent) => View;

  readonly commitStatus: (status: CommitStatus) => View;
  readonly checkRun: (run: CheckRun) => View;
  readonly checkSuite: (repository: Repository, runs: CheckSuiteRuns) => View;
  readonly deployment: (deployment: Deployment) => View;
  readonly deploymentStatus: (status: DeploymentStatus) => View;
  readonly environment: (environment: Environment) => View;
};

/** A ref by its full name. */
export type NamedRef = { readonly name: string; readonly oid: Oid };

/** An App's runs on one commit, oldest first. */
export type CheckSuiteRuns = readonly [CheckRun, ...CheckRun[]];
