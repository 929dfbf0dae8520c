import { distance } from "fastest-levenshtein";

import { Decoder } from "./decode.ts";
import { goSyntax } from "./go-syntax.ts";
import { isMergeKey, type Node } from "./node.ts";
import { resolveScalar } from "./resolve.ts";
import type { YamlFinding } from "./yaml-error.ts";
import { ANY, GoMap, type Value } from "../gotemplate/value.ts";

/** Where in the document, for example `["scripts", "build", "args", 0]`. */
export type Path = readonly (string | number)[];

/** A misfit, in the words of yaml.v2, with what people need to mend it. */
export type ShapeFinding = YamlFinding & {
  readonly path: Path;
  /** What could stand there, for example `a list` or `one of plan, scripts, vars`. */
  readonly expected?: string;
  /** The valid key that was probably meant. */
  readonly suggestion?: string;
};

/** What to do with the value of each known key. */
export type Fields = Readonly<Record<string, (value: Node, path: Path) => void>>;

/**
 * Reads nodes into known shapes as yaml.v2 does in its strict mode: unknown and repeated keys are
 * findings, all are gathered, and reading goes on with what is left. `null` is the empty value of each
 * shape. Go types appear in the findings only. Throws a YamlError for what leaves no value at all.
 */
export class ShapeReader {
  readonly findings: ShapeFinding[] = [];
  private readonly decoder = new Decoder("strict");

  readString(node: Node, path: Path): string {
    return this.collect(path, "a text", () => this.decoder.decodeString(node)) ?? "";
  }

  readBool(node: Node, path: Path): boolean {
    return this.collect(path, "true or false", () => this.decoder.decodeBool(node)) ?? false;
  }

  readAny(node: Node, path: Path): Value {
    return this.collect(path, "each key once", () => this.decoder.decode(node));
  }

  /**
   * A map whose keys are texts, with values of any type; a nil map for `null`. `before` is what the same
   * field has got by a merge: its entries stay.
   */
  readStringMap(node: Node, path: Path, before: GoMap): GoMap {
    if (isNull(node)) return new GoMap("string", ANY, true);
    const map = before.isNil ? new GoMap() : before;
    const isMap = (node.kind === "alias" ? node.target : node).kind === "mapping";
    const expected = isMap ? "each key once" : "a map";
    return this.collect(path, expected, () => this.decoder.decodeStringMap(node, map));
  }

  readList<T>(
    node: Node,
    path: Path,
    goType: string,
    readItem: (item: Node, path: Path) => T | undefined,
  ): readonly T[] {
    this.decoder.count();
    if (node.kind === "alias") {
      return this.decoder.follow(node, (target) => this.readList(target, path, goType, readItem));
    }
    if (isNull(node)) return [];
    if (node.kind !== "sequence") {
      this.collect(path, "a list", () => this.decoder.misfit(node, goType));
      return [];
    }
    return this.decoder.nested(node, () =>
      node.items
        .map((item, index) => readItem(item, [...path, index]))
        .filter((item) => item !== undefined),
    );
  }

  /** `before` as in {@link readStringMap}. */
  readMap<T>(
    node: Node,
    path: Path,
    goType: string,
    before: ReadonlyMap<string, T>,
    readValue: (value: Node, path: Path) => T | undefined,
  ): ReadonlyMap<string, T> {
    const map = new Map(isNull(node) ? [] : before);
    const visit: Visitor = {
      entry: (key, value, place) => {
        const read = readValue(value, place);
        if (read === undefined) return;
        if (!map.has(key)) map.set(key, read);
        else {
          this.collect(place, "each key once", () =>
            this.decoder.report(value, `key ${goSyntax(key)} already set in map`),
          );
        }
      },
      merged: (source) => this.eachEntry(source, path, goType, visit),
    };
    this.eachEntry(node, path, goType, visit);
    return map;
  }

  /** Tells whether the node is a mapping, or `null`, and so can be the struct. */
  readStruct(node: Node, path: Path, goType: string, fields: Fields): boolean {
    const known = new Map(Object.entries(fields));
    const done = new Set<string>();
    return this.eachEntry(node, path, goType, {
      entry: (name, value, place, key) => {
        const read = known.get(name);
        if (read === undefined) this.reportUnknown(key, place, goType, [...known.keys()]);
        else if (done.has(name)) {
          this.collect(place, "each key once", () =>
            this.decoder.report(key, `field ${name} already set in type ${goType}`),
          );
        } else {
          done.add(name);
          read(value, place);
        }
      },
      // What is merged in may repeat a field, unlike a key of a map: the later one counts.
      merged: (source) => this.readStruct(source, path, goType, fields),
    });
  }

  private reportUnknown(key: Node, path: Path, goType: string, known: readonly string[]): void {
    const name = String(path.at(-1));
    this.collect(path, `one of ${known.join(", ")}`, () =>
      this.decoder.report(key, `field ${name} not found in type ${goType}`),
    );
    const suggestion = nearestKey(name, known);
    const finding = this.findings.pop();
    if (finding === undefined) return;
    this.findings.push(suggestion === undefined ? finding : { ...finding, suggestion });
  }

  /** The entries of a mapping, those that it merges included; false if the node is none. */
  private eachEntry(node: Node, path: Path, goType: string, visitor: Visitor): boolean {
    this.decoder.count();
    if (node.kind === "alias") {
      return this.decoder.follow(node, (target) => this.eachEntry(target, path, goType, visitor));
    }
    if (isNull(node)) return true;
    if (node.kind !== "mapping") {
      this.collect(path, "a map", () => this.decoder.misfit(node, goType));
      return false;
    }
    this.decoder.nested(node, () => {
      for (const { key, value } of node.pairs) {
        if (isMergeKey(key)) {
          for (const source of this.decoder.mergedNodes(value)) visitor.merged(source);
        } else {
          const name = this.collect(path, "a text as key", () => this.decoder.decodeString(key));
          if (name !== undefined) visitor.entry(name, value, [...path, name], key);
        }
      }
    });
    return true;
  }

  /** Gives the findings of the decoder their path and expectation. */
  private collect<T>(path: Path, expected: string, decode: () => T): T {
    const before = this.decoder.findings.length;
    const value = decode();
    for (const finding of this.decoder.findings.slice(before)) {
      this.findings.push({ ...finding, path, expected });
    }
    return value;
  }
}

type Visitor = {
  readonly entry: (key: string, value: Node, path: Path, keyNode: Node) => void;
  readonly merged: (source: Node) => void;
};

function isNull(node: Node): boolean {
  if (node.kind === "alias") return isNull(node.target);
  if (node.kind !== "scalar" || (node.tag === "" && !node.isImplicit)) return false;
  return resolveScalar(node.tag, node.value).value === null;
}

/** Further away a key was hardly meant. */
const MAX_DISTANCE = 2;

function nearestKey(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((key) => ({ key, away: distance(name.toLowerCase(), key) }))
    .filter(({ key, away }) => away <= MAX_DISTANCE && away < key.length)
    .sort((a, b) => a.away - b.away);
  return near[0]?.key;
}
