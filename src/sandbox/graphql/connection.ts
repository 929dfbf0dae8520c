import { githubError } from "./github-error.ts";

/** How a connection is paged. GitHub insists on `first` or `last`, at most 100. */
export type PageArguments = {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
};

type ConnectionShape<Item> = {
  /** The field's name, for what GitHub says about wrong arguments. */
  readonly name: string;
  readonly args: PageArguments;
  readonly items: readonly Item[];
  /** What stays when items before this one come or go. */
  readonly keyOf: (item: Item) => number | string;
  readonly toNode: (item: Item) => unknown;
  /** An edge's fields beside `cursor` and `node`. */
  readonly toEdge?: (item: Item) => Readonly<Record<string, unknown>>;
};

/** A connection over a list that is at hand. Nothing is looked at before it is asked for. */
export function connection<Item>(shape: ConnectionShape<Item>): Readonly<Record<string, unknown>> {
  const { name, args, items } = shape;
  const page = once(() => {
    requireBounds(name, args);
    return pageOf(shape);
  });
  return {
    totalCount: items.length,
    nodes: () => page().entries.map(({ node }) => node()),
    edges: () => page().entries.map(({ edge }) => edge()),
    pageInfo: () => page().info,
  };
}

/** GitHub's words for a page without bounds, or with impossible ones. */
export function requireBounds(name: string, { first, last }: PageArguments): void {
  for (const [bound, size] of Object.entries({ first, last })) {
    if (size === null || size === undefined) continue;
    if (size < 0)
      throw githubError(
        "ARGUMENT_LIMIT",
        `\`${bound}\` on the \`${name}\` connection cannot be less than zero.`,
      );
    if (size > mostRecords)
      throw githubError(
        "EXCESSIVE_PAGINATION",
        `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${mostRecords} records.`,
      );
  }
  if ((first ?? last ?? null) === null)
    throw githubError(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
}

export function invalidCursor(cursor: string): Error {
  return githubError(
    "INVALID_CURSOR_ARGUMENTS",
    `\`${cursor.slice(0, 200)}\` does not appear to be a valid cursor.`,
  );
}

const mostRecords = 100;

type Entry = {
  readonly cursor: string;
  readonly node: () => unknown;
  readonly edge: () => unknown;
};

type Page = {
  readonly entries: readonly Entry[];
  readonly info: Readonly<Record<string, unknown>>;
};

function pageOf<Item>(shape: ConnectionShape<Item>): Page {
  const { args, items, keyOf } = shape;
  const { first, last } = args;
  const start = args.after ? indexOf(shape, args.after, "after") : 0;
  const end = args.before ? indexOf(shape, args.before, "before") : items.length;
  const stop = first === null || first === undefined ? end : Math.min(end, start + first);
  const from = last === null || last === undefined ? start : Math.max(start, stop - last);
  const entries = items
    .slice(from, Math.max(from, stop))
    .map((item, offset) => entryOf(shape, item, formatCursor(from + offset, keyOf(item))));
  return {
    entries,
    info: {
      hasNextPage: stop < items.length,
      hasPreviousPage: from > 0,
      startCursor: entries[0]?.cursor ?? null,
      endCursor: entries.at(-1)?.cursor ?? null,
    },
  };
}

function entryOf<Item>(shape: ConnectionShape<Item>, item: Item, cursor: string): Entry {
  const node = once(() => shape.toNode(item));
  return { cursor, node, edge: () => ({ cursor, node, ...shape.toEdge?.(item) }) };
}

function formatCursor(index: number, key: number | string): string {
  return Buffer.from(`cursor:${index}:${key}`).toString("base64");
}

/** Where a page goes on or ends; when the cursor's item has gone, where it was. */
function indexOf<Item>(
  { items, keyOf }: ConnectionShape<Item>,
  cursor: string,
  side: "after" | "before",
): number {
  const text = Buffer.from(cursor, "base64").toString("utf8");
  const [, index, key] = /^cursor:(\d+):(.*)$/s.exec(text) ?? [];
  if (index === undefined || key === undefined) throw invalidCursor(cursor);
  const position = items.findIndex((item) => String(keyOf(item)) === key);
  if (position === -1) return Number(index);
  return side === "after" ? position + 1 : position;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
