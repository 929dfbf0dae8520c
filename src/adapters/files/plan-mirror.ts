import {
  accessSync,
  chmodSync,
  constants,
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

import type { MirroredPlan } from "../../flows/shuttle/ports.ts";
import { isMissing } from "./error-code.ts";

/** Not part of a plan, at any depth. */
const SKIPPED = new Set([".git", ".shuttle"]);

/**
 * Makes the folder `to` equal to `from`: changed files are copied with their modes and times, files that
 * `from` doesn't have disappear. Linked files are followed, linked folders are left out, because they
 * may lead anywhere. A plan may be the folder in which `to` is.
 */
export function mirrorFolder(from: string, to: string): MirroredPlan | "missing" {
  if (statOf(from)?.isDirectory() !== true) return "missing";
  const leftOut: string[] = [];
  if (from === to) return { kind: "mirrored", leftOut };
  if (lstatOf(to)?.isDirectory() !== true) rmSync(to, { force: true });
  // A clone of a git plan was here: git would act on the project's own repository without it.
  rmSync(join(to, ".git"), { recursive: true, force: true });
  mirrorInto(from, to, { copy: to, leftOut });
  return { kind: "mirrored", leftOut };
}

type Mirroring = {
  /** The folder that all of it goes to. */
  readonly copy: string;
  readonly leftOut: string[];
};

function mirrorInto(from: string, to: string, mirroring: Mirroring): void {
  // Who copies it has to write into it.
  mkdirSync(to, { recursive: true, mode: statSync(from).mode | constants.S_IRWXU });
  const wanted = new Set<string>();
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (SKIPPED.has(entry.name) || source === mirroring.copy) continue;
    if (mirrorEntry(entry, source, target, mirroring)) wanted.add(entry.name);
  }
  for (const name of readdirSync(to)) {
    if (!wanted.has(name)) rmSync(join(to, name), { recursive: true, force: true });
  }
}

/** Tells whether the entry is part of the plan. */
function mirrorEntry(entry: Dirent, from: string, to: string, mirroring: Mirroring): boolean {
  try {
    const source = statOf(from);
    if (source?.isDirectory() === true && !entry.isSymbolicLink()) {
      mirrorSubfolder(from, to, mirroring);
      return true;
    }
    if (source?.isFile() !== true) {
      if (!isNamedInText(entry)) mirroring.leftOut.push(from);
      return false;
    }
    copyIfChanged(from, to, source);
    return true;
  } catch (error) {
    if (isReadable(from, entry)) throw error;
    // Also what has gone meanwhile: scripts may be at work where the plan is.
    if (lstatOf(from) !== undefined) mirroring.leftOut.push(from);
    return false;
  }
}

/** Node shows bytes that are no UTF-8 as U+FFFD, and finds no file of that name. */
function isNamedInText({ name }: Dirent): boolean {
  return !name.includes("\uFFFD");
}

function mirrorSubfolder(from: string, to: string, mirroring: Mirroring): void {
  if (lstatOf(to)?.isDirectory() === false) rmSync(to);
  mirrorInto(from, to, mirroring);
}

function isReadable(path: string, entry: Dirent): boolean {
  try {
    accessSync(path, entry.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
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
