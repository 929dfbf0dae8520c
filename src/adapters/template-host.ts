import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  type BigIntStats,
  lstatSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { resolve } from "node:path";

import { fromBytes } from "../core/gotemplate/functions/byte-string.ts";
import { type FileInfo, GoError, type TemplateHost } from "../core/gotemplate/value.ts";
import { errorCode, fileProblem } from "./files/error-code.ts";

/** What template functions see of this machine. Relative paths are below the working directory. */
export function createTemplateHost(world: {
  readonly environment: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
}): TemplateHost {
  const at = (path: string): string => resolve(world.workingDirectory, path);
  return {
    environment: (name) => world.environment.get(name),
    now: () => new Date(),
    timeZone: () => zoneOf(world.environment),
    zoneFile,
    randomBytes: (count) => randomBytes(count),
    readFile: (path) => readFile(path, at(path)),
    fileExists: (path) => path !== "" && statOf(at(path)) !== undefined,
    listFiles: (path) => (path === "" ? undefined : listFiles(at(path))),
    lookupHost,
  };
}

function zoneOf(environment: ReadonlyMap<string, string>): string {
  const named = environment.get("TZ") ?? "";
  return named === "" ? Intl.DateTimeFormat().resolvedOptions().timeZone : named;
}

const ZONE_FOLDERS = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

function zoneFile(name: string): Uint8Array | undefined {
  if (!/^[\w+-]+(?:\/[\w+-]+)*$/.test(name)) return undefined;
  for (const folder of ZONE_FOLDERS) {
    try {
      return readFileSync(resolve(folder, name));
    } catch {
      // Not there: the next folder may have it.
    }
  }
  return undefined;
}

function readFile(named: string, path: string): string {
  try {
    if (named === "") throw Object.assign(new Error("no name"), { code: "ENOENT" });
    return fromBytes(readFileSync(path));
  } catch (error) {
    throw new GoError(fileProblem(error, named), { cause: error });
  }
}

/** A file that may not be looked at counts as there. */
function statOf(path: string): Stats | "hidden" | undefined {
  try {
    return statSync(path);
  } catch (error) {
    return errorCode(error) === "ENOENT" ? undefined : "hidden";
  }
}

function listFiles(folder: string): readonly FileInfo[] | undefined {
  try {
    const names = readdirSync(folder).sort((a, b) => (a < b ? -1 : Number(a > b)));
    return names.map((name) => toInfo(name, lstatSync(resolve(folder, name), { bigint: true })));
  } catch {
    return undefined;
  }
}

function toInfo(name: string, stats: BigIntStats): FileInfo {
  return {
    name,
    isDirectory: stats.isDirectory(),
    size: Number(stats.size),
    mode: Number(stats.mode),
    modifiedAt: stats.mtimeNs,
  };
}

/** Templates are rendered without waiting, so the look-up is left to a process of its own. */
function lookupHost(name: string): string {
  const script =
    "require('node:dns').lookup(process.argv[1],(e,a)=>{if(e||!a)process.exit(1);process.stdout.write(a)})";
  try {
    return execFileSync(process.execPath, ["-e", script, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    throw new GoError(`lookup ${name}: no such host`, { cause: error });
  }
}
