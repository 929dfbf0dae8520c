import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { fromBytes } from "../../core/gotemplate/functions/byte-string.ts";
import type { ProjectFiles } from "../../flows/shuttle/ports.ts";
import { fileProblem, isMissing } from "./error-code.ts";

/** The files of this machine. Synchronous, because a command line has nothing else to do meanwhile. */
export const projectFiles: ProjectFiles = {
  readText,
  exists,
  listFiles,
  makeFolder,
  remove: (path) => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
};

/** Bytes that are not UTF-8 are kept, as everywhere in the template engine. */
function readText(path: string): string | undefined {
  try {
    return fromBytes(readFileSync(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Error(fileProblem(error, path), { cause: error });
  }
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new Error(`create '${path}' directory: ${fileProblem(cause, path, "mkdir")}`, { cause });
  }
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  return names.sort((a, b) => (a < b ? -1 : Number(a > b)));
}
