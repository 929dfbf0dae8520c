/** One job while it runs: what its steps share and change. */
import type { SandboxContext } from "../context.ts";
import type { Repository, WorkflowRun } from "../model.ts";
import type { JobFolders } from "./job-folders.ts";
import type { JobLog } from "./job-log.ts";
import type { Json, JsonObject } from "./json-schema.ts";
import type { Trigger } from "./trigger.ts";
import type { RunDefaults } from "./workflow-file.ts";

export type JobSession = {
  readonly context: SandboxContext;
  readonly run: WorkflowRun;
  readonly trigger: Trigger;
  readonly repository: Repository;
  readonly log: JobLog;
  readonly token: string;
  /** For actions of Node.js alone: scripts are not told it. */
  readonly runtimeToken: string;
  readonly folders: JobFolders;
  /** All but those that a step changes: `env`, `steps`, `job` and, within an action, `inputs`. */
  readonly contexts: Readonly<Record<string, Json>> & { readonly github: JsonObject };
  /** Someone or something wants the job to end; steps with `always()` still run. */
  readonly cancelled: AbortSignal;
  /** The sandbox ends. */
  readonly closing: AbortSignal;
  readonly changing: {
    status: "success" | "failure" | "cancelled";
    /** Of the workflow, the job and GITHUB_ENV. */
    environment: Readonly<Record<string, string>>;
    /** From GITHUB_PATH, the newest first. */
    paths: readonly string[];
    /** What actions want to do when the job ends, in the order in which they ran. */
    posts: readonly (() => Promise<void>)[];
    /** Groups of processes that go on although their step has ended. */
    leftGroups: readonly number[];
  };
};

/** An action on this machine. */
export type ActionLocation = {
  readonly folder: string;
  /** As `uses` names it. */
  readonly name: string;
  /** `owner/name` and ref of a hosted action; empty for one of the workspace. */
  readonly repository: string;
  readonly ref: string;
};

/** A list of steps while it runs: a job's, or those of a composite action. */
export type StepFrame = {
  readonly session: JobSession;
  readonly inputs: JsonObject;
  /** Of the steps outside that use the action. */
  readonly environment: Readonly<Record<string, string>>;
  /** The nearest first. */
  readonly defaults: readonly RunDefaults[];
  /** Null for the steps of a job. */
  readonly action: ActionLocation | null;
  readonly depth: number;
  readonly progress: {
    /** Whether all steps so far have succeeded. */
    failed: boolean;
    steps: JsonObject;
  };
};

/** What a step came to; a failure is a sentence. */
export type StepEnd = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly failure: string | null;
};
