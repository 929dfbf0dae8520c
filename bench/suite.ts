import type { Figure } from "./figure.ts";

/** What a suite gets to measure with. */
export type Bench = {
  /** An empty folder. */
  readonly folder: (name: string) => string;
  /** Milliseconds that are added to each call of GitHub. */
  readonly latencies: readonly number[];
  readonly quick: boolean;
  readonly report: (figure: Figure) => void;
  /** Something worth knowing beside the figures. */
  readonly note: (text: string) => void;
};
