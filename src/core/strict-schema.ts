import * as v from "valibot";

/**
 * A mapping without other keys. Valibot's own tells of the first unknown key only, and takes a list for
 * a mapping; this one tells of all.
 */
export function strict<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, undefined> {
  const schema = v.strictObject(entries);
  return {
    ...schema,
    "~run"(dataset, config) {
      const input: unknown = dataset.value;
      // Text of the list, so that the schema says what it expected and received.
      if (Array.isArray(input)) return schema["~run"]({ ...dataset, value: "a list" }, config);
      const result = schema["~run"](dataset, config);
      for (const path of unknownKeys(input, entries).slice(1)) {
        v._addIssue(schema, "key", result, config, {
          input: path.key,
          expected: "never",
          path: [path],
        });
      }
      return result;
    },
  };
}

/** In the order of the input, as valibot names them. */
function unknownKeys(input: unknown, entries: v.ObjectEntries): readonly v.ObjectPathItem[] {
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input)
    .filter(([key]) => !Object.hasOwn(entries, key))
    .map(([key, value]: [string, unknown]) => ({
      type: "object",
      origin: "key",
      // It is an object, see above.
      input: input as Record<string, unknown>,
      key,
      value,
    }));
}
