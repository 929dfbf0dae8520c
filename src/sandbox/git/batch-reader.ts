import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";

import { parseBatchAnswer } from "./batch-protocol.ts";
import type { BatchAnswer } from "./batch-protocol.ts";
import type { BatchPool } from "./batch-pool.ts";
import { GitError, quoted } from "./git-error.ts";
import { gitEnvironment, requireGit } from "./git-process.ts";

type Question = {
  readonly line: string;
  readonly withContent: boolean;
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
};

/**
 * One long-lived `git cat-file` of a repository. It starts with the first question, ends when it was idle for a while
 * or the pool wants its place, and starts anew when it died: each question is asked twice before it fails.
 */
export class BatchReader {
  readonly #folder: string;
  readonly #pool: BatchPool;
  /** Asked and not answered, in order. */
  readonly #questions: Question[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 1;
  #stderr = "";
  #closed = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(folder: string, pool: BatchPool) {
    this.#folder = folder;
    this.#pool = pool;
  }

  get isBusy(): boolean {
    return this.#questions.length > 0;
  }

  /** `object` is an oid, or the beginning of one. */
  async ask(command: "info" | "contents", object: string): Promise<BatchAnswer> {
    await requireGit();
    if (this.#closed) throw closedError(this.#folder);
    return new Promise((resolve, reject) => {
      const line = `${command} ${object}\n`;
      const question = { line, withContent: command === "contents", resolve, reject, attempts: 1 };
      this.#questions.push(question);
      clearTimeout(this.#idle);
      if (this.#child === undefined) this.#start();
      else this.#child.stdin.write(line);
    });
  }

  /** Ends the process if nothing is being asked; the next question starts another. */
  rest(): void {
    if (this.isBusy) return;
    this.#child?.stdin.end();
    this.#forget();
  }

  close(): void {
    this.#closed = true;
    this.#child?.kill();
    this.#forget();
    for (const { reject } of this.#questions.splice(0)) reject(closedError(this.#folder));
  }

  #start(): void {
    this.#pool.add(this);
    const args = ["--git-dir", this.#folder, "cat-file", "--batch-command"];
    const child = spawn("git", args, { env: gitEnvironment() });
    this.#child = child;
    this.#stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (this.#child === child) this.#receive(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = `${this.#stderr}${chunk.toString("utf8")}`.slice(-1000);
    });
    // A process that has gone says so by "close"; what was being written to it is asked again.
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => this.#lose(child, error));
    child.on("close", () => this.#lose(child, undefined));
    for (const { line } of this.#questions) child.stdin.write(line);
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return;
    try {
      this.#answerAll();
    } catch (error) {
      this.#child?.kill();
      this.#forget();
      for (const { reject } of this.#questions.splice(0)) reject(error);
    }
  }

  #answerAll(): void {
    let bytes = Buffer.concat(this.#chunks, this.#length);
    this.#needed = 1;
    for (let question = this.#questions[0]; question !== undefined; question = this.#questions[0]) {
      const parsed = parseBatchAnswer(bytes, question);
      if (parsed.kind === "incomplete") {
        this.#needed = parsed.needed;
        break;
      }
      this.#questions.shift();
      bytes = bytes.subarray(parsed.length);
      question.resolve(parsed.answer);
    }
    this.#chunks = [bytes];
    this.#length = bytes.length;
    if (!this.isBusy) this.#waitIdle();
  }

  #waitIdle(): void {
    this.#idle = setTimeout(() => this.rest(), idleMs);
    this.#idle.unref();
  }

  #lose(child: ChildProcessWithoutNullStreams, cause: unknown): void {
    if (this.#child !== child) return;
    this.#forget();
    const [first] = this.#questions;
    if (first === undefined) return;
    if (first.attempts > 1) {
      this.#questions.shift();
      const words = `git cat-file ended while it was asked for ${quoted(first.line.trim())} in ${this.#folder}`;
      first.reject(new GitError("git-failed", `${words}: ${quoted(this.#stderr.trim())}`, cause));
    } else first.attempts += 1;
    if (this.isBusy) this.#start();
  }

  #forget(): void {
    clearTimeout(this.#idle);
    this.#pool.remove(this);
    this.#child = undefined;
    this.#chunks = [];
    this.#length = 0;
    this.#needed = 1;
  }
}

const idleMs = 30_000;

function closedError(folder: string): GitError {
  return new GitError("closed", `the repository ${folder} is closed: open the store again`);
}
