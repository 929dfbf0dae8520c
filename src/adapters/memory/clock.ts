import type { Clock } from "../../flows/ports/clock.ts";

/** A clock that stands until it is moved; sleeping moves it at once. */
export class MemoryClock implements Clock {
  #time: number;

  constructor(start: string) {
    this.#time = Date.parse(start);
  }

  readonly now = (): string => new Date(this.#time).toISOString();

  readonly sleep = (ms: number): Promise<void> => {
    this.advance(ms);
    return new Promise((resolve) => setImmediate(resolve));
  };

  advance(ms: number): void {
    this.#time += ms;
  }
}
