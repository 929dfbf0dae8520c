import type { Clock } from "../../../flows/ports/clock.ts";

/** So many in so many milliseconds. */
export type PaceLimit = { readonly count: number; readonly withinMs: number };

const MINUTE_MS = 60_000;

/** Below what GitHub lets an installation write into conversations (80 a minute, 500 an hour). */
export const ANSWER_LIMITS: readonly PaceLimit[] = [
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
  #waiting = 0;

  constructor(clock: Clock, limits: readonly PaceLimit[] = ANSWER_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  turn(): Promise<void> {
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#wait()).finally(() => (this.#waiting -= 1));
    return this.#last;
  }

  /** For what can be left out: takes a turn if there is one right now. */
  tryTurn(): boolean {
    const now = Date.parse(this.#clock.now());
    if (this.#waiting > 0 || this.#untilFree(now) > 0) return false;
    this.#take(now);
    return true;
  }

  async #wait(): Promise<void> {
    for (;;) {
      const now = Date.parse(this.#clock.now());
      const wait = this.#untilFree(now);
      if (wait === 0) {
        this.#take(now);
        return;
      }
      await this.#clock.sleep(wait);
    }
  }

  #take(now: number): void {
    const kept = Math.max(...this.#limits.map(({ count }) => count));
    this.#turns = [...this.#turns, now].slice(-kept);
  }

  #untilFree(now: number): number {
    return Math.max(0, ...this.#limits.map((limit) => this.#waitFor(limit, now)));
  }

  /** The turn that is `count` back must have left the window. */
  #waitFor({ count, withinMs }: PaceLimit, now: number): number {
    const earlier = this.#turns.at(-count);
    return earlier === undefined ? 0 : Math.max(0, earlier + withinMs - now);
  }
}
