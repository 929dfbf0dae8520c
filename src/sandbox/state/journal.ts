import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

import { parseJournalLine } from "./journal-schema.ts";
import type { JournalEntry } from "./journal-schema.ts";

/** Entries that outlive the process, in the order in which they were appended. */
export type Journal = {
  readonly append: (entry: JournalEntry) => void;
  /** Afterwards everything appended so far is with the operating system: a killed process loses none of it. */
  readonly flush: () => void;
  readonly close: () => void;
};

/** For a state that lives in memory alone. */
export const noJournal: Journal = {
  append: ignore,
  flush: ignore,
  close: ignore,
};

/** All entries of the data folder's journal; a last line cut off by a kill is left out. */
export function readJournal(dataFolder: string): readonly JournalEntry[] {
  const file = join(dataFolder, fileName);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .map(parseJournalLine)
    .filter((entry) => entry !== undefined);
}

/** A journal that begins with these entries in place of what the folder had; a kill leaves the old or the new one. */
export function startJournal(dataFolder: string, entries: readonly JournalEntry[]): Journal {
  const file = join(dataFolder, fileName);
  const descriptor = openSync(`${file}.new`, "w");
  writeFully(descriptor, entries.map(toLine).join(""));
  renameSync(`${file}.new`, file);
  return appendTo(descriptor);
}

const fileName = "state.jsonl";

function appendTo(descriptor: number): Journal {
  let pending: string[] = [];
  let isClosed = false;
  const flush = () => {
    if (pending.length === 0 || isClosed) return;
    const text = pending.join("");
    pending = [];
    writeFully(descriptor, text);
  };
  return {
    append: (entry) => {
      // What nobody waits for is written soon all the same.
      if (pending.length === 0) setImmediate(flush);
      pending.push(toLine(entry));
    },
    flush,
    close: () => {
      flush();
      if (!isClosed) closeSync(descriptor);
      isClosed = true;
    },
  };
}

function toLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

function ignore(): void {
  // Memory alone has nothing to write.
}
