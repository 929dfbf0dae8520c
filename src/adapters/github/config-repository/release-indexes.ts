import { createHash } from "node:crypto";

import { type ReleaseIndex, parseReleaseIndex } from "../../../core/config-repo/release-index.ts";
import { Remembered } from "../remembered.ts";
import { FILE_FIELDS, type FileAnswer, type FileTexts } from "./file-text.ts";

/** A few for each environment: what jobs that run at once have read. */
const REMEMBERED = 30;

/**
 * The `index.json` of each environment, by its blob: with many services reading and parsing it anew costs more
 * than all the rest. What Ham wrote itself is known, so a query asks for the blob's id alone, until somebody
 * else writes it as well.
 */
export class ReleaseIndexes {
  readonly #texts: FileTexts;
  readonly #known = new Remembered<ReleaseIndex>(REMEMBERED);
  /** By environment: may the next answer be expected to be a known one? */
  readonly #expected = new Map<string, boolean>();

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  /** What to ask of the file. An answer without the text that turns out to be unknown costs a call more. */
  fields(environment: string): string {
    return this.#expected.get(environment) === true ? "{ oid }" : FILE_FIELDS;
  }

  /** Empty where there is none, or where it can't be read: the folders are the truth. */
  async read(environment: string, file: FileAnswer): Promise<ReleaseIndex> {
    if (file === undefined || file === null) return new Map();
    this.#learn(environment, file);
    const index = await this.#known.ask(file.oid, async () =>
      parseReleaseIndex(await this.#textOf(file)),
    );
    return index ?? new Map();
  }

  /** A text that is about to be committed: under its id, which a later answer may show. */
  remember(text: string | null | undefined): void {
    if (text === undefined || text === null) return;
    const index = parseReleaseIndex(text);
    if (index !== undefined) this.#known.put(blobOid(text), index);
  }

  #learn(environment: string, file: NonNullable<FileAnswer>): void {
    const isKnown = this.#known.get(file.oid) !== undefined;
    const isFirst = !this.#expected.has(environment);
    if (isKnown || isFirst) this.#expected.set(environment, true);
    else if (file.object === undefined) this.#expected.set(environment, false);
  }

  #textOf(file: NonNullable<FileAnswer>): Promise<string | undefined> {
    return file.object === undefined ? this.#texts.fetch(file.oid) : this.#texts.read(file);
  }
}

/** As git names a file's content. */
function blobOid(text: string): string {
  const content = Buffer.from(text, "utf8");
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
