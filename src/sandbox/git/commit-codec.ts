import { TextDecoder } from "node:util";

import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import type { Commit, Signature, Tag } from "./git-store.ts";

export type CommitFields = Omit<Commit, "oid" | "gpgsig">;

/** A commit as git stores it; with `gpgsig`, as it is stored when that signs it. Throws `invalid-object`. */
export function encodeCommit(commit: CommitFields, gpgsig?: string): Buffer {
  assertNoNul(commit.message);
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(commit.author)}`,
    `committer ${formatSignature(commit.committer)}`,
    ...(gpgsig === undefined ? [] : [`gpgsig ${gpgsig.split("\n").join("\n ")}`]),
  ];
  return Buffer.from(`${lines.join("\n")}\n\n${commit.message}`, "utf8");
}

/** Any commit that git accepts, also an old one with dates of no shape, whose time is then 0. */
export function decodeCommit(oid: Oid, bytes: Buffer): Commit {
  const { headers, message } = splitCommit(bytes);
  const tree = valueOf(headers, "tree");
  if (tree === undefined)
    throw new GitError(
      "invalid-object",
      `expected the commit ${oid} to name a tree, but it has none`,
    );
  const decoder = decoderFor(valueOf(headers, "encoding")?.toString("latin1"));
  return {
    oid,
    tree: tree.toString("latin1"),
    parents: headers
      .filter(({ name }) => name === "parent")
      .map(({ value }) => value.toString("latin1")),
    author: parseSignature(decoder.decode(valueOf(headers, "author"))),
    committer: parseSignature(decoder.decode(valueOf(headers, "committer"))),
    message: decoder.decode(message),
    gpgsig: valueOf(headers, "gpgsig")?.toString("utf8") ?? null,
  };
}

/** An annotated tag; throws `invalid-object` when it stands for nothing. */
export function decodeTag(oid: Oid, bytes: Buffer): Tag {
  const { headers, message } = splitCommit(bytes);
  const target = valueOf(headers, "object")?.toString("latin1");
  if (target === undefined)
    throw new GitError(
      "invalid-object",
      `expected the tag ${oid} to name an object, but it has none`,
    );
  const tagger = valueOf(headers, "tagger")?.toString("utf8");
  return {
    oid,
    target,
    name: valueOf(headers, "tag")?.toString("utf8") ?? "",
    tagger: tagger === undefined ? null : parseSignature(tagger),
    message: message.toString("utf8"),
  };
}

/** What is signed, and by what: the commit without its `gpgsig` header, byte for byte. */
export function splitSignature(bytes: Buffer): {
  readonly payload: Buffer;
  readonly signature: string | null;
} {
  const { headers } = splitCommit(bytes);
  const signed = headers.find(({ name }) => name === "gpgsig");
  if (signed === undefined) return { payload: bytes, signature: null };
  return {
    payload: Buffer.concat([bytes.subarray(0, signed.start), bytes.subarray(signed.end)]),
    signature: signed.value.toString("utf8"),
  };
}

type Header = {
  readonly name: string;
  /** Without the space that git puts before each further line. */
  readonly value: Buffer;
  readonly start: number;
  /** After the last line's end. */
  readonly end: number;
};

const space = 0x20;
const newline = 0x0a;

function splitCommit(bytes: Buffer): {
  readonly headers: readonly Header[];
  readonly message: Buffer;
} {
  const headers: Header[] = [];
  let start = 0;
  while (start < bytes.length && bytes[start] !== newline) {
    const header = headerAt(bytes, start);
    headers.push(header);
    start = header.end;
  }
  return { headers, message: bytes.subarray(start + 1) };
}

function headerAt(bytes: Buffer, start: number): Header {
  const lines: Buffer[] = [];
  let end = start;
  do {
    const found = bytes.indexOf(newline, end);
    const stop = found === -1 ? bytes.length : found;
    // Of the first line it is the name that ends here, of the others nothing was before the space.
    lines.push(bytes.subarray(end === start ? end : end + 1, stop));
    end = Math.min(stop + 1, bytes.length);
  } while (end < bytes.length && bytes[end] === space);
  const joined = Buffer.concat(
    lines.flatMap((line, index) => (index === 0 ? [line] : [lineEnd, line])),
  );
  const nameEnd = joined.indexOf(space);
  const name = joined.toString("latin1", 0, Math.max(nameEnd, 0));
  return { name, value: joined.subarray(nameEnd + 1), start, end };
}

const lineEnd = Buffer.from("\n");

function valueOf(headers: readonly Header[], wanted: string): Buffer | undefined {
  return headers.find(({ name }) => name === wanted)?.value;
}

function decoderFor(encoding: string | undefined): TextDecoder {
  try {
    return new TextDecoder(encoding ?? "utf-8", { ignoreBOM: true });
  } catch {
    return new TextDecoder("utf-8", { ignoreBOM: true });
  }
}

function formatSignature({ name, email, seconds, offset }: Signature): string {
  const minutes = Math.abs(offset);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${hours}${String(minutes % 60).padStart(2, "0")}`;
  return `${plainText(name)} <${plainText(email)}> ${Math.trunc(seconds)} ${zone}`;
}

/** Git leaves these characters out of names and addresses, because they end them. */
function plainText(text: string): string {
  return text.replace(/[<>\n\0]/g, "").trim();
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<(.*)>(?: (-?\d+) ([+-])(\d\d)(\d\d))?/s.exec(line);
  const [, name = line, email = "", seconds = "0", sign = "+", hours = "0", minutes = "0"] =
    match ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return { name, email, seconds: Number(seconds), offset: sign === "-" ? 0 - offset : offset };
}

function assertNoNul(message: string): void {
  if (message.includes("\0"))
    throw new GitError(
      "invalid-object",
      `a commit's message can't have a NUL in it, but got ${quoted(message)}`,
    );
}
