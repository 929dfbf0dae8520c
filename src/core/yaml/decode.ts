import { Buffer } from "node:buffer";

import { AliasBudget } from "./alias-budget.ts";
import { goSyntax } from "./go-syntax.ts";
import {
  type AliasNode,
  isMergeKey,
  lineOf,
  type MappingNode,
  type Node,
  type ScalarNode,
} from "./node.ts";
import { MAX_DEPTH, parseDocument } from "./parser.ts";
import { resolveScalar, shortTag, TAG } from "./resolve.ts";
import { typeErrorText, YamlError, type YamlFinding } from "./yaml-error.ts";
import { fromBytes } from "../gotemplate/functions/byte-string.ts";
import { ANY, GoMap, Slice, type Value } from "../gotemplate/value.ts";

/**
 * The first document of the text as `yaml.Unmarshal` of yaml.v2 puts it into an `interface {}`: maps have
 * keys of any type, the last of repeated keys counts, no document is `null`. Throws a {@link YamlError}.
 */
export function decodeYaml(text: string): Value {
  const node = parseDocument(text);
  return node === undefined ? null : new Decoder().decode(node);
}

/**
 * The same into a `map[string]interface {}`: the keys of the document become strings, deeper ones keep
 * their types; no document is an empty map, `null` a nil one. Throws a {@link YamlError}; a list or a scalar
 * is one of the code `type`, with the findings of {@link typeErrorText}.
 */
export function decodeYamlMap(text: string): GoMap {
  const node = parseDocument(text);
  if (node === undefined) return new GoMap();
  if (node.kind === "scalar" && scalarValue(node) === null) return new GoMap("string", ANY, true);
  const decoder = new Decoder();
  const map = decoder.decodeStringMap(node);
  if (decoder.findings.length > 0) throw typeError(decoder.findings);
  return map;
}

/** All findings of a decoding as one error. */
export function typeError(findings: readonly YamlFinding[]): YamlError {
  const text = typeErrorText(findings).replace(/^yaml: /, "");
  const line = findings[0]?.line;
  return new YamlError("type", text, line === undefined ? {} : { line });
}

/** Unlike `lenient`, `strict` reports repeated keys. */
export type DecodeMode = "lenient" | "strict";

/**
 * Turns nodes into values. It gathers what doesn't fit in `findings` and goes on, as yaml.v2 does;
 * what leaves no value at all it throws as a {@link YamlError}.
 */
export class Decoder {
  readonly findings: YamlFinding[] = [];
  private readonly mode: DecodeMode;
  private readonly budget = new AliasBudget();
  private readonly open = new Set<AliasNode>();
  private depth = 0;

  constructor(mode: DecodeMode = "lenient") {
    this.mode = mode;
  }

  /** Into an `interface {}`. */
  decode(node: Node): Value {
    this.budget.count();
    switch (node.kind) {
      case "scalar":
        return scalarValue(node);
      case "sequence":
        return this.nested(node, () => new Slice(node.items.map((item) => this.decode(item))));
      case "mapping": {
        const map = new GoMap(ANY);
        this.fill(map, node, (key) => this.decodeKey(key));
        return map;
      }
      case "alias":
        return this.follow(node, (target) => this.decode(target));
    }
  }

  /** Into a `map[string]interface {}`, beside what it has already; `null` adds nothing. */
  decodeStringMap(node: Node, map = new GoMap()): GoMap {
    this.fillStringMap(map, node);
    return map;
  }

  /** Into a `string`: scalars of other types keep their text. `undefined` after a finding. */
  decodeString(node: Node): string | undefined {
    this.budget.count();
    if (node.kind === "alias") return this.follow(node, (target) => this.decodeString(target));
    if (node.kind === "scalar") return scalarText(node);
    this.misfit(node, "string");
    return undefined;
  }

  /** Into a `bool`; `null` is false. `undefined` after a finding. */
  decodeBool(node: Node): boolean | undefined {
    this.budget.count();
    if (node.kind === "alias") return this.follow(node, (target) => this.decodeBool(target));
    const value = node.kind === "scalar" ? scalarValue(node) : undefined;
    if (value === null) return false;
    if (typeof value === "boolean") return value;
    this.misfit(node, "bool");
    return undefined;
  }

  /** Counts a node that the caller decodes itself. Throws a YamlError (limit). */
  count(): void {
    this.budget.count();
  }

  /** What an alias stands for, counted as such. Throws if the target contains the alias. */
  follow<T>(node: AliasNode, decode: (target: AliasNode["target"]) => T): T {
    if (this.open.has(node)) {
      const reason = `anchor '${node.name}' value contains itself`;
      throw new YamlError("syntax", reason, { line: lineOf(node) });
    }
    this.open.add(node);
    const value = this.budget.within(() => decode(node.target));
    this.open.delete(node);
    return value;
  }

  /** Notes that a node doesn't fit a Go type. */
  misfit(node: Exclude<Node, AliasNode>, goType: string): void {
    this.report(node, `cannot unmarshal ${describe(node)} into ${goType}`);
  }

