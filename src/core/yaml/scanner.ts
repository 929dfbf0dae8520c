import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isOneOf } from "./characters.ts";
import { type Cursor, INDICATOR_LENGTH, type Mark } from "./cursor.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlainScalar, scanQuotedScalar } from "./scan-flow-scalar.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import type { PlainTokenKind, Token } from "./token.ts";

/** A key without `?` has its `:` on the same line and within so many characters. */
const MAX_SIMPLE_KEY_LENGTH = 1024;

/**
 * Cuts a text into tokens, by the rules of YAML 1.1. Indentation becomes tokens: a block collection
 * has a start and an end. A key is known as such only at its `:`, so tokens are held back until then.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue: Token[] = [];
  /** The head of the queue, once it is certain that nothing comes before it. */
  private peeked: Token | undefined;
  /** Number of the token that is the head of the queue. */
  private taken = 0;
  /** The column of the innermost block collection, -1 outside of all. */
  private indent = -1;
  private readonly indents: number[] = [];
  /** The block context, and each flow collection around the cursor. */
  private readonly levels: Level[] = [{ token: 0, key: undefined }];
  /** By the number of the token that starts a candidate for a key. */
  private readonly levelsByToken = new Map<number, Level>();
  private simpleKeyAllowed = true;
  private ended = false;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  /** The next token; after the end of the text it stays `stream-end`. Throws a YamlError. */
  peek(): Token {
    while (this.peeked === undefined) {
      const head = this.queue[0];
      if (head === undefined || this.hasKey(this.levelsByToken.get(this.taken))) this.fetch();
      else this.peeked = head;
    }
    return this.peeked;
  }

  /** Takes the token that {@link peek} gave. */
  take(): Token {
    const token = this.peek();
    if (token.kind !== "stream-end") {
      this.queue.shift();
      this.taken += 1;
      this.peeked = undefined;
    }
    return token;
  }

  private get inFlow(): boolean {
    return this.levels.length > 1;
  }

  private fetch(): void {
    if (this.ended) return;
    this.skipToToken();
    this.cursor.assertReadable(INDICATOR_LENGTH);
    this.closeBlocks(this.cursor.column);
    const code = this.cursor.code();
    if (code === 0) this.fetchStreamEnd();
    else if (this.cursor.column === 0 && code === 0x25) this.fetchDirective();
    else if (this.cursor.atDocumentIndicator()) {
      this.fetchDocumentIndicator(code === 0x2d ? "document-start" : "document-end");
    } else this.fetchContent(code, this.cursor.code(1));
  }

  private fetchContent(code: number, next: number): void {
    const separates = this.inFlow || isBlankOrEnd(next);
    if (code === 0x5b) this.fetchFlowStart("flow-sequence-start");
    else if (code === 0x7b) this.fetchFlowStart("flow-mapping-start");
    else if (code === 0x5d) this.fetchFlowEnd("flow-sequence-end");
    else if (code === 0x7d) this.fetchFlowEnd("flow-mapping-end");
    else if (code === 0x2c) this.fetchFlowEntry();
    else if (code === 0x2d && isBlankOrEnd(next)) this.fetchBlockEntry();
    else if (code === 0x3f && separates) this.fetchKey();
    else if (code === 0x3a && separates) this.fetchValue();
    else this.fetchNode(code, next);
  }

  private fetchNode(code: number, next: number): void {
    if (!this.inFlow && (code === 0x7c || code === 0x3e)) {
      this.fetchBlockScalar(code === 0x7c ? "literal" : "folded");
      return;
    }
    if (code === 0x2a) this.fetchInline(() => scanAnchor(this.cursor, "alias"));
    else if (code === 0x26) this.fetchInline(() => scanAnchor(this.cursor, "anchor"));
    else if (code === 0x21) this.fetchInline(() => scanTag(this.cursor));
    else if (code === 0x27) {
      this.fetchInline(() => scanQuotedScalar(this.cursor, "single-quoted"));
    } else if (code === 0x22) {
      this.fetchInline(() => scanQuotedScalar(this.cursor, "double-quoted"));
    } else if (this.startsPlain(code, next)) this.fetchPlainScalar();
    else throw this.cursor.error("found character that cannot start any token");
  }

  private startsPlain(code: number, next: number): boolean {
    if (code === 0x2d) return !isBlank(next);
    if (code === 0x3f || code === 0x3a) return !this.inFlow && !isBlankOrEnd(next);
    return !isBlankOrEnd(code) && !isOneOf(code, ",[]{}#&*!|>'\"%@`");
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      // A tab may not indent what could be a key of a block mapping.
      const tabsAllowed = this.inFlow || !this.simpleKeyAllowed;
      cursor.readWhile((code) => code === 0x20 || (tabsAllowed && code === 0x09));
      if (cursor.code() === 0x23) cursor.readWhile((code) => !isBreakOrEnd(code));
      if (!isBreak(cursor.code())) return;
      cursor.readBreak();
      if (!this.inFlow) this.simpleKeyAllowed = true;
    }
  }

  private fetchStreamEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line += 1;
    }
    this.closeBlocks(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    this.ended = true;
    this.push("stream-end", 0);
  }

  private fetchDirective(): void {
    this.closeBlocks(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchDocumentIndicator(kind: "document-start" | "document-end"): void {
    this.closeBlocks(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    this.push(kind, 3);
  }

  private fetchFlowStart(kind: "flow-sequence-start" | "flow-mapping-start"): void {
    this.saveSimpleKey();
    this.levels.push({ token: this.nextToken, key: undefined });
    this.simpleKeyAllowed = true;
    this.push(kind, 1);
  }

  private fetchFlowEnd(kind: "flow-sequence-end" | "flow-mapping-end"): void {
    this.dropSimpleKey();
    // Where there was no candidate inside, this is the bracket, and yaml.v2 loses the collection as a
    // candidate of what is around it: `[]: a` is `[]`, with something behind it that is no key.
    if (this.inFlow) this.levelsByToken.delete(this.levels.pop()?.token ?? 0);
    this.simpleKeyAllowed = false;
    this.push(kind, 1);
  }

  private fetchFlowEntry(): void {
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.push("flow-entry", 1);
  }

  private fetchBlockEntry(): void {
    if (!this.inFlow) {
      this.requireBlockStart("block sequence entries are not allowed in this context");
      this.openBlock("block-sequence-start", this.cursor.mark());
    }
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.push("block-entry", 1);
  }

  private fetchKey(): void {
    if (!this.inFlow) {
      this.requireBlockStart("mapping keys are not allowed in this context");
      this.openBlock("block-mapping-start", this.cursor.mark());
    }
    this.dropSimpleKey();
    this.simpleKeyAllowed = !this.inFlow;
    this.push("key", 1);
  }

  private fetchValue(): void {
    const level = this.levels.at(-1);
    if (this.hasKey(level)) {
      this.insertKey(level.token, level.key.mark);
      this.forgetSimpleKey(level);
      this.simpleKeyAllowed = false;
    } else {
      if (!this.inFlow) {
        this.requireBlockStart("mapping values are not allowed in this context");
        this.openBlock("block-mapping-start", this.cursor.mark());
      }
      this.simpleKeyAllowed = !this.inFlow;
    }
    this.push("value", 1);
  }

  private insertKey(token: number, mark: Mark): void {
    // What has been taken already can't be preceded any more.
    const index = token < this.taken ? undefined : token - this.taken;
    this.insert({ kind: "key", start: mark, end: mark }, index);
    if (!this.inFlow) this.openBlock("block-mapping-start", mark, index);
  }

  private fetchInline(scan: () => Token): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    this.queue.push(scan());
  }

  private fetchPlainScalar(): void {
    this.saveSimpleKey();
    const context = { parentIndent: this.indent, inFlow: this.inFlow };
    const { token, endsLine } = scanPlainScalar(this.cursor, context);
    this.simpleKeyAllowed = endsLine;
    this.queue.push(token);
  }

  private fetchBlockScalar(style: "literal" | "folded"): void {
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.queue.push(scanBlockScalar(this.cursor, style, this.indent));
  }

  private push(kind: PlainTokenKind, length: number): void {
    const start = this.cursor.mark();
    this.cursor.skip(length);
    this.queue.push({ kind, start, end: this.cursor.mark() });
  }

  private requireBlockStart(problem: string): void {
    if (!this.simpleKeyAllowed) throw this.cursor.error(problem);
  }

  private openBlock(
    kind: "block-sequence-start" | "block-mapping-start",
    mark: Mark,
    index?: number,
  ): void {
    if (this.indent >= mark.column) return;
    this.indents.push(this.indent);
    this.indent = mark.column;
    this.insert({ kind, start: mark, end: mark }, index);
  }

  private insert(token: Token, index = this.queue.length): void {
    this.queue.splice(index, 0, token);
  }

  private closeBlocks(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.push("block-end", 0);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  /** The number of the token that comes next into the queue. */
  private get nextToken(): number {
    return this.taken + this.queue.length;
  }

  /** What starts here may turn out to be a key. */
  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.dropSimpleKey();
    const level = this.levels.at(-1);
    if (level === undefined) return;
    level.token = this.nextToken;
    level.key = {
      mark: this.cursor.mark(),
      required: !this.inFlow && this.indent === this.cursor.column,
    };
    this.levelsByToken.set(level.token, level);
  }

  /** The candidate has turned out to be no key. */
  private dropSimpleKey(): void {
    const level = this.levels.at(-1);
    if (level?.key === undefined) return;
    if (level.key.required) throw this.cursor.error(MISSING_COLON);
    this.forgetSimpleKey(level);
  }

  private forgetSimpleKey(level: Level): void {
    this.levelsByToken.delete(level.token);
    level.key = undefined;
  }

  /** Is there a candidate that can still become a key? One that can't is forgotten. */
  private hasKey(level: Level | undefined): level is Level & { key: SimpleKey } {
    if (level?.key === undefined) return false;
    if (this.isNear(level.key.mark)) return true;
    if (level.key.required) throw this.cursor.error(MISSING_COLON);
    this.forgetSimpleKey(level);
    return false;
  }

  /** Characters beyond U+FFFF are two code units and count once. */
  private isNear({ line, offset }: Mark): boolean {
    const { cursor } = this;
    if (line !== cursor.line) return false;
    const units = cursor.offset - offset;
    if (units <= MAX_SIMPLE_KEY_LENGTH) return true;
    return (
      units <= 2 * MAX_SIMPLE_KEY_LENGTH &&
      Array.from(cursor.text.slice(offset, cursor.offset)).length <= MAX_SIMPLE_KEY_LENGTH
    );
  }
}

type Level = {
  /** The number of the token that the last candidate starts with; at first that of the bracket. */
  token: number;
  key: SimpleKey | undefined;
};

type SimpleKey = {
  readonly mark: Mark;
  /** It stands where only a key can stand, so that a missing `:` is an error. */
  readonly required: boolean;
};

const MISSING_COLON = "could not find expected ':'";
