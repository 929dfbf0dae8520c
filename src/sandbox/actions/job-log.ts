/** What a job says: its log, summary and annotations, all without the values that must not be seen. */
import { appendFileSync, closeSync, openSync, writeFileSync, writeSync } from "node:fs";

import type { JobFiles } from "./run-folder.ts";
import type { RunAnnotation } from "./run-folder-schema.ts";

/** After this much the log goes on without its lines. */
const logLimitBytes = 32 * 1024 * 1024;
/** GitHub's, for each step. */
const summaryLimitBytes = 1024 * 1024;
const annotationLimit = 50;

export class JobLog {
  readonly #files: JobFiles;
  readonly #descriptor: number;
  readonly #annotations: RunAnnotation[] = [];
  #masks: readonly string[] = [];
  #written = 0;

  constructor(files: JobFiles) {
    this.#files = files;
    this.#descriptor = openSync(files.log, "w");
  }

  /** From now on `***` stands for the value, and for each line of it. */
  mask(value: string): void {
    const added = value.split(/\r?\n/).filter((line) => line.trim() !== "");
    // Longest first: a value may be part of another.
    this.#masks = [...new Set([...this.#masks, ...added])].sort(
      (one, other) => other.length - one.length,
    );
  }

  masked(text: string): string {
    return this.#masks.reduce((result, mask) => result.replaceAll(mask, "***"), text);
  }

  write(text: string): void {
    if (this.#written > logLimitBytes) return;
    const bytes = Buffer.from(`${this.masked(text)}\n`);
    this.#written += bytes.length;
    this.#append(bytes);
    if (this.#written > logLimitBytes)
      this.#append(Buffer.from("##[warning]The log ends here: it is too long.\n"));
  }

  /** Writes the line that belongs to it, too. */
  annotate(annotation: Pick<RunAnnotation, "level" | "message"> & Partial<RunAnnotation>): void {
    const { level, message } = annotation;
    this.write(`##[${level === "failure" ? "error" : level}]${message}`);
    if (this.#annotations.length >= annotationLimit) return;
    this.#annotations.push({
      title: null,
      path: null,
      line: null,
      endLine: null,
      ...annotation,
      message: this.masked(message),
    });
  }

  /** What a step wrote to GITHUB_STEP_SUMMARY. */
  summarize(markdown: string): void {
    if (markdown.trim() === "") return;
    if (Buffer.byteLength(markdown) > summaryLimitBytes) {
      const limit = `${summaryLimitBytes / 1024} KiB`;
      const message = `The step's summary is left out: it has more than ${limit}.`;
      this.annotate({ level: "failure", message });
      return;
    }
    const end = markdown.endsWith("\n") ? "" : "\n";
    appendFileSync(this.#files.summary, `${this.masked(markdown)}${end}`);
  }

  /** Writes the report. Nothing may be said afterwards. */
  close(outputs: Readonly<Record<string, string>>): void {
    closeSync(this.#descriptor);
    const report = { outputs, annotations: this.#annotations };
    writeFileSync(this.#files.report, JSON.stringify(report));
  }

  #append(bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#descriptor, bytes, done);
  }
}
