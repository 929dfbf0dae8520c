/** Files that patterns name, on this machine. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { basename, dirname, join } from "node:path";

import { parseGlob } from "./glob-pattern.ts";
import type { GlobPattern } from "./glob-pattern.ts";

export type FoundFiles = {
  /** Absolute, in order. */
  readonly files: readonly string[];
  /** What the paths in an archive begin at. */
  readonly root: string;
};

/** The files that the patterns name, one by one in order: a later `!pattern` takes out again. */
export function findFiles(
  workspace: string,
  patterns: readonly string[],
  { hidden }: { readonly hidden: boolean },
): FoundFiles {
  const globs = patterns.map((pattern) => parseGlob(pattern, workspace));
  const bases = [...new Set(globs.filter(({ negated }) => !negated).map(({ base }) => base))];
  const found = new Set(bases.flatMap((base) => filesBelow(base, hidden)));
  const files = [...found].filter((path) => isIncluded(globs, path)).sort();
  return { files, root: rootOf(bases, files) };
}

/** GitHub's `hashFiles`: the digest of the digests; empty when nothing matches. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const all = patterns.flatMap((pattern) => pattern.split("\n")).filter((line) => line !== "");
  const { files } = findFiles(workspace, all, { hidden: true });
  if (files.length === 0) return "";
  const total = createHash("sha256");
  for (const file of files) total.update(createHash("sha256").update(readFileSync(file)).digest());
  return total.digest("hex");
}

function isIncluded(globs: readonly GlobPattern[], path: string): boolean {
  let included = false;
  for (const { negated, matches } of globs) if (matches(path)) included = !negated;
  return included;
}

/** `above`: the folders that lead here, as they really are; a link back to one of them leads nowhere new. */
function filesBelow(
  path: string,
  hidden: boolean,
  above: readonly string[] = [],
): readonly string[] {
  if (!hidden && basename(path).startsWith(".")) return [];
  const stats = statOf(path);
  if (stats?.isFile() === true) return [path];
  if (stats?.isDirectory() !== true) return [];
  const real = realpathSync(path);
  if (above.includes(real)) return [];
  const inner = [...above, real];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name), hidden, inner));
}

/** Undefined for what is not there, such as the end of a dangling link, and for what may not be seen. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** As the official action has it: the one folder searched, a single file's folder, or what all have in common. */
function rootOf(bases: readonly string[], files: readonly string[]): string {
  const [base = "/", ...others] = bases;
  if (others.length > 0) return commonFolder(bases);
  return files.length === 1 && files[0] === base ? dirname(base) : base;
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split("/"));
  const length = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const common = first.slice(0, length < 0 ? first.length : length).join("/");
  return statOf(common)?.isFile() === true ? dirname(common) : common === "" ? "/" : common;
}
