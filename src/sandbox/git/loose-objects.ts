import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { deflate, deflateSync, inflate } from "node:zlib";

import type { Oid } from "../model.ts";
import { systemCode } from "./git-error.ts";
import { decodeObject, encodeObject } from "./object-format.ts";
import type { GitObject } from "./object-format.ts";

/** The object in `<folder>/objects/xx/…`, undefined when it is not there: it may be in a pack. */
export async function readLooseObject(folder: string, oid: Oid): Promise<GitObject | undefined> {
  try {
    const bytes = await readFile(loosePath(folder, oid));
    return decodeObject(await inflated(bytes));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Complete or not there, as git writes them. */
export async function writeLooseObject(folder: string, object: GitObject): Promise<Oid> {
  const { oid, bytes } = encodeObject(object);
  const path = loosePath(folder, oid);
  if (existsSync(path)) return oid;
  const packed =
    bytes.length < smallBytes ? deflateSync(bytes, fastest) : await deflated(bytes, fastest);
  const temporary = join(dirname(path), `tmp_obj_${randomBytes(8).toString("hex")}`);
  writeInto(temporary, packed);
  renameSync(temporary, path);
  return oid;
}

/** A commit is some ten small files: written at once they take a third of the time of ten waits. */
const smallBytes = 64 * 1024;

const fastest = { level: 1 };

const inflated = promisify<Buffer, Buffer>(inflate);
const deflated = promisify<Buffer, { readonly level: number }, Buffer>(deflate);

function loosePath(folder: string, oid: Oid): string {
  return join(folder, "objects", oid.slice(0, 2), oid.slice(2));
}

function writeInto(path: string, bytes: Buffer): void {
  const options = { flag: "wx", mode: 0o444 } as const;
  try {
    writeFileSync(path, bytes, options);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, options);
  }
}
