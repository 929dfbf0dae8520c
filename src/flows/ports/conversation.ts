import type { CommitSha } from "../../core/artifact/ids.ts";
import type { Standing } from "../../core/environment/permission.ts";
import type { PullRequest } from "./source-repository.ts";

/** Pull requests as the places where people ask and are answered. */
export type Conversations = {
  /**
   * Takes what somebody asked for, in one sequential round trip: 👀 on the comment (once more is
   * harmless), and what a decision needs to know of the pull request and of the person.
   * Undefined: there is no such pull request, or it is an issue.
   */
  readonly take: (asked: Asked) => Promise<TakenRequest | undefined>;
  /** What an answer needs to know of the conversation at this moment, and its pull request: one round trip. */
  readonly read: (thread: Thread) => Promise<ReadConversation | undefined>;
  /**
   * Everything at once: mutations that don't depend on each other share one document. Doing it twice is
   * harmless, except that a reply is told apart by its marker alone. Effects come in this order, because a
   * process may die in between: deployments, status comment, replies, then labels and marks. What the
   * conversation has once too often is taken away.
   */
  readonly answer: (answer: Answer) => Promise<void>;
  /** Comments created since then, with the time of their last edit: for the sweep. */
  readonly commentsSince: (repository: string, since: string) => Promise<readonly ListedComment[]>;
  /** Pull requests with one of these labels now, and how each got there: for labels that wait, and the sweep. */
  readonly labelings: (
    repository: string,
    labels: readonly string[],
    number?: number,
  ) => Promise<readonly Labeling[]>;
  /** A comment's marks by Ham, for requests that may have been answered before a restart. */
  readonly marks: (comment: CommentReference) => Promise<readonly Mark[]>;
  /** Pull requests opened since then that have no status comment by Ham: for the sweep. */
  readonly unansweredPulls: (repository: string, since: string) => Promise<readonly Thread[]>;
};

export type Thread = { readonly repository: string; readonly number: number };

export type CommentReference = { readonly repository: string; readonly commentId: number };

export type Asked = {
  readonly thread: Thread;
  /** Undefined: asked by a label. */
  readonly commentId: number | undefined;
  /** As the event told it, see `Job`. */
  readonly commentNodeId?: string | undefined;
  readonly login: string;
  /** Teams that `ham.yaml` names, as `@<organisation>/<slug>`. */
  readonly teams: readonly string[];
};

export type TakenRequest = {
  readonly pull: PullRequest;
  /** On the pull request's repository. */
  readonly standing: Standing;
  readonly conversation: ConversationState;
  /** The display name of who commented, which no webhook tells; undefined: not known. */
  readonly authorName?: string | null | undefined;
};

/** Ham's own reactions on a comment: 👀, 🚀, 😕. */
export type Mark = "taken" | "done" | "not-done";

export type ConversationState = {
  /** Ham's status comment, found by its hidden marker; undefined: none yet. */
  readonly statusComment:
    { readonly id: number; readonly nodeId: string; readonly body: string } | undefined;
  /** Hidden markers of Ham's replies that are there already. */
  readonly replyMarkers: readonly string[];
  readonly labels: readonly string[];
  /** Missing: nothing. */
  readonly surplus?: Surplus | undefined;
};

/**
 * What is there once too often, because two Hams wrote it at the same moment: of several with one marker
 * the oldest stays.
 */
export type Surplus = {
  readonly comments: readonly { readonly nodeId: string; readonly body: string }[];
  /** Node ids; of several of one release and environment. */
  readonly deployments: readonly string[];
};

export type ReadConversation = ConversationState & { readonly pull: PullRequest };

export type Answer = {
  readonly repository: string;
  /** Undefined: deployments alone, for a commit that no pull request brought. */
  readonly number: number | undefined;
  /** As it was read; the status comment in it is edited. */
  readonly conversation: ConversationState | undefined;
  /** The whole new body of the status comment; undefined: leave it. */
  readonly statusBody: string | undefined;
  readonly replies: readonly Reply[];
  readonly marks: readonly { readonly commentId: number; readonly mark: "done" | "not-done" }[];
  readonly removeLabels: readonly string[];
  readonly deployments: readonly DeploymentRecord[];
};

/** A short new comment, because edits notify nobody. */
export type Reply = {
  /** Hidden in the body, so that it is never posted twice. */
  readonly marker: string;
  readonly body: string;
};

export type ListedComment = {
  readonly thread: Thread;
  readonly id: number;
  readonly author: {
    readonly login: string;
    readonly id: number;
    readonly isBot: boolean;
  };
  readonly body: string;
  readonly createdAt: string;
  /** Set: it is not what it was when it was made, and never executed. */
  readonly lastEditedAt: string | null;
  /** Ham's last mark is on it: everything that it asked for was told. */
  readonly isAnswered?: boolean | undefined;
};

export type Labeling = {
  readonly thread: Thread;
  readonly label: string;
  /** Of the labeled event. */
  readonly eventId: number;
  readonly login: string;
  readonly at: string;
};

/**
 * A GitHub Deployment of a commit on the application's repository with its status; earlier ones of the
 * same environment become inactive. The same `release` again finds the one that is there.
 */
export type DeploymentRecord = {
  readonly repository: string;
  readonly commit: CommitSha;
  /** `<env>`, or `<env>/<service>` where a repository has several services. */
  readonly environment: string;
  /** The release commit, by which the deployment is found again. */
  readonly release: CommitSha;
  readonly state: "queued" | "in_progress" | "success" | "failure";
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string;
  readonly production: boolean;
};

/** Check runs by Ham. */
export type Checks = {
  /** Makes or updates the check of that name on a commit. */
  readonly report: (check: CheckReport) => Promise<void>;
};

export type CheckReport = {
  readonly repository: string;
  readonly commit: CommitSha;
  readonly name: string;
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
  }[];
};
