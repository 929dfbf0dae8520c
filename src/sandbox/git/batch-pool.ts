/** A reader whose process can be ended when it has nothing to do. */
type Restable = { readonly isBusy: boolean; readonly rest: () => void };

/** Keeps the number of running readers near a limit: starting one sends those to rest that started first. */
export class BatchPool {
  readonly #running = new Set<Restable>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#running.size;
  }

  add(reader: Restable): void {
    this.#running.add(reader);
    for (const running of this.#running) {
      if (this.#running.size <= this.#limit) return;
      if (running !== reader && !running.isBusy) running.rest();
    }
  }

  remove(reader: Restable): void {
    this.#running.delete(reader);
  }
}
