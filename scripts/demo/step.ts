/** One step of the story, as it was seen from outside. */
export type Step = {
  /** For machines, for example `promote-staging`. */
  readonly name: string;
  /** For people, one sentence. */
  readonly title: string;
  readonly outcome: "done" | "released" | "refused";
  readonly reason: string | null;
  /** The request's id, where somebody asked for something or Ham released on its own. */
  readonly request: string | null;
  /** Calls of GitHub's API by Ham. */
  readonly calls: number;
  /** The release commit. */
  readonly commit: string | null;
  readonly environment: string | null;
  /** What a person reads. */
  readonly shown: readonly string[];
};

export type StepResult = Partial<Omit<Step, "name" | "title" | "calls">>;

export const NOTHING_SEEN = {
  outcome: "done",
  reason: null,
  request: null,
  commit: null,
  environment: null,
  shown: [],
} as const;
