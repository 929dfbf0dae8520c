/** Uploads that are under way: blocks of bytes in files, put together in the order that the client names. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import type { SandboxContext } from "../context.ts";
import { isSignatureOf, signatureOf } from "../http/signature.ts";
import type { RuntimeCaller } from "./runtime-token.ts";

/** Below the base address: whoever has the address may upload for an hour. */
export const uploadPath = "/_results/uploads/";

export type Upload = {
  readonly id: string;
  readonly jobId: number;
  readonly name: string;
  readonly expires: Date;
  readonly folder: string;
  /** Sizes of the blocks that have arrived, by the name of their file. */
  readonly blocks: Map<string, number>;
  /** What the client has declared complete. */
  content: UploadedContent | undefined;
};

export type UploadedContent = {
  readonly file: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
};

/** Azure's limit. */
const mostBlocks = 50_000;
const lifetimeMs = 60 * 60 * 1000;

/** Kept in memory: no job outlives the process. */
export class Uploads {
  readonly #context: SandboxContext;
  readonly #uploads = new Map<string, Upload>();
  #lastId = 0;

  constructor(context: SandboxContext) {
    this.#context = context;
    rmSync(this.#root(), { recursive: true, force: true });
  }

  /** A new upload in place of one that was begun under the same name. */
  begin({ job }: RuntimeCaller, artifact: Pick<Upload, "name" | "expires">): Upload {
    const begun = this.ofJob(job.id, artifact.name);
    if (begun !== undefined) this.end(begun);
    const id = String((this.#lastId += 1));
    const folder = join(this.#root(), id);
    mkdirSync(folder, { recursive: true });
    const upload: Upload = {
      ...artifact,
      id,
      jobId: job.id,
      folder,
      blocks: new Map(),
      content: undefined,
    };
    this.#uploads.set(id, upload);
    return upload;
  }

  ofJob(jobId: number, name: string): Upload | undefined {
    return [...this.#uploads.values()].find(
      (upload) => upload.jobId === jobId && upload.name === name,
    );
  }

  end(upload: Upload): void {
    this.#uploads.delete(upload.id);
    rmSync(upload.folder, { recursive: true, force: true });
  }

  /** An address for the upload that carries its own permission and end. */
  addressOf({ id }: Upload): string {
    const expires = String(this.#context.now().getTime() + lifetimeMs);
    const signature = signatureOf(this.#context, signedText(id, expires)).toString("hex");
    return `${this.#context.baseUrl()}${uploadPath}${id}?se=${expires}&sig=${signature}`;
  }

  /** Undefined when the address isn't one of ours, or no longer. */
  atAddress(path: string, query: URLSearchParams): Upload | undefined {
    const id = path.slice(uploadPath.length);
    const expires = query.get("se") ?? "";
    const signature = Buffer.from(query.get("sig") ?? "", "hex");
    if (!isSignatureOf(this.#context, signedText(id, expires), signature)) return undefined;
    return Number(expires) >= this.#context.now().getTime() ? this.#uploads.get(id) : undefined;
  }

  #root(): string {
    return join(this.#context.dataFolder, "actions", "uploads");
  }
}

/** Keeps one block; a later one of the same id replaces it. False: there are too many. */
export function stageBlock(upload: Upload, blockId: string, bytes: Buffer): boolean {
  const name = blockName(blockId);
  if (upload.blocks.size >= mostBlocks && !upload.blocks.has(name)) return false;
  writeFileSync(join(upload.folder, name), bytes);
  upload.blocks.set(name, bytes.length);
  return true;
}

/** Makes the content out of these blocks. False: one of them never arrived. */
export async function commitBlocks(upload: Upload, blockIds: readonly string[]): Promise<boolean> {
  const names = blockIds.map(blockName);
  if (!names.every((name) => upload.blocks.has(name))) return false;
  const file = join(upload.folder, "content");
  const hash = createHash("sha256");
  let size = 0;
  await pipeline(async function* () {
    for (const name of names) {
      for await (const chunk of createReadStream(join(upload.folder, name))) {
        if (!Buffer.isBuffer(chunk)) continue;
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    }
  }, createWriteStream(file));
  upload.content = { file, size, sha256: hash.digest("hex") };
  return true;
}

/** Clients choose the ids: they are no file names. */
function blockName(blockId: string): string {
  return createHash("sha256").update(blockId).digest("hex");
}

function signedText(id: string, expires: string): string {
  return `upload ${id} ${expires}`;
}
