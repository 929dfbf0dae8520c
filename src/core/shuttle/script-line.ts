import { parseDocument } from "../yaml/parser.ts";
import { YamlError } from "../yaml/yaml-error.ts";
import type { MappingNode, Node } from "../yaml/node.ts";

/** The line of a script in its `shuttle.yaml` or `plan.yaml`, from 1; undefined if it isn't written there plainly. */
export function scriptLine(text: string, name: string): number | undefined {
  return lineOfKey(text, ["scripts", name]);
}

/** The line of the key at a path of keys. */
export function lineOfKey(text: string, path: readonly string[]): number | undefined {
  const lines = linesOfKeys(text, path);
  return lines.length === path.length ? lines.at(-1) : undefined;
}

/** The same, else of the nearest key above it that there is. */
export function lineOfNearestKey(text: string, path: readonly string[]): number | undefined {
  return linesOfKeys(text, path).at(-1);
}

/** One a key, as far as there are such keys. */
function linesOfKeys(text: string, path: readonly string[]): readonly number[] {
  const lines: number[] = [];
  let node: Node | undefined = documentOf(text);
  for (const key of path) {
    const pair = asMapping(node)?.pairs.find((one) => isKey(one.key, key));
    if (pair === undefined) break;
    lines.push(pair.key.mark.line + 1);
    node = pair.value;
  }
  return lines;
}

function documentOf(text: string): Node | undefined {
  try {
    return parseDocument(text);
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

function asMapping(node: Node | undefined): MappingNode | undefined {
  const target = node?.kind === "alias" ? node.target : node;
  return target?.kind === "mapping" ? target : undefined;
}

function isKey(node: Node, key: string): boolean {
  return node.kind === "scalar" && node.value === key;
}
