import type { Clock } from "../../../flows/ports/clock.ts";

/** So many in so many milliseconds. */
export type PaceLimit = { readonly count: number; readonly withinMs: number };

const MINUTE_MS = 60_000;

/** Below what GitHub lets an installation write into conversations (80 a minute, 500 an hour). */
const ANSWER_LIMITS: readonly PaceLimit[] = [
  { count: 60, withinMs: MINUTE_MS },
  { count: 400, withinMs: 60 * MINUTE_MS },
];

/** Lets callers through in their order, no more than the limits allow. */
export class Pace {
  readonly #clock: Clock;
  readonly #limits: readonly PaceLimit[];
  /** Moments of the latest turns, in milliseconds, oldest first. */
  #turns: number[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock, limits: readonly PaceLimit[] = ANSWER_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  turn(): Promise<void> {
    this.#last = this.#last.then(() => this.#wait());
    return this.#last;
  }

  async #wait(): Promise<void> {
    for (;;) {
      const now = Date.parse(this.#clock.now());
      const wait = Math.max(0, ...this.#limits.map((limit) => this.#waitFor(limit, now)));
      if (wait === 0) {
        const kept = Math.max(...this.#limits.map(({ count }) => count));
        this.#turns = [...this.#turns, now].slice(-kept);
        return;
      }
      await this.#clock.sleep(wait);
    }
  }

  /** The turn that is `count` back must have left the window. */
  #waitFor({ count, withinMs }: PaceLimit, now: number): number {
    const earlier = this.#turns.at(-count);
    return earlier === undefined ? 0 : Math.max(0, earlier + withinMs - now);
  }
}
