import { createHash } from "node:crypto";

import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import type { GitObjectType } from "./git-store.ts";

export type GitObject = { readonly type: GitObjectType; readonly content: Buffer };

export type ObjectInfo = { readonly type: GitObjectType; readonly size: number };

/** The tree without entries, which git knows even where nobody wrote it. */
export const EMPTY_TREE: Oid = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** A full SHA-1 in lower case. */
export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

export function isObjectType(text: string | undefined): text is GitObjectType {
  return text === "blob" || text === "tree" || text === "commit" || text === "tag";
}

/** An object as git hashes and deflates it: `<type> <size>\0<content>`. */
export function encodeObject({ type, content }: GitObject): {
  readonly oid: Oid;
  readonly bytes: Buffer;
} {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  return { oid: createHash("sha1").update(bytes).digest("hex"), bytes };
}

/** The inverse of `encodeObject`; throws `invalid-object` for anything else. */
export function decodeObject(bytes: Buffer): GitObject {
  const end = bytes.indexOf(0);
  const header = bytes.subarray(0, Math.max(end, 0)).toString("latin1");
  const [type, size] = header.split(" ");
  const content = bytes.subarray(end + 1);
  if (isObjectType(type) && Number(size) === content.length) return { type, content };
  throw new GitError(
    "invalid-object",
    `expected an object's header and ${quoted(size ?? "its size")} bytes, but got ${quoted(header)} and ${content.length} bytes`,
  );
}
