import { GitError, quoted } from "./git-error.ts";
import { isObjectType } from "./object-format.ts";
import type { ObjectInfo } from "./object-format.ts";

/** What `git cat-file --batch-command` answers to `info` and `contents`. */
export type BatchAnswer =
  | {
      readonly kind: "object";
      readonly oid: string;
      readonly info: ObjectInfo;
      readonly content: Buffer | null;
    }
  | { readonly kind: "missing" }
  | { readonly kind: "ambiguous" };

export type BatchParse =
  /** More bytes are needed: at least as many as this in all. */
  | { readonly kind: "incomplete"; readonly needed: number }
  | { readonly kind: "complete"; readonly answer: BatchAnswer; readonly length: number };

/** The first answer in `bytes`, and how many of them it takes. `withContent` after `contents`. */
export function parseBatchAnswer(
  bytes: Buffer,
  { withContent }: { readonly withContent: boolean },
): BatchParse {
  const end = bytes.indexOf(0x0a);
  if (end === -1) return { kind: "incomplete", needed: bytes.length + 1 };
  const line = bytes.toString("latin1", 0, end);
  const start = end + 1;
  if (line.endsWith(" missing"))
    return { kind: "complete", answer: { kind: "missing" }, length: start };
  if (line.endsWith(" ambiguous"))
    return { kind: "complete", answer: { kind: "ambiguous" }, length: start };
  const { oid, info } = parseHeader(line);
  if (!withContent)
    return {
      kind: "complete",
      answer: { kind: "object", oid, info, content: null },
      length: start,
    };
  const length = start + info.size + 1;
  if (bytes.length < length) return { kind: "incomplete", needed: length };
  // A copy, because the rest of the chunk would be kept alive as long as the object.
  const content = Buffer.from(bytes.subarray(start, start + info.size));
  return { kind: "complete", answer: { kind: "object", oid, info, content }, length };
}

function parseHeader(line: string): { readonly oid: string; readonly info: ObjectInfo } {
  const [oid, type, size] = line.split(" ");
  if (oid !== undefined && isObjectType(type) && /^\d+$/.test(size ?? ""))
    return { oid, info: { type, size: Number(size) } };
  throw new GitError(
    "git-failed",
    `expected "<oid> <type> <size>" from git cat-file, but got ${quoted(line)}`,
  );
}
