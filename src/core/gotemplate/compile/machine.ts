import { byteLength } from "../functions/byte-string.ts";
import { MAX_STEPS, MAX_TEXT } from "../functions/limits.ts";
import { printValue } from "../functions/printing.ts";
import { quoted } from "../fmt/quote.ts";
import { sourceOf } from "../node.ts";
import type { Place } from "../node.ts";
import { TemplateError } from "../template-error.ts";
import { GoError, GoMap, Slice, Struct } from "../value.ts";
import type { TemplateHost, Value } from "../value.ts";

/**
 * What evaluating gives: a value, `null` for an `interface {}` that holds nil, and `undefined` for nothing
 * at all, which is what a missing key gives and what remains of nil behind a pipeline. Go treats the last
 * two alike nearly everywhere, but not where a field of them is asked for.
 */
export type Result = Value | undefined;

export type Evaluate = (machine: Machine, dot: Result) => Result;

/** Tells how the surrounding loop goes on. */
export type Execute = (machine: Machine, dot: Result) => Signal;

export type Signal = typeof GO_ON | typeof BREAK | typeof CONTINUE;
export const GO_ON = 0;
export const BREAK = 1;
export const CONTINUE = 2;

/** Characters that cost as much as visiting one node. */
const TEXT_PER_STEP = 16;

/** What is known of a failure besides its reason; without a code it is one of execution. */
type Failure = { readonly code?: "execution" | "limit"; readonly cause?: unknown };

/** The state of one rendering. */
export class Machine {
  output = "";
  /** What is being evaluated, for errors. */
  place: Place | undefined;
  /** Of the definition that is being rendered. */
  templateName: string;
  /** Variables by slot, those of the definition that is being rendered. */
  frame: Result[] = [];
  /** Slots whose static type is `interface {}`, as Go's loop variables may be; errors name the type. */
  interfaceSlots: boolean[] = [];
  isDotInterface = false;
  depth = 0;
  readonly host: TemplateHost;
  private readonly fileName: string;
  private readonly source: string;
  private steps = 0;

  constructor(options: { fileName: string; source: string; host: TemplateHost }) {
    this.fileName = options.fileName;
    this.templateName = options.fileName;
    this.source = options.source;
    this.host = options.host;
  }

  /** Throws the TemplateError of Go for what is being evaluated. */
  fail(reason: string, options: Failure = {}): never {
    const { line, column } = this.whereabouts();
    const at = this.place === undefined ? "" : ` at <${sourceOf(this.place)}>`;
    const context = `executing ${quoted(this.templateName)}${at}`;
    throw new TemplateError({
      code: options.code ?? "execution",
      message: `template: ${this.fileName}:${line}:${column}: ${context}: ${reason}`,
      reason,
      templateName: this.fileName,
      line,
      column,
      partial: this.output,
      cause: options.cause,
    });
  }

  failAt(place: Place, reason: string, options: Failure = {}): never {
    this.place = place;
    this.fail(reason, options);
  }

  /** Counts work, so that no template can go on for ever. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps <= MAX_STEPS) return;
    this.fail(`more than ${MAX_STEPS} steps; render less at once`, { code: "limit" });
  }

  /** Counts what a function reads or makes. */
  spendOn(value: Result): void {
    if (typeof value === "string") {
      if (value.length >= TEXT_PER_STEP) this.spend(Math.trunc(value.length / TEXT_PER_STEP));
    } else if (value instanceof Slice) this.spend(value.items.length);
    else if (value instanceof GoMap) this.spend(value.entries.size);
  }

  write(text: string): void {
    this.output += text;
    if (this.output.length > MAX_TEXT) {
      this.output = this.output.slice(0, MAX_TEXT);
      this.fail(`output of more than ${MAX_TEXT} characters; render less at once`, {
        code: "limit",
      });
    }
  }

  /** Writes a value as Go prints the result of an action. */
  print(value: Result): void {
    if (typeof value === "string") this.write(value);
    else if (typeof value === "number") this.write(String(value));
    else this.write(value === undefined || value === null ? "<no value>" : this.textOf(value));
  }

  private textOf(value: Value): string {
    try {
      return printValue(withoutPointer(value));
    } catch (error) {
      if (error instanceof GoError) this.fail(error.message, { code: "limit", cause: error });
      throw error;
    }
  }

  private whereabouts(): { readonly line: number; readonly column: number } {
    const before = this.source.slice(0, this.place?.position ?? 0);
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: byteLength(before.slice(lineStart)) };
  }
}

/** Go prints what a pointer points to, unless the pointer has a text of its own. */
export function withoutPointer(value: Value): Value {
  if (!(value instanceof Struct) || !value.pointer || value.text !== undefined) return value;
  const { name, fields, methods, inner } = value;
  return new Struct({ name, fields, methods, inner });
}
