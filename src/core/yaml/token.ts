import type { Mark } from "./cursor.ts";

export type ScalarStyle = "plain" | "single-quoted" | "double-quoted" | "literal" | "folded";

export type Token = { readonly start: Mark; readonly end: Mark } & (
  | { readonly kind: PlainTokenKind }
  | { readonly kind: "version-directive"; readonly major: number; readonly minor: number }
  | { readonly kind: "tag-directive"; readonly handle: string; readonly prefix: string }
  | { readonly kind: "anchor" | "alias"; readonly name: string }
  | { readonly kind: "tag"; readonly handle: string; readonly suffix: string }
  | { readonly kind: "scalar"; readonly value: string; readonly style: ScalarStyle }
);

export type PlainTokenKind =
  | "stream-end"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "block-entry"
  | "flow-entry"
  | "key"
  | "value";
