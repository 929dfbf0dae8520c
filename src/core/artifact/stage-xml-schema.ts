import * as v from "valibot";

export type Element = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
};

const ATTRIBUTES = ":@";
const TEXT = "#text";

const nodeSchema = v.record(v.string(), v.unknown());
const nodesSchema = v.array(nodeSchema);
const attributesSchema = v.record(v.string(), v.unknown());

/** Elements as the XML parser gives them in order: each an object of one key, with attributes beside it. */
export function toElements(parsed: unknown): readonly Element[] {
  const nodes = v.safeParse(nodesSchema, parsed);
  return nodes.success ? nodes.output.flatMap(toElement) : [];
}

function toElement(node: Readonly<Record<string, unknown>>): readonly Element[] {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT);
  if (name === undefined) return [];
  const children = toElements(node[name]);
  return [{ name, attributes: attributesOf(node[ATTRIBUTES]), children }];
}

function attributesOf(value: unknown): ReadonlyMap<string, string> {
  const parsed = v.safeParse(attributesSchema, value);
  if (!parsed.success) return new Map();
  return new Map(Object.entries(parsed.output).map(([name, text]) => [name, String(text)]));
}
