import { byteLength } from "./functions/byte-string.ts";

/** What is wrong with a template, in Go's words: `message` is what the original prints. */
export class TemplateError extends Error {
  /** `limit`: the template asks for more than it may have. */
  readonly code: "syntax" | "execution" | "limit";
  /** Of the file; templates defined in it have no place of their own. */
  readonly templateName: string;
  /** From 1. */
  readonly line: number;
  /** Bytes before it in its line, as Go counts; absent where only the line is known. */
  readonly column: number | undefined;
  /** The message without the place and the expression. */
  readonly reason: string;
  /** What had been written before the failure. */
  readonly partial: string;

  constructor(options: {
    code: "syntax" | "execution" | "limit";
    message: string;
    reason: string;
    templateName: string;
    line: number;
    column?: number;
    partial?: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = "TemplateError";
    this.code = options.code;
    this.reason = options.reason;
    this.templateName = options.templateName;
    this.line = options.line;
    this.column = options.column;
    this.partial = options.partial ?? "";
  }
}

const TAB_WIDTH = 4;
/** Characters of a line that are shown. */
const LONGEST_LINE = 160;

/**
 * The message, the line of the template that it is about and, where the column is known, a caret under it.
 * Of a long line only the part around the caret is shown. `source` is the text that was parsed.
 */
export function formatTemplateError(error: TemplateError, source: string): string {
  const line = source.split("\n")[error.line - 1];
  if (line === undefined) return error.message;
  const column = Array.from(shown(cutBytes(line, error.column ?? 0))).length;
  const excerpt = excerptOf(Array.from(shown(line)), column);
  const label = String(error.line);
  const lines = [error.message, `${label} | ${excerpt.text}`];
  if (error.column !== undefined) {
    lines.push(`${" ".repeat(label.length)} | ${" ".repeat(excerpt.column)}^`);
  }
  return lines.join("\n");
}

function excerptOf(
  characters: readonly string[],
  column: number,
): { readonly text: string; readonly column: number } {
  const start = column < LONGEST_LINE ? 0 : column - LONGEST_LINE / 2;
  const end = start + LONGEST_LINE;
  const before = start > 0 ? "…" : "";
  const after = end < characters.length ? "…" : "";
  return {
    text: before + characters.slice(start, end).join("") + after,
    column: column - start + before.length,
  };
}

/** Tabs as blanks, so that the caret fits, and nothing that a terminal would obey. */
function shown(line: string): string {
  return line
    .replace(/\r$/, "")
    .replaceAll("\t", " ".repeat(TAB_WIDTH))
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}

function cutBytes(line: string, count: number): string {
  let bytes = 0;
  let end = 0;
  for (const rune of line) {
    if (bytes >= count) break;
    bytes += byteLength(rune);
    end += rune.length;
  }
  return line.slice(0, end);
}
