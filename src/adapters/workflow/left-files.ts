import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

import { errorCode, isMissing } from "../files/error-code.ts";

/** What scripts left behind; nothing that they do there is a fault. */
export type LeftFiles = {
  /** Names of everything in a folder, sorted; none if it is no folder. */
  readonly list: (folder: string) => readonly string[];
  /** The files with such a name in a folder and those below it, sorted, or the file itself; none if there is none. */
  readonly find: (path: string, name: RegExp) => readonly FoundFile[];
  readonly read: (path: string, maxBytes: number) => LeftFile;
};

export type FoundFile = { readonly path: string; readonly modifiedAt: Date };

export type LeftFile =
  | { readonly kind: "read"; readonly bytes: Uint8Array }
  | { readonly kind: "missing" }
  | { readonly kind: "too-large" }
  /** Why it can't be read, to follow its name. */
  | { readonly kind: "unreadable"; readonly why: string };

/** Those of this machine. */
export const leftFiles: LeftFiles = { list: (folder) => list(folder), find, read };

function list(folder: string, options = { recursive: false }): readonly string[] {
  try {
    return readdirSync(folder, { ...options, encoding: "utf8" }).sort();
  } catch {
    return [];
  }
}

function find(path: string, name: RegExp): readonly FoundFile[] {
  const below = list(path, { recursive: true }).map((one) => join(path, one));
  const paths = below.length === 0 ? [path] : below;
  // By name first: a folder of tools may have a hundred thousand others.
  return paths
    .filter((one) => name.test(one))
    .flatMap((one) => {
      const found = statOf(one);
      return found?.isFile() === true ? [{ path: one, modifiedAt: found.mtime }] : [];
    });
}

/** Undefined: there is nothing, or it may not be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function read(path: string, maxBytes: number): LeftFile {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { kind: "missing" };
    const found = statSync(path, { throwIfNoEntry: false });
    // Of a pipe nobody knows whether it ever ends, and a link may lead nowhere.
    if (found?.isFile() !== true) return { kind: "unreadable", why: "is no file" };
    if (found.size > maxBytes) return { kind: "too-large" };
    return { kind: "read", bytes: readFileSync(path) };
  } catch (error) {
    if (isMissing(error)) return { kind: "missing" };
    return { kind: "unreadable", why: `can't be read (${errorCode(error) ?? "no reason given"})` };
  }
}
