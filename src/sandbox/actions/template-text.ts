/**
 * Text with expressions in it, such as a script, in its pieces. The parser's own joining of the pieces is not used:
 * of a block it keeps the indentation, and a quote in the text comes out of it doubled.
 */
import type { BasicExpressionToken } from "@actions/workflow-parser/templates/tokens/basic-expression-token";
import { load } from "js-yaml";

export type TemplatePiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly expression: string };

/** Undefined for a token that is one expression and nothing else. */
export function piecesOf(token: BasicExpressionToken): readonly TemplatePiece[] | undefined {
  const { source, originalExpressions } = token;
  if (source === undefined || originalExpressions === undefined) return undefined;
  return splitTemplate(isOnOneLine(token) ? source : valueOf(source, token.blockScalarHeader));
}

/** Splits at `${{` and the `}}` that belongs to it; one in quotes doesn't. */
export function splitTemplate(text: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let done = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, done)) {
    const end = endOfExpression(text, start + open.length);
    if (end < 0) break;
    if (start > done) pieces.push({ kind: "text", text: text.slice(done, start) });
    pieces.push({ kind: "expression", expression: text.slice(start + open.length, end).trim() });
    done = end + close.length;
  }
  if (done < text.length) pieces.push({ kind: "text", text: text.slice(done) });
  return pieces;
}

const open = "${{";
const close = "}}";

function endOfExpression(text: string, from: number): number {
  let isQuoted = false;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith(close, index)) return index;
  }
  return -1;
}

function isOnOneLine({ range }: BasicExpressionToken): boolean {
  return range === undefined || range.start.line === range.end.line;
}

/** What YAML makes of the scalar; its header, such as `|-`, stands apart from the rest. */
function valueOf(source: string, header: string | undefined): string {
  const value: unknown = load(header === undefined ? source : `${header}\n${source}`);
  return typeof value === "string" ? value : source;
}
