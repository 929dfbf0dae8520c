import type { CommitSha, TreeSha } from "../core/artifact/ids.ts";
import type { Actor } from "../core/release/request.ts";
import type { Thread } from "./ports/conversation.ts";

/**
 * Something that happened on GitHub and that Ham has to look at. The App makes a job of a webhook, the sweep
 * makes the same one of what it finds: a job carries only what the event itself tells and nobody can ask later.
 */
export type Job = Happening & {
  /** Guid of the delivery that told of it, if one did: once it is done, it need not be fetched again. */
  readonly delivery?: string | undefined;
};

type Happening =
  | {
      readonly kind: "comment-created";
      readonly thread: Thread;
      readonly isPullRequest: boolean;
      readonly comment: {
        readonly id: number;
        /** GitHub's GraphQL id, where the event told it: taking the request is one call less with it. */
        readonly nodeId?: string | undefined;
        /** As it was when it was made. */
        readonly body: string;
        readonly createdAt: string;
        readonly author: Actor & { readonly isBot: boolean };
      };
    }
  | {
      readonly kind: "label-added";
      readonly thread: Thread;
      readonly label: string;
      readonly actor: Actor & { readonly isBot: boolean };
    }
  /** Opened, reopened, or its base branch changed. */
  | { readonly kind: "pull-request-opened"; readonly thread: Thread }
  | { readonly kind: "pull-request-merged"; readonly thread: Thread }
  | {
      readonly kind: "run-completed";
      readonly repository: string;
      readonly runId: number;
      readonly attempt: number;
    }
  /** A branch of an application repository has moved. */
  | {
      readonly kind: "branch-pushed";
      readonly repository: string;
      readonly repositoryId: number;
      readonly branch: string;
      readonly commit: CommitSha;
      /** The commit's tree, where the event tells it (`head_commit.tree_id`): saves a round trip. */
      readonly tree?: TreeSha | undefined;
      readonly pushedAt: string;
      readonly pusher: Actor;
    }
  /** `ham.yaml`'s branch of the config repository has moved. */
  | { readonly kind: "config-pushed"; readonly commit: CommitSha };

/** The same for every way of learning of the same thing. */
export function jobKey(job: Job): string {
  switch (job.kind) {
    case "comment-created":
      return JSON.stringify([job.kind, job.comment.id]);
    case "label-added":
      return JSON.stringify([job.kind, job.thread.repository, job.thread.number, job.label]);
    case "pull-request-opened":
    case "pull-request-merged":
      return JSON.stringify([job.kind, job.thread.repository, job.thread.number]);
    case "run-completed":
      return JSON.stringify([job.kind, job.repository, job.runId, job.attempt]);
    case "branch-pushed":
      return JSON.stringify([job.kind, job.repository, job.branch, job.commit]);
    case "config-pushed":
      return JSON.stringify([job.kind, job.commit]);
  }
}
