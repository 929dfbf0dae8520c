import { Cursor, type Mark } from "./cursor.ts";
import type { AliasNode, MappingNode, Node, Pair, ScalarNode, SequenceNode } from "./node.ts";
import { Scanner } from "./scanner.ts";
import { readSource } from "./source.ts";
import type { Token } from "./token.ts";
import { YamlError } from "./yaml-error.ts";

/** Collections in each other. yaml.v2 allows 10,000, for which the stack of Node is too small. */
export const MAX_DEPTH = 256;

/**
 * The first document of the text as nodes, `undefined` if there is none. What follows it is not read.
 * Throws a YamlError with the texts of yaml.v2.
 */
export function parseDocument(text: string): Node | undefined {
  return new Parser(new Scanner(new Cursor(readSource(text)))).parseFirstDocument();
}

/** Where a node stands decides which forms it may have. */
type Place = "block" | "block-or-indentless" | "flow";

type Kinds = readonly Token["kind"][];

const AFTER_CONTENT: Kinds = [
  "version-directive",
  "tag-directive",
  "document-start",
  "document-end",
  "stream-end",
];

type Properties = {
  readonly mark: Mark;
  readonly anchor: string | undefined;
  readonly tag: string;
};

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, AliasNode["target"]>();
  private readonly tagPrefixes = new Map<string, string>();
  private depth = 0;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  parseFirstDocument(): Node | undefined {
    const { kind } = this.scanner.peek();
    if (kind === "stream-end") return undefined;
    this.readDirectives();
    const isExplicit = kind !== "document-end" && AFTER_CONTENT.includes(kind);
    const node = isExplicit ? this.parseExplicitDocument() : this.parseNode("block");
    // What stands behind the document must be a token too, as in yaml.v2.
    this.scanner.peek();
    return node;
  }

  private readDirectives(): void {
    let hasVersion = false;
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.kind === "version-directive") {
        if (hasVersion) throw parserError(token.start, "found duplicate %YAML directive");
        if (token.major !== 1 || token.minor !== 1) {
          throw parserError(token.start, "found incompatible YAML document");
        }
        hasVersion = true;
      } else if (token.kind === "tag-directive") {
        if (this.tagPrefixes.has(token.handle)) {
          throw parserError(token.start, "found duplicate %TAG directive");
        }
        this.tagPrefixes.set(token.handle, token.prefix);
      } else break;
      this.scanner.take();
    }
    if (!this.tagPrefixes.has("!")) this.tagPrefixes.set("!", "!");
    if (!this.tagPrefixes.has("!!")) this.tagPrefixes.set("!!", "tag:yaml.org,2002:");
  }

  private parseExplicitDocument(): Node {
    const start = this.scanner.peek();
    if (start.kind !== "document-start") {
      throw parserError(start.start, "did not find expected <document start>");
    }
    this.scanner.take();
    return this.parseNodeUnless(AFTER_CONTENT, "block", (token) => token.start);
  }

  /** An empty scalar if the next token is one of `kinds`, else the node that it starts. */
  private parseNodeUnless(kinds: Kinds, place: Place, markOf: (next: Token) => Mark): Node {
    const next = this.scanner.peek();
    return kinds.includes(next.kind) ? emptyScalar(markOf(next)) : this.parseNode(place);
  }

  private parseNode(place: Place): Node {
    const first = this.scanner.peek();
    if (first.kind === "alias") return this.parseAlias(first);
    const properties = this.parseProperties();
    const token = this.scanner.peek();
    const collection = this.parseCollection(token, place, properties);
    if (collection !== undefined) return collection;
    if (token.kind === "scalar") {
      this.scanner.take();
      const isImplicit =
        properties.tag === "!" || (properties.tag === "" && token.style === "plain");
      const { value, style } = token;
      const { tag, mark } = properties;
      return this.named(properties, { kind: "scalar", value, tag, style, isImplicit, mark });
    }
    if (properties.anchor === undefined && properties.tag === "") {
      throw parserError(token.start, "did not find expected node content");
    }
    const { tag, mark } = properties;
    return this.named(properties, { ...emptyScalar(mark), tag, isImplicit: tag === "" });
  }

  private parseAlias({ name, start }: Extract<Token, { kind: "anchor" | "alias" }>): AliasNode {
    const target = this.anchors.get(name);
    if (target === undefined) {
      const reason = `unknown anchor '${name}' referenced`;
      throw new YamlError("syntax", reason, { line: start.line + 1 });
    }
    this.scanner.take();
    return { kind: "alias", name, target, mark: start };
  }

  /** Anchor and tag, in either order, each at most once. */
  private parseProperties(): Properties {
    const mark = this.scanner.peek().start;
    let anchor: string | undefined;
    let tag: Extract<Token, { kind: "tag" }> | undefined;
    for (;;) {
      const token = this.scanner.peek();
      if (token.kind === "anchor" && anchor === undefined) anchor = token.name;
      else if (token.kind === "tag" && tag === undefined) tag = token;
      else break;
      this.scanner.take();
    }
    return { mark, anchor, tag: tag === undefined ? "" : this.fullTag(tag) };
  }

  private fullTag({ handle, suffix, start }: Extract<Token, { kind: "tag" }>): string {
    if (handle === "") return suffix;
    const prefix = this.tagPrefixes.get(handle);
    if (prefix === undefined) throw parserError(start, "found undefined tag handle");
    return prefix + suffix;
  }

  private parseCollection(token: Token, place: Place, properties: Properties): Node | undefined {
    const inBlock = place !== "flow";
    if (place === "block-or-indentless" && token.kind === "block-entry") {
      return this.parseSequence(properties, (items) => this.parseIndentlessItems(items));
    }
    if (token.kind === "flow-sequence-start") {
      return this.parseSequence(properties, (items) => this.parseFlowItems(items));
    }
    if (token.kind === "flow-mapping-start") {
      return this.parseMapping(properties, (pairs) => this.parseFlowPairs(pairs));
    }
    if (inBlock && token.kind === "block-sequence-start") {
      return this.parseSequence(properties, (items) => this.parseBlockItems(items));
    }
    if (inBlock && token.kind === "block-mapping-start") {
      return this.parseMapping(properties, (pairs) => this.parseBlockPairs(pairs));
    }
    return undefined;
  }

  private parseSequence(properties: Properties, fill: (items: Node[]) => void): SequenceNode {
    const items: Node[] = [];
    const { mark } = properties;
    const node = this.named(properties, { kind: "sequence", items, mark });
    this.nested(mark, () => fill(items));
    return node;
  }

  private parseMapping(properties: Properties, fill: (pairs: Pair[]) => void): MappingNode {
    const pairs: Pair[] = [];
    const { mark } = properties;
    const node = this.named(properties, { kind: "mapping", pairs, mark });
    this.nested(mark, () => fill(pairs));
    return node;
  }

  /** Before its content is parsed, because that may refer to it. */
  private named<T extends AliasNode["target"]>({ anchor }: Properties, node: T): T {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private nested(mark: Mark, parse: () => void): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw depthError(mark);
    parse();
    this.depth -= 1;
  }

  private parseBlockItems(items: Node[]): void {
    this.scanner.take();
    for (;;) {
      const token = this.scanner.take();
      if (token.kind === "block-end") return;
      if (token.kind !== "block-entry") {
        throw parserError(token.start, "did not find expected '-' indicator");
      }
      items.push(this.parseNodeUnless(["block-entry", "block-end"], "block", () => token.end));
    }
  }

  /** A sequence at the column of the mapping it is a value of: it has no tokens of its own. */
  private parseIndentlessItems(items: Node[]): void {
    while (this.scanner.peek().kind === "block-entry") {
      const { end } = this.scanner.take();
      const empty: Kinds = ["block-entry", "key", "value", "block-end"];
      items.push(this.parseNodeUnless(empty, "block", () => end));
    }
  }

  private parseBlockPairs(pairs: Pair[]): void {
    this.scanner.take();
    for (;;) {
      const token = this.scanner.take();
      if (token.kind === "block-end") return;
      if (token.kind !== "key") throw parserError(token.start, "did not find expected key");
      const key = this.parseBlockPart(token.end);
      const separator = this.scanner.peek();
      if (separator.kind === "value") {
        this.scanner.take();
        pairs.push({ key, value: this.parseBlockPart(separator.end) });
      } else pairs.push({ key, value: emptyScalar(separator.start) });
    }
  }

  private parseBlockPart(end: Mark): Node {
    return this.parseNodeUnless(["key", "value", "block-end"], "block-or-indentless", () => end);
  }

  private parseFlowItems(items: Node[]): void {
    this.scanner.take();
    for (let isFirst = true; ; isFirst = false) {
      if (this.endsFlow("flow-sequence-end", "]", isFirst)) return;
      if (this.scanner.peek().kind === "key") items.push(this.parseSinglePair());
      else items.push(this.parseNode("flow"));
    }
  }

  /** `key: value` as an item of a flow sequence: a mapping of one entry. */
  private parseSinglePair(): MappingNode {
    const { start } = this.scanner.take();
    const key = this.parseSinglePairKey();
    const value = this.parseFlowValue("flow-sequence-end");
    return { kind: "mapping", pairs: [{ key, value }], mark: start };
  }

  private parseSinglePairKey(): Node {
    const next = this.scanner.peek();
    const isEmpty = ["value", "flow-entry", "flow-sequence-end"].includes(next.kind);
    if (!isEmpty) return this.parseNode("flow");
    // yaml.v2 swallows the token here, so that `[? : a]` is an error; plans can't depend on more.
    this.scanner.take();
    return emptyScalar(next.end);
  }

  private parseFlowPairs(pairs: Pair[]): void {
    this.scanner.take();
    for (let isFirst = true; ; isFirst = false) {
      if (this.endsFlow("flow-mapping-end", "}", isFirst)) return;
      if (this.scanner.peek().kind === "key") {
        this.scanner.take();
        const empty: Kinds = ["value", "flow-entry", "flow-mapping-end"];
        const key = this.parseNodeUnless(empty, "flow", (next) => next.start);
        pairs.push({ key, value: this.parseFlowValue("flow-mapping-end") });
      } else {
        const key = this.parseNode("flow");
        pairs.push({ key, value: emptyScalar(this.scanner.peek().start) });
      }
    }
  }

  private parseFlowValue(end: Token["kind"]): Node {
    const separator = this.scanner.peek();
    if (separator.kind !== "value") return emptyScalar(separator.start);
    this.scanner.take();
    return this.parseNodeUnless(["flow-entry", end], "flow", (next) => next.start);
  }

  /** Takes the separator or the end of a flow collection; a separator may come before the end. */
  private endsFlow(end: Token["kind"], bracket: string, isFirst: boolean): boolean {
    const token = this.scanner.peek();
    if (token.kind !== end && !isFirst) {
      if (token.kind !== "flow-entry") {
        throw parserError(token.start, `did not find expected ',' or '${bracket}'`);
      }
      this.scanner.take();
    }
    if (this.scanner.peek().kind !== end) return false;
    this.scanner.take();
    return true;
  }
}

function emptyScalar(mark: Mark): ScalarNode {
  return { kind: "scalar", value: "", tag: "", style: "plain", isImplicit: true, mark };
}

/** The line in the text is the one before: yaml.v2 forgets to count from 1 here. */
function parserError(mark: Mark, reason: string): YamlError {
  const text = mark.line === 0 ? reason : `line ${mark.line}: ${reason}`;
  return new YamlError("syntax", reason, { line: mark.line + 1, text });
}

function depthError(mark: Mark): YamlError {
  const reason = `exceeded max depth of ${MAX_DEPTH}`;
  const text = mark.line === 0 ? reason : `line ${mark.line + 1}: ${reason}`;
  return new YamlError("limit", reason, { line: mark.line + 1, text });
}
