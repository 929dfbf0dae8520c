import type { Oid } from "../model.ts";
import type { BatchPool } from "./batch-pool.ts";
import { BatchReader } from "./batch-reader.ts";
import { runGit } from "./git-process.ts";
import type { GitObjectType } from "./git-store.ts";
import { readLooseObject, writeLooseObject } from "./loose-objects.ts";
import { ObjectCache } from "./object-cache.ts";
import { isOid } from "./object-format.ts";
import type { GitObject, ObjectInfo } from "./object-format.ts";

/** The objects of one repository: remembered, loose, or in packs, whoever wrote them. */
export class ObjectStore {
  readonly #folder: string;
  readonly #cache: ObjectCache;
  readonly #packs: BatchReader;

  constructor(folder: string, options: { readonly pool: BatchPool; readonly cacheBytes: number }) {
    this.#folder = folder;
    this.#cache = new ObjectCache(options.cacheBytes);
    this.#packs = new BatchReader(folder, options.pool);
  }

  /** Undefined when there is no such object, also for what is no oid. */
  async read(oid: Oid): Promise<GitObject | undefined> {
    if (!isOid(oid)) return undefined;
    const known = this.#cache.get(oid);
    if (known !== undefined) return known;
    const object = (await readLooseObject(this.#folder, oid)) ?? (await this.#readPacked(oid));
    if (object !== undefined) this.#cache.add(oid, object);
    return object;
  }

  /** The content when the object is of this type. */
  async readAs(type: GitObjectType, oid: Oid): Promise<Buffer | undefined> {
    const object = await this.read(oid);
    return object?.type === type ? object.content : undefined;
  }

  /** Type and size, in bytes, without reading what is in a pack. */
  async info(oid: Oid): Promise<ObjectInfo | undefined> {
    if (!isOid(oid)) return undefined;
    const known = this.#cache.info(oid);
    if (known !== undefined) return known;
    const answer = await this.#packs.ask("info", oid);
    if (answer.kind !== "object") return undefined;
    this.#cache.addInfo(oid, answer.info);
    return answer.info;
  }

  async write(type: GitObjectType, content: Buffer): Promise<Oid> {
    const oid = await writeLooseObject(this.#folder, { type, content });
    this.#cache.add(oid, { type, content });
    return oid;
  }

  /** The object whose oid starts with these hex digits; of several the commit, if only one is a commit. */
  async expand(prefix: string): Promise<Oid | undefined> {
    const { stdout } = await runGit(this.#folder, ["rev-parse", `--disambiguate=${prefix}`]);
    const oids = stdout.toString("latin1").split("\n").filter(isOid);
    if (oids.length <= 1) return oids[0];
    const types = await Promise.all(oids.map((oid) => this.info(oid)));
    const commits = oids.filter((_, index) => types[index]?.type === "commit");
    return commits.length === 1 ? commits[0] : undefined;
  }

  close(): void {
    this.#packs.close();
  }

  async #readPacked(oid: Oid): Promise<GitObject | undefined> {
    const answer = await this.#packs.ask("contents", oid);
    if (answer.kind !== "object" || answer.content === null) return undefined;
    return { type: answer.info.type, content: answer.content };
  }
}
