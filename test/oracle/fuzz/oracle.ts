import { Buffer } from "node:buffer";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import type { Answer, Program } from "./program.ts";
import { ENVIRONMENT } from "./world.ts";
import { toBytes } from "../../../src/core/gotemplate/functions/byte-string.ts";

type Go = ChildProcessByStdio<Writable, Readable, null>;
type Running = { readonly go: Go; readonly lines: AsyncIterator<string> };

const LOST: Answer = { stage: "lost", output: "", error: "" };

/** Go's engine, in a process that is started again when a program has brought it down. */
export class Oracle {
  private readonly file: string;
  private readonly folder: string;
  private running: Running | undefined;

  /** `folder` is the working directory: what templates read files of. */
  constructor(file: string, folder: string) {
    this.file = file;
    this.folder = folder;
  }

  /** The answers in the order of the programs. */
  async ask(programs: readonly Program[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    while (answers.length < programs.length) {
      const rest = programs.slice(answers.length);
      answers.push(...(await this.askUntilLost(rest)));
    }
    return answers;
  }

  stop(): void {
    this.running?.go.stdin.end();
    this.running?.go.kill();
    this.running = undefined;
  }

  /** At least one answer; the last one is `lost` where the process ended. */
  private async askUntilLost(programs: readonly Program[]): Promise<readonly Answer[]> {
    this.running ??= this.start();
    const { go, lines } = this.running;
    go.stdin.write(programs.map((program) => `${JSON.stringify(toRequest(program))}\n`).join(""));
    const answers: Answer[] = [];
    while (answers.length < programs.length) {
      const line = await lines.next();
      const answer = line.done === true ? LOST : toAnswer(line.value);
      answers.push(answer);
      if (answer.stage === "lost") {
        this.stop();
        return answers;
      }
    }
    return answers;
  }

  private start(): Running {
    const go = spawn(this.file, [], {
      cwd: this.folder,
      env: ENVIRONMENT,
      stdio: ["pipe", "pipe", "ignore"],
    });
    // A write to a process that has just ended: its answers tell.
    go.stdin.on("error", () => undefined);
    return { go, lines: createInterface({ input: go.stdout })[Symbol.asyncIterator]() };
  }
}

function toRequest(program: Program): unknown {
  const { kind, ...request } = program;
  if (kind === "template") return request;
  return { yaml: toBytes(program.yaml).toString("base64"), strict: program.strict };
}

function toAnswer(line: string): Answer {
  const { stage, output, error } = JSON.parse(line) as Record<string, string | null | undefined>;
  return { stage: stage ?? "lost", output: toLatin1(output), error: toLatin1(error) };
}

function toLatin1(base64: string | null | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString("latin1");
}
