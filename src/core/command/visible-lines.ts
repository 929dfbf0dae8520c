import { hiddenByInline } from "./inline-spans.ts";
import { type Html, readHtmlStart } from "./html-block.ts";

/**
 * The lines of a Markdown text that stand for themselves: outside code, quotes, HTML and lists.
 *
 * The Markdown parsers take minutes for 60,000 well-chosen characters. This reads each line once, with
 * as much of CommonMark's block structure as it takes to know what the line is.
 */
export function visibleLines(text: string): readonly string[] {
  const visible: string[] = [];
  let paragraph: string[] = [];
  let block: Block = { kind: "none" };
  for (const line of text.split(/\r\n|\r|\n/)) {
    block = follow(block, withoutTabs(line), 0);
    if (block.kind === "paragraph") paragraph.push(line);
    else if (paragraph.length > 0) {
      visible.push(...withoutSpans(paragraph));
      paragraph = [];
    }
  }
  return [...visible, ...withoutSpans(paragraph)];
}

/** What is open after a line. */
type Block =
  | { readonly kind: "none" }
  | { readonly kind: "paragraph" }
  | { readonly kind: "fence"; readonly mark: string; readonly length: number }
  | Html
  | { readonly kind: "quote"; readonly inner: Block }
  | {
      readonly kind: "list";
      /** What is indented by so many columns belongs to the item. */
      readonly content: number;
      /** Nothing of the item was there yet. */
      readonly empty: boolean;
      readonly inner: Block;
    };

/** Nobody nests deeper than this; what does counts as text of the innermost quote or list. */
const MAX_DEPTH = 20;

/** The block that is open after the line, given the one before it. */
function follow(block: Block, line: string, depth: number): Block {
  if (depth > MAX_DEPTH) return { kind: "paragraph" };
  const blank = isBlank(line);
  switch (block.kind) {
    case "fence":
      return closesFence(line, block) ? { kind: "none" } : block;
    case "html":
      return (block.end === undefined ? blank : block.end.test(line)) ? { kind: "none" } : block;
    case "paragraph":
      return blank ? { kind: "none" } : (startOf(line, "paragraph", depth) ?? block);
    case "none":
      return blank ? block : (startOf(line, "nothing", depth) ?? textOf(line));
    case "quote":
      return followQuote(block, line, depth);
    case "list":
      return followItem(block, line, depth);
  }
}

function followQuote(
  block: Extract<Block, { readonly kind: "quote" }>,
  line: string,
  depth: number,
): Block {
  const inside = quotedBy(line);
  if (inside !== undefined) return { kind: "quote", inner: follow(block.inner, inside, depth + 1) };
  return isLazy(block, line, depth) ? block : follow({ kind: "none" }, line, depth);
}

function followItem(
  block: Extract<Block, { readonly kind: "list" }>,
  line: string,
  depth: number,
): Block {
  const blank = isBlank(line);
  if (blank && block.empty) return { kind: "none" };
  if (blank || indentOf(line) >= block.content) {
    const inner = follow(block.inner, line.slice(block.content), depth + 1);
    return { ...block, inner, empty: false };
  }
  return isLazy(block, line, depth) ? block : follow({ kind: "none" }, line, depth);
}

/** A line goes on with a paragraph inside a quote or a list, even without their marks. */
function isLazy(block: Block, line: string, depth: number): boolean {
  if (isBlank(line) || startOf(line, "lazy", depth) !== undefined) return false;
  let innermost = block;
  while (innermost.kind === "quote" || innermost.kind === "list") innermost = innermost.inner;
  return innermost.kind === "paragraph";
}

/** Four columns are code. */
function textOf(line: string): Block {
  return indentOf(line) < 4 ? { kind: "paragraph" } : { kind: "none" };
}

/** What the line might go on with instead of beginning something; `lazy`: a paragraph further in. */
type Open = "nothing" | "paragraph" | "lazy";

/** A block that begins with this line; undefined: the line is text. */
function startOf(line: string, open: Open, depth: number): Block | undefined {
  if (indentOf(line) >= 4) return undefined;
  const text = line.slice(indentOf(line));
  const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(text);
  const mark = fence?.[1] ?? fence?.[2];
  if (mark !== undefined) return { kind: "fence", mark: mark.charAt(0), length: mark.length };
  const inside = quotedBy(line);
  if (inside !== undefined) {
    return { kind: "quote", inner: follow({ kind: "none" }, inside, depth + 1) };
  }
  if (endsParagraph(text, open)) return { kind: "none" };
  return itemOf(line, open, depth) ?? htmlOf(text, open);
}

function quotedBy(line: string): string | undefined {
  return /^ {0,3}> ?(.*)$/s.exec(line)?.[1];
}

/** A thematic break, a heading or the underline of one. */
function endsParagraph(text: string, open: Open): boolean {
  if (/^#{1,6}(?: |$)/.test(text)) return true;
  if (open === "paragraph" && /^(?:=+|-+) *$/.test(text)) return true;
  return /^(?:-{3,}|\*{3,}|_{3,})$/.test(text.replaceAll(" ", ""));
}

function itemOf(line: string, open: Open, depth: number): Block | undefined {
  const match = /^( {0,3}(?:[-*+]|(\d{1,9})[.)]))( +|$)(.*)$/s.exec(line);
  const [, marker, number = "1", blanks = "", rest = ""] = match ?? [];
  if (marker === undefined) return undefined;
  const empty = rest === "";
  if (open === "paragraph" && (empty || Number(number) !== 1)) return undefined;
  // More than four blanks are one, and code.
  const content = marker.length + (empty || blanks.length > 4 ? 1 : blanks.length);
  const inner = follow({ kind: "none" }, line.slice(content), depth + 1);
  return { kind: "list", content, empty, inner };
}

function htmlOf(text: string, open: Open): Block | undefined {
  const html = readHtmlStart(text, open === "nothing");
  if (html === undefined) return undefined;
  return html.end?.test(text) === true ? { kind: "none" } : html;
}

function closesFence(line: string, fence: { readonly mark: string; readonly length: number }) {
  const text = line.replace(/ +$/, "").slice(indentOf(line));
  return (
    indentOf(line) < 4 && text.length >= fence.length && text === fence.mark.repeat(text.length)
  );
}

/** Other blanks than spaces are text. */
function isBlank(line: string): boolean {
  return /^ *$/.test(line);
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** A tab goes to the next multiple of four columns. */
function withoutTabs(line: string): string {
  if (!line.includes("\t")) return line;
  let text = "";
  for (const part of line.split("\t"))
    text += part + " ".repeat(4 - ((text.length + part.length) % 4));
  return text;
}

function withoutSpans(paragraph: readonly string[]): readonly string[] {
  if (paragraph.length < 2) return paragraph;
  const hidden = hiddenByInline(paragraph);
  return paragraph.filter((_, index) => !hidden.has(index));
}
