import * as v from "valibot";

const key = v.union([v.string(), v.number()]);

const isObject = (value: unknown) => typeof value === "object" && value !== null;

const entrySchema = v.variant("do", [
  v.object({ do: v.literal("put"), in: v.string(), item: v.custom<object>(isObject) }),
  v.object({ do: v.literal("remove"), in: v.string(), key }),
  v.object({ do: v.literal("number"), in: v.string(), id: v.number() }),
]);

/** One line of the journal: a record put or removed, or the highest id given out for a kind. */
export type JournalEntry = v.InferOutput<typeof entrySchema>;

/** Undefined for a line that is none of ours, such as one that a killed process left half written. */
export function parseJournalLine(line: string): JournalEntry | undefined {
  const result = v.safeParse(entrySchema, parseJson(line));
  return result.success ? result.output : undefined;
}

/** Whether a stored record can be one of a collection: the journal is ours, so having a key says enough. */
export function isStoredItem<Item>(
  item: object,
  keyOf: (item: Item) => unknown,
): item is Item & object {
  const key = keyOf(item as Item);
  return typeof key === "string" || typeof key === "number";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
