/** What a queue does with the jobs it is given. */
export type JobQueueOptions<Job> = {
  /** Never rejects. */
  readonly run: (job: Job) => Promise<void>;
  /** Jobs of one lane run one after another, in the order in which they came. */
  readonly laneOf: (job: Job) => string;
  /** A job that has the key of a waiting one is the same once more, and left out. */
  readonly keyOf: (job: Job) => string;
  /** Jobs that run at once. */
  readonly concurrency: number;
};

/**
 * Jobs in this process. It may lose them, because the sweep finds what was lost: so adding one never waits
 * and never fails.
 */
export class JobQueue<Job> {
  readonly #options: JobQueueOptions<Job>;
  readonly #waiting: Job[] = [];
  readonly #keys = new Set<string>();
  readonly #busyLanes = new Set<string>();
  #idle: (() => void)[] = [];
  #isOpen: boolean;

  /** A closed queue takes jobs and starts none until it is opened. */
  constructor(options: JobQueueOptions<Job>, state: "open" | "closed" = "open") {
    this.#options = options;
    this.#isOpen = state === "open";
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#busyLanes.size;
  }

  add(job: Job): void {
    const key = this.#options.keyOf(job);
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#waiting.push(job);
    this.#startWhatCan();
  }

  open(): void {
    this.#isOpen = true;
    this.#startWhatCan();
  }

  /** What runs goes on; nothing new starts. */
  close(): void {
    this.#isOpen = false;
    this.#tellIdle();
  }

  /** Resolves when nothing runs and, while the queue is open, nothing waits. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#tellIdle();
    });
  }

  #startWhatCan(): void {
    while (this.#isOpen && this.#busyLanes.size < this.#options.concurrency) {
      const next = this.#waiting.findIndex(
        (job) => !this.#busyLanes.has(this.#options.laneOf(job)),
      );
      const [job] = next === -1 ? [] : this.#waiting.splice(next, 1);
      if (job === undefined) return;
      this.#keys.delete(this.#options.keyOf(job));
      void this.#start(job);
    }
  }

  async #start(job: Job): Promise<void> {
    const lane = this.#options.laneOf(job);
    this.#busyLanes.add(lane);
    try {
      await this.#options.run(job);
    } finally {
      this.#busyLanes.delete(lane);
      this.#startWhatCan();
      this.#tellIdle();
    }
  }

  #tellIdle(): void {
    if (this.#busyLanes.size > 0 || (this.#isOpen && this.#waiting.length > 0)) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
