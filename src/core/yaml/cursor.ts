import { isBreak } from "./characters.ts";
import type { Source } from "./source.ts";
import { YamlError } from "./yaml-error.ts";

/** A place in the text; all three count from 0, in UTF-16 code units. */
export type Mark = { readonly offset: number; readonly line: number; readonly column: number };

/** What follows the text, so that looking ahead needs no test for the end. */
const SENTINEL = "\0\0\0\0";

/** `---` and the white space behind it. */
export const INDICATOR_LENGTH = 4;

/** A position that moves through a text and keeps count of lines and columns. */
export class Cursor {
  readonly text: string;
  offset = 0;
  line = 0;
  column = 0;
  private readonly failure: YamlError | undefined;

  constructor({ text, failure }: Source) {
    this.text = `${text}${SENTINEL}`;
    this.failure = failure;
  }

  /** Throws if one of the next characters, as many as yaml.v2 looks at, can't be read. */
  assertReadable(count = 1): void {
    if (this.failure === undefined) return;
    if (this.offset + count > this.text.length - SENTINEL.length) throw this.failure;
  }

  /** The code unit so many places ahead (at most 4 behind the end); 0 is the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.offset + ahead);
  }

  mark(): Mark {
    return { offset: this.offset, line: this.line, column: this.column };
  }

  skip(count = 1): void {
    this.offset += count;
    this.column += count;
  }

  /** Skips while `accepts` holds and gives the text skipped. `accepts` must not hold for 0. */
  readWhile(accepts: (code: number) => boolean): string {
    const start = this.offset;
    let end = start;
    while (accepts(this.text.charCodeAt(end))) end += 1;
    this.skip(end - start);
    this.assertReadable();
    return this.text.slice(start, end);
  }

  /** Skips one line break, if there is one, and gives what it means: mostly `\n`. */
  readBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return "";
    this.assertReadable(2);
    this.offset += code === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.line += 1;
    this.column = 0;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }

  /** `---` or `...` at the start of a line, which no multi-line scalar may contain. */
  atDocumentIndicator(): boolean {
    this.assertReadable(INDICATOR_LENGTH);
    if (this.column !== 0) return false;
    const code = this.code();
    if (code !== 0x2d && code !== 0x2e) return false;
    if (this.code(1) !== code || this.code(2) !== code) return false;
    const next = this.code(3);
    return next === 0 || next === 0x20 || next === 0x09 || isBreak(next);
  }

  /** yaml.v2 names no line where the problem is on the first one. */
  error(reason: string): YamlError {
    if (this.failure !== undefined && this.code() === 0) return this.failure;
    const text = this.line === 0 ? reason : `line ${this.line + 1}: ${reason}`;
    return new YamlError("syntax", reason, { line: this.line + 1, text });
  }
}
