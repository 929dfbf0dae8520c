import {
  chmodSync,
  copyFileSync,
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";

import { isMissing } from "./error-code.ts";

/** Not part of a plan, at any depth. */
const SKIPPED = new Set([".git", ".shuttle"]);

/**
 * Makes the folder `to` equal to `from`: changed files are copied with their modes and times, files that
 * `from` doesn't have disappear. Linked files are followed, linked folders are left out, because they
 * may lead anywhere.
 */
export function mirrorFolder(from: string, to: string): "mirrored" | "missing" {
  if (statOf(from)?.isDirectory() !== true) return "missing";
  if (lstatOf(to)?.isDirectory() !== true) rmSync(to, { force: true });
  // A clone of a git plan was here: git would act on the project's own repository without it.
  rmSync(join(to, ".git"), { recursive: true, force: true });
  mirrorInto(from, to);
  return "mirrored";
}

function mirrorInto(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const wanted = new Set<string>();
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    if (mirrorEntry(entry, join(from, entry.name), join(to, entry.name))) wanted.add(entry.name);
  }
  for (const name of readdirSync(to)) {
    if (!wanted.has(name)) rmSync(join(to, name), { recursive: true, force: true });
  }
}

/** Tells whether the entry is part of the plan. */
function mirrorEntry(entry: Dirent, from: string, to: string): boolean {
  const source = statOf(from);
  if (source?.isDirectory() === true && !entry.isSymbolicLink()) {
    if (lstatOf(to)?.isDirectory() === false) rmSync(to);
    mirrorInto(from, to);
    return true;
  }
  if (source?.isFile() !== true) return false;
  copyIfChanged(from, to, source);
  return true;
}

function copyIfChanged(from: string, to: string, source: Stats): void {
  const target = lstatOf(to);
  if (target !== undefined && target.isFile() && isSame(source, target)) return;
  if (target !== undefined) rmSync(to, { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, source.mode & 0o7777);
  utimesSync(to, source.atime, source.mtime);
}

function isSame(source: Stats, target: Stats): boolean {
  // Copying keeps no more than milliseconds of the time.
  const apart = Math.abs(source.mtimeMs - target.mtimeMs);
  return source.size === target.size && source.mode === target.mode && apart < 1;
}

function statOf(path: string): Stats | undefined {
  return tryStat(() => statSync(path));
}

function lstatOf(path: string): Stats | undefined {
  return tryStat(() => lstatSync(path));
}

function tryStat(stat: () => Stats): Stats | undefined {
  try {
    return stat();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
