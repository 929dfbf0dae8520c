import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Oid } from "../model.ts";
import { systemCode } from "./git-error.ts";

/** The names and oids in a `packed-refs` file; peeled oids and comments are left out. Pure. */
function parsePackedRefs(text: string): ReadonlyMap<string, Oid> {
  const refs = new Map<string, Oid>();
  for (const line of text.split("\n")) {
    const match = /^([0-9a-f]{40}) (.+)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) refs.set(match[2], match[1]);
  }
  return refs;
}

/** The same text without these names and what belongs to them. Pure. */
function withoutPackedRefs(text: string, names: ReadonlySet<string>): string {
  let isDropping = false;
  const kept = text.split("\n").filter((line) => {
    if (!line.startsWith("^")) isDropping = names.has(line.slice(41)) && !line.startsWith("#");
    return !isDropping;
  });
  return kept.join("\n");
}

/** One repository's `packed-refs`, read again whenever the file is another one. */
export class PackedRefs {
  readonly path: string;
  #stamp = "";
  #refs: ReadonlyMap<string, Oid> = new Map();

  constructor(folder: string) {
    this.path = join(folder, "packed-refs");
  }

  async read(): Promise<ReadonlyMap<string, Oid>> {
    const stamp = await stampOf(this.path);
    if (stamp === undefined) return new Map();
    if (stamp === this.#stamp) return this.#refs;
    const refs = parsePackedRefs(await readFile(this.path, "utf8"));
    this.#refs = refs;
    this.#stamp = stamp;
    return refs;
  }

  /** Only while `packed-refs.lock`, given as `lock`, is held; it becomes the new file. */
  async remove(names: ReadonlySet<string>, lock: string): Promise<void> {
    await writeFile(lock, withoutPackedRefs(await readFile(this.path, "utf8"), names));
    await rename(lock, this.path);
  }
}

/** Undefined when there is no such file. Each rewriting makes another file, so this is how git knows too. */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs}/${size}/${ino}`;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
