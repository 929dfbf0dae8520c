/** How much was used within the last while. Times are milliseconds since 1970. */
export class SlidingWindow {
  readonly #lengthMs: number;
  #uses: { readonly at: number; readonly amount: number }[] = [];
  #total = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  used(now: number): number {
    this.#forget(now);
    return this.#total;
  }

  use(now: number, amount: number): void {
    this.#uses.push({ at: now, amount });
    this.#total += amount;
  }

  /** Milliseconds until the oldest use is forgotten; the whole length when there is none. */
  untilRelief(now: number): number {
    this.#forget(now);
    const [oldest] = this.#uses;
    return oldest === undefined ? this.#lengthMs : oldest.at + this.#lengthMs - now;
  }

  #forget(now: number): void {
    const end = now - this.#lengthMs;
    const kept = this.#uses.findIndex(({ at }) => at > end);
    const gone = this.#uses.splice(0, kept === -1 ? this.#uses.length : kept);
    this.#total -= gone.reduce((sum, { amount }) => sum + amount, 0);
  }
}