  report(node: Node, message: string): void {
    this.findings.push({ message, line: lineOf(node) });
  }

  /** The mappings that a merge key brings in, in the order in which they apply; one that is none throws in its turn. */
  *mergedNodes(value: Node): Generator<Node> {
    const isMapping = (node: Node): boolean =>
      (node.kind === "alias" ? node.target : node).kind === "mapping";
    // The first of a list wins, so it is applied last.
    const sources = value.kind === "sequence" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (!isMapping(source)) {
        const reason = "map merge requires map or sequence of maps as the value";
        throw new YamlError("type", reason, { line: lineOf(source) });
      }
      yield source;
    }
  }

  /** Guards the stack against what aliases in aliases unfold to. */
  nested<T>(node: Node, decode: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      const reason = `exceeded max depth of ${MAX_DEPTH}`;
      throw new YamlError("limit", reason, { line: lineOf(node) });
    }
    const value = decode();
    this.depth -= 1;
    return value;
  }

  private fillStringMap(map: GoMap, node: Node): void {
    if (node.kind === "alias") {
      this.budget.count();
      this.follow(node, (target) => this.fillStringMap(map, target));
    } else if (node.kind === "mapping") {
      this.budget.count();
      this.fill(map, node, (key) => this.decodeString(key));
    } else {
      this.budget.count();
      const isNull = node.kind === "scalar" && resolveNode(node).value === null;
      if (!isNull) this.misfit(node, "map[string]interface {}");
    }
  }

  private fill(map: GoMap, node: MappingNode, toKey: (key: Node) => Value | undefined): void {
    this.nested(node, () => {
      for (const { key, value } of node.pairs) {
        if (isMergeKey(key)) this.merge(map, value, toKey);
        else {
          const decodedKey = toKey(key);
          if (decodedKey !== undefined) this.assign(map, decodedKey, value);
        }
      }
    });
  }

  private merge(map: GoMap, value: Node, toKey: (key: Node) => Value | undefined): void {
    for (const source of this.mergedNodes(value)) {
      this.budget.count();
      if (source.kind === "mapping") this.fill(map, source, toKey);
      else if (source.kind === "alias") {
        this.follow(source, (target) => {
          this.budget.count();
          if (target.kind === "mapping") this.fill(map, target, toKey);
        });
      }
    }
  }

  private assign(map: GoMap, key: Value, node: Node): void {
    const value = this.decode(node);
    if (this.mode === "strict" && map.get(key) !== undefined) {
      const shown = key === null ? "<nil>" : goSyntax(key);
      this.report(node, `key ${shown} already set in map`);
      return;
    }
    map.set(key, value);
  }

  private decodeKey(node: Node): Value {
    const key = this.decode(node);
    if (key instanceof GoMap || key instanceof Slice) {
      throw new YamlError("type", `invalid map key: ${goSyntax(key)}`, { line: lineOf(node) });
    }
    return key;
  }
}

function scalarValue(node: ScalarNode): Value {
  return resolveNode(node).value;
}

function scalarText(node: ScalarNode): string {
  const { tag, value } = resolveNode(node);
  if (value === null) return "";
  return tag === TAG.binary && typeof value === "string" ? value : node.value;
}

/** Errors get the line of the node; yaml.v2 names none. */
function resolveNode(node: ScalarNode): { readonly tag: string; readonly value: Value } {
  if (node.tag === "" && !node.isImplicit) return { tag: TAG.string, value: node.value };
  if (node.tag === TAG.binary) return { tag: TAG.binary, value: decodeBinary(node) };
  try {
    return resolveScalar(node.tag, node.value);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new YamlError(error.code, error.reason, { line: lineOf(node) });
  }
}

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function decodeBinary(node: ScalarNode): string {
  const encoded = node.value.replace(/[\r\n]/g, "");
  if (!BASE64.test(encoded)) {
    const reason = "!!binary value contains invalid base64 data";
    throw new YamlError("type", reason, { line: lineOf(node) });
  }
  return fromBytes(Buffer.from(encoded, "base64"));
}

/** A node as yaml.v2 names it in `cannot unmarshal`: its tag, and the start of its text. */
function describe(node: Exclude<Node, AliasNode>): string {
  if (node.kind !== "scalar") {
    return shortTag(node.kind === "sequence" ? TAG.sequence : TAG.mapping);
  }
  const resolved = resolveNode(node);
  const tag = node.tag === "" ? resolved.tag : node.tag;
  // It expects no text in what is tagged as a collection.
  const isCollection = tag === TAG.sequence || tag === TAG.mapping;
  return shortTag(tag) + (isCollection ? node.value : ` \`${excerpt(node.value)}\``);
}

/** The first 7 bytes of a longer text, as yaml.v2 cuts it. */
function excerpt(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return bytes.length > 10 ? `${fromBytes(bytes.subarray(0, 7))}...` : text;
}
