export type CollectionOptions<Item, Key extends string | number> = {
  readonly keyOf: (item: Item) => Key;
  /** What is kept in place of an item that is put, for example one whose bulk went to a file. */
  readonly keep?: (item: Item) => Item;
  readonly onPut: (item: Item) => void;
  readonly onRemove: (key: Key) => void;
};

/** The records of one kind, by their key, in the order in which they were first put. */
export class Collection<Item, Key extends string | number> {
  readonly #options: CollectionOptions<Item, Key>;
  readonly #items = new Map<Key, Item>();

  constructor(options: CollectionOptions<Item, Key>) {
    this.#options = options;
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: Key): Item | undefined {
    return this.#items.get(key);
  }

  list(): readonly Item[] {
    return [...this.#items.values()];
  }

  /** The first for which the test holds. */
  find(test: (item: Item) => boolean): Item | undefined {
    for (const item of this.#items.values()) if (test(item)) return item;
    return undefined;
  }

  filter(test: (item: Item) => boolean): Item[] {
    const found: Item[] = [];
    for (const item of this.#items.values()) if (test(item)) found.push(item);
    return found;
  }

  /** Inserts, or replaces the record with the same key, which keeps its place. */
  put(item: Item): void {
    const { keyOf, keep, onPut } = this.#options;
    const kept = keep === undefined ? item : keep(item);
    this.#items.set(keyOf(kept), kept);
    onPut(kept);
  }

  /** Removing what is not there is no fault. */
  remove(key: Key): void {
    if (this.#items.delete(key)) this.#options.onRemove(key);
  }
}
