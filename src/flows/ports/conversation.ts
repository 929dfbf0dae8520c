import type { CommitSha } from "../../core/artifact/ids.ts";

/** A pull request (or issue) as the place where people ask and are answered. */
export type Conversations = {
  /** 👀: taken, no answer yet. Doing it twice is harmless. */
  readonly acknowledge: (comment: CommentReference) => Promise<void>;
  /** Everything an answer needs to know of the conversation, one round trip. */
  readonly read: (thread: Thread) => Promise<ConversationState | undefined>;
  /** All at once, in one round trip as far as they allow. Doing it twice is harmless: see `Reply.marker`. */
  readonly answer: (thread: Thread, answer: Answer) => Promise<void>;
  /** Comments created since then, with the time of their last edit: for the sweep. */
  readonly commentsSince: (repository: string, since: string) => Promise<readonly ListedComment[]>;
  /** A comment's marks by Ham, for requests that may have been answered before a restart. */
  readonly marks: (comment: CommentReference) => Promise<readonly Mark[]>;
};

export type Thread = { readonly repository: string; readonly number: number };

export type CommentReference = { readonly repository: string; readonly commentId: number };

/** Ham's own reactions on a comment. */
export type Mark = "taken" | "done" | "not-done";

export type ConversationState = {
  /** Ham's status comment; undefined: none yet. */
  readonly statusComment: { readonly id: number; readonly body: string } | undefined;
  /** Hidden markers of Ham's replies that are there already. */
  readonly replyMarkers: readonly string[];
  readonly labels: readonly string[];
};

export type Answer = {
  /** The whole new body of the status comment; undefined: leave it. */
  readonly statusBody?: string | undefined;
  readonly replies: readonly Reply[];
  readonly marks: readonly { readonly commentId: number; readonly mark: "done" | "not-done" }[];
  readonly removeLabels: readonly string[];
};

/** A short new comment, because edits notify nobody. */
export type Reply = {
  /** Hidden in the body, so that it is never posted twice. */
  readonly marker: string;
  readonly body: string;
};

export type ListedComment = {
  readonly repository: string;
  readonly issueNumber: number;
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
  /** Set: it is not what it was when it was made, and never executed. */
  readonly lastEditedAt: string | null;
};

/** GitHub Deployments on the application's repository. */
export type Deployments = {
  /**
   * A deployment of a commit to an environment with its first status; former ones of the same
   * environment become inactive. The same `release` again finds the one that is there.
   */
  readonly record: (deployment: DeploymentRecord) => Promise<void>;
};

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
