import { type Entry, type ZipFile, fromBuffer } from "yauzl";

import { MANIFEST_LIMITS } from "../../core/artifact/manifest-limits.ts";
import { sameUnderOtherCase } from "../../core/artifact/manifest-name.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import type { ArchiveReader } from "../../flows/ports/archive.ts";

export const ZIP_LIMITS = {
  entries: 2_000,
  fileBytes: MANIFEST_LIMITS.fileBytes,
  totalBytes: 24 * 1024 * 1024,
} as const;

/**
 * Reads a zip in memory. Sizes are checked as declared and again as they come out, names must be plain
 * relative paths that occur once, and content must be text: nothing of it ever touches a disk.
 */
export const readZipArchive: ArchiveReader = async (zip) => {
  try {
    return { kind: "read", files: await readAll(Buffer.from(zip)) };
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.refusal;
    const message = error instanceof Error ? error.message : String(error);
    return refuse("artifact-unreadable", `the upload can't be opened: ${quoted(message)}`, {
      advice: "let the Action upload the artifact again",
    });
  }
};

/** Leaves the reading of an archive early; never leaves this file. */
class ArchiveRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

async function readAll(zip: Buffer): Promise<ReadonlyMap<string, string>> {
  const archive = await open(zip);
  try {
    if (archive.entryCount > ZIP_LIMITS.entries) throw tooManyEntries(archive.entryCount);
    const files = new Map<string, string>();
    let total = 0;
    for (const entry of await entriesOf(archive)) {
      const path = pathOf(entry);
      if (path === undefined) continue;
      if (files.has(path)) throw unsafe(path, "it is there twice");
      const text = await textOf(archive, entry, path);
      total += Buffer.byteLength(text);
      if (total > ZIP_LIMITS.totalBytes) throw tooLarge("all files", ZIP_LIMITS.totalBytes);
      files.set(path, text);
    }
    refuseSameUnderOtherCase(files);
    return files;
  } finally {
    archive.close();
  }
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are judged here, so that each mistake has its own answer.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;
    fromBuffer(zip, options, (error, archive) => {
      if (error === null) resolve(archive);
      else reject(error);
    });
  });
}

function entriesOf(archive: ZipFile): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    archive.on("error", reject);
    archive.on("end", () => resolve(entries));
    archive.on("entry", (entry: Entry) => {
      entries.push(entry);
      if (entries.length > ZIP_LIMITS.entries) reject(tooManyEntries(entries.length));
      else archive.readEntry();
    });
    archive.readEntry();
  });
}

/** The path of a file; undefined for a folder. */
function pathOf(entry: Entry): string | undefined {
  const path = decode(entry.fileNameRaw, "a name");
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) {
    throw unsafe(path, "it is a link or a special file");
  }
  if (/[\\\u0000-\u001f\u007f]/.test(path)) throw unsafe(path, "it has a backslash or worse");
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) throw unsafe(path, "it is absolute");
  const parts = path.replace(/\/$/, "").split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    throw unsafe(path, "it leaves its folder");
  }
  return path.endsWith("/") ? undefined : path;
}

async function textOf(archive: ZipFile, entry: Entry, path: string): Promise<string> {
  if (entry.uncompressedSize > ZIP_LIMITS.fileBytes) throw tooLarge(path, ZIP_LIMITS.fileBytes);
  const text = decode(await bytesOf(archive, entry, path), path);
  if (text.includes("\u0000")) throw notText(path);
  return text;
}

function bytesOf(archive: ZipFile, entry: Entry, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on("error", reject);
      stream.on("end", () => resolve(Buffer.concat(chunks)));
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        // What is declared may be a lie: what comes out is what counts.
        if (size > ZIP_LIMITS.fileBytes) {
          stream.destroy();
          reject(tooLarge(path, ZIP_LIMITS.fileBytes));
        }
      });
    });
  });
}

function decode(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText(what);
  }
}

function refuseSameUnderOtherCase(files: ReadonlyMap<string, string>): void {
  const path = sameUnderOtherCase(files.keys());
  if (path !== undefined) throw unsafe(path, "another one differs only in upper and lower case");
}

function unsafe(path: string, why: string): ArchiveRefused {
  return new ArchiveRefused(
    refuse("artifact-unsafe-path", `the upload has the path ${quoted(path)}: ${why}`, {
      evidence: { path: path.slice(0, 200) },
    }),
  );
}

function tooLarge(path: string, limit: number): ArchiveRefused {
  return new ArchiveRefused(
    refuse("artifact-too-large", `${quoted(path)} is larger than ${limit} bytes`, {
      evidence: { path: path.slice(0, 200), limit },
    }),
  );
}

function tooManyEntries(count: number): ArchiveRefused {
  return new ArchiveRefused(
    refuse(
      "artifact-too-large",
      `the upload has ${count} entries, and ${ZIP_LIMITS.entries} are the limit`,
      { evidence: { entries: count, limit: ZIP_LIMITS.entries } },
    ),
  );
}

function notText(what: string): ArchiveRefused {
  return new ArchiveRefused(
    refuse("artifact-unreadable", `${quoted(what)} is not UTF-8 text`, {
      advice: "an artifact holds manifests only",
      evidence: { path: what.slice(0, 200) },
    }),
  );
}
