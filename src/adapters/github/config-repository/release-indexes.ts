import { type ReleaseIndex, parseReleaseIndex } from "../../../core/config-repo/release-index.ts";
import { Remembered } from "../remembered.ts";
import type { FileAnswer, FileTexts } from "./file-text.ts";

/** A few for each environment: what jobs that run at once have read. */
const REMEMBERED = 30;

/** Parses each `index.json` once: with many services that costs more than to read it. */
export class ReleaseIndexes {
  readonly #texts: FileTexts;
  readonly #known = new Remembered<ReleaseIndex>(REMEMBERED);

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  /** Empty where there is none, or where it can't be read: the folders are the truth. */
  async read(file: FileAnswer): Promise<ReleaseIndex> {
    const parse = async (): Promise<ReleaseIndex> =>
      parseReleaseIndex(await this.#texts.read(file)) ?? new Map();
    if (file === undefined || file === null) return parse();
    return (await this.#known.ask(file.oid, parse)) ?? new Map();
  }
}
