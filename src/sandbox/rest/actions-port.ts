/** What the API asks of whatever runs workflows. */
export type ActionsPort = {
  /** Starts a completed run again, as its next attempt. */
  readonly rerun: (runId: number) => Promise<void>;
  /** Starts a workflow by hand; resolves to undefined when its file has no `workflow_dispatch` at that ref. */
  readonly dispatch: (request: {
    readonly workflowId: number;
    /** A branch or tag, without `refs/`. */
    readonly ref: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly actor: string;
  }) => Promise<{ readonly runId: number } | undefined>;
};
