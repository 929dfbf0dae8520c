/**
 * Remembers the newest answers about things that never change, up to a number of them. Questions that are
 * under way are shared; an answer of undefined ("unknown") is asked again, because what is missing may come.
 */
export class Remembered<T> {
  readonly #limit: number;
  readonly #known = new Map<string, T>();
  readonly #asked = new Map<string, Promise<T | undefined>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) this.put(key, known);
    return known;
  }

  /** The oldest gives way. */
  put(key: string, value: T): void {
    this.#known.delete(key);
    this.#known.set(key, value);
    if (this.#known.size <= this.#limit) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  async ask(key: string, question: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.get(key);
    if (known !== undefined) return known;
    const asked = this.#asked.get(key) ?? this.#begin(key, question);
    return asked;
  }

  #begin(key: string, question: () => Promise<T | undefined>): Promise<T | undefined> {
    const asked = question()
      .then((answer) => {
        if (answer !== undefined) this.put(key, answer);
        return answer;
      })
      .finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }
}
