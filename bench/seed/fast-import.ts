import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A commit to be made without going through GitHub. The first of a branch has no parent. */
export type SeedCommit = {
  readonly branch: string;
  /** `Name <address>`. */
  readonly author: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly message: string;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
};

/** Writes commits into a bare repository; they are taken one by one. The ref moves when all are there. */
export async function fastImport(bare: string, commits: Iterable<SeedCommit>): Promise<void> {
  const child = spawn("git", ["-C", bare, "fast-import", "--quiet", "--done"], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, "exit");
  const stream = Readable.from(formatStream(commits), { objectMode: true });
  const sent = pipeline(stream, child.stdin).catch((error: unknown) => error);
  await ended;
  const fault = await sent;
  if (child.exitCode !== 0) throw new Error(`git fast-import failed: ${complaint.slice(-2000)}`);
  if (fault instanceof Error) throw fault;
}

function* formatStream(commits: Iterable<SeedCommit>): Generator<Buffer> {
  for (const commit of commits) yield Buffer.from(formatCommit(commit));
  yield Buffer.from("done\n");
}

function formatCommit({ branch, author, at, message, files }: SeedCommit): string {
  const changes = [...files].map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  const head = `commit refs/heads/${branch}\ncommitter ${author} ${at} +0000\n${data(message)}`;
  return `${head}${changes.join("")}\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
