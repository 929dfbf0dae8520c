import type { Mark } from "./cursor.ts";
import type { ScalarStyle } from "./token.ts";

/** What a document is made of before its values have types. Tags of collections mean nothing here. */
export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

type Placed = {
  /** Where the node starts, its anchor and tag included. Line and column count from 0. */
  readonly mark: Mark;
};

export type ScalarNode = Placed & {
  readonly kind: "scalar";
  readonly value: string;
  /** Written out, for example `tag:yaml.org,2002:int`; `""` is none. */
  readonly tag: string;
  readonly style: ScalarStyle;
  /** Its type follows from its text: plain without a tag, or tagged `!`. */
  readonly isImplicit: boolean;
};

export type SequenceNode = Placed & {
  readonly kind: "sequence";
  readonly items: readonly Node[];
};

export type MappingNode = Placed & {
  readonly kind: "mapping";
  /** In the order of the text, repeated keys included. */
  readonly pairs: readonly Pair[];
};

export type AliasNode = Placed & {
  readonly kind: "alias";
  readonly name: string;
  /** It may contain the alias itself. */
  readonly target: Exclude<Node, AliasNode>;
};

export type Pair = { readonly key: Node; readonly value: Node };

/** From 1, as people count. */
export function lineOf(node: Node): number {
  return node.mark.line + 1;
}

/** `<<`, whose value's entries become entries of the mapping. */
export function isMergeKey(node: Node): boolean {
  return (
    node.kind === "scalar" &&
    node.value === "<<" &&
    (node.isImplicit || node.tag === "tag:yaml.org,2002:merge")
  );
}
