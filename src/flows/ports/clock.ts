/** The time, and waiting. */
export type Clock = {
  /** RFC 3339 in UTC with milliseconds. */
  readonly now: () => string;
  readonly sleep: (ms: number) => Promise<void>;
};
