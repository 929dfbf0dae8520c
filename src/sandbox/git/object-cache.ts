import type { Oid } from "../model.ts";
import type { GitObject, ObjectInfo } from "./object-format.ts";

/** Objects by oid, the least recently used forgotten first. They never change, so nothing here is ever stale. */
export class ObjectCache {
  readonly #objects = new Map<Oid, GitObject>();
  readonly #infos = new Map<Oid, ObjectInfo>();
  readonly #capacity: number;
  #bytes = 0;

  /** `capacity` in bytes of content. An object above a quarter of it is not kept. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(oid: Oid): GitObject | undefined {
    const object = this.#objects.get(oid);
    if (object === undefined) return undefined;
    this.#objects.delete(oid);
    this.#objects.set(oid, object);
    return object;
  }

  info(oid: Oid): ObjectInfo | undefined {
    return this.#infos.get(oid);
  }

  add(oid: Oid, object: GitObject): void {
    this.addInfo(oid, { type: object.type, size: object.content.length });
    if (this.#objects.has(oid) || object.content.length > this.#capacity / 4) return;
    this.#objects.set(oid, object);
    this.#bytes += object.content.length + overhead;
    for (const [oldest, { content }] of this.#objects) {
      if (this.#bytes <= this.#capacity) return;
      this.#objects.delete(oldest);
      this.#bytes -= content.length + overhead;
    }
  }

  addInfo(oid: Oid, info: ObjectInfo): void {
    this.#infos.set(oid, info);
    if (this.#infos.size <= infoLimit) return;
    for (const oldest of this.#infos.keys()) {
      this.#infos.delete(oldest);
      return;
    }
  }
}

/** What an entry costs beside its content, about, in bytes. */
const overhead = 200;

const infoLimit = 100_000;
