import { runGit } from "./git-process.ts";

/**
 * Git's own index of commits and of the paths that each changes. Without it a path's history in a long branch takes
 * half a second; so git makes it in the background whenever one was slow to find.
 */
export class CommitIndex {
  readonly #folder: string;
  #making: Promise<void> | undefined;
  #madeAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Does the task, and makes or extends the index when that took long. */
  async watch<Result>(task: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    const result = await task();
    const end = performance.now();
    if (end - start > slowMs && end - this.#madeAt > pauseMs) this.#make(end);
    return result;
  }

  /** Resolves when git no longer writes to the repository. */
  async settled(): Promise<void> {
    await this.#making;
  }

  #make(now: number): void {
    this.#madeAt = now;
    const args = ["commit-graph", "write", "--reachable", "--changed-paths", "--split"];
    // Without it everything works as before, only slower.
    this.#making = runGit(this.#folder, args).then(noValue, noValue);
  }
}

const slowMs = 100;

/** Between two attempts. */
const pauseMs = 60_000;

function noValue(): void {
  // Whoever waits wants to know when, not what.
}
