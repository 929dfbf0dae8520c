import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  YAMLException,
  getScalarValue,
  load,
  parseEvents,
} from "js-yaml";

import type { Checked } from "../problem.ts";

/** A YAML document that people write, with the line of each of its keys for the answer to a mistake. */
export type YamlSource = {
  readonly value: unknown;
  /** From 1; of the deepest part of a `Problem`'s path that is in the document. */
  readonly lineOf: (path: string) => number;
};

/** Enough for any configuration, too little for an alias bomb. */
const MAX_ALIASES = 50;

export function readYaml(text: string): Checked<YamlSource> {
  try {
    const value = load(text, { schema: CORE_SCHEMA, maxAliases: MAX_ALIASES });
    const places = placesOf(text);
    const lines = lineStartsOf(text);
    return { kind: "valid", value: { value, lineOf: (path) => lineOf(lines, places, path) } };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? {} : { line: error.mark.line + 1 };
    return {
      kind: "invalid",
      problems: [{ path: "", message: `not YAML: ${error.reason}`, ...line }],
    };
  }
}

/** Paths, written as in a `Problem`, to the offset where the key or item starts. */
type Places = ReadonlyMap<string, number>;
type Collection = {
  readonly kind: "mapping" | "sequence" | "document";
  readonly path: string;
  key: string | undefined;
  count: number;
};

function placesOf(text: string): Places {
  const places = new Map<string, number>();
  const stack: Collection[] = [];
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    const parent = stack.at(-1);
    const path = parent === undefined ? "" : enter(parent, event, text, places);
    const kind = collectionOf(event);
    if (kind !== undefined) stack.push({ kind, path, key: undefined, count: 0 });
  }
  return places;
}

/** Notes where a node starts and gives its path; a mapping's nodes are keys and values in turn. */
function enter(
  parent: Collection,
  event: Event,
  text: string,
  places: Map<string, number>,
): string {
  if (parent.kind === "document") return parent.path;
  const start = startOf(event);
  if (parent.kind === "sequence") {
    const path = `${parent.path}[${parent.count}]`;
    parent.count += 1;
    if (start !== undefined) places.set(path, start);
    return path;
  }
  if (parent.key === undefined) {
    parent.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : "?";
    const path = pathTo(parent, parent.key);
    if (start !== undefined) places.set(path, start);
    return path;
  }
  const path = pathTo(parent, parent.key);
  parent.key = undefined;
  return path;
}

function pathTo(parent: Collection, key: string): string {
  return parent.path === "" ? key : `${parent.path}.${key}`;
}

function collectionOf(event: Event): Collection["kind"] | undefined {
  if (event.type === EVENT_ID.DOCUMENT) return "document";
  if (event.type === EVENT_ID.MAPPING) return "mapping";
  return event.type === EVENT_ID.SEQUENCE ? "sequence" : undefined;
}

function startOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
  return event.type === EVENT_ID.ALIAS ? event.anchorStart : undefined;
}

function lineOf(lines: readonly number[], places: Places, path: string): number {
  for (let part = path; part !== ""; part = parentOf(part)) {
    const offset = places.get(part);
    if (offset !== undefined) return lineAt(lines, offset);
  }
  return 1;
}

/** Keys may hold dots: then some of these are no paths, and not found. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("["), 0));
}

function lineStartsOf(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

/** From 1: how many lines start at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
