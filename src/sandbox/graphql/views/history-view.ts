import { gitOf } from "../../github/repositories.ts";
import type { Oid, Repository } from "../../model.ts";
import { invalidCursor, requireBounds } from "../connection.ts";
import type { Views } from "../view.ts";

export type HistoryArguments = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly path?: string | null;
  /** Committer times, in seconds since 1970. */
  readonly since?: number | null;
  readonly until?: number | null;
};

/** Newest first. Only the page that is asked for is read; `totalCount` alone reads all. */
export function historyConnection(
  views: Views,
  repository: Repository,
  from: Oid,
  args: HistoryArguments,
): Readonly<Record<string, unknown>> {
  const { first, after, path, since, until } = args;
  const git = gitOf(views.context, repository);
  const filter = {
    path: path ?? undefined,
    since: since ?? undefined,
    until: until ?? undefined,
  };
  const skip = after ? readCursor(from, after) : 0;
  let reading: ReturnType<typeof git.history> | undefined;
  const page = () => {
    requireBounds("history", { first: first ?? null });
    return (reading ??= git.history(from, { ...filter, skip, first: first ?? 0 }));
  };
  const cursorAt = (index: number) => `${from} ${skip + index}`;
  return {
    nodes: async () => (await page()).oids.map((oid) => views.commit(repository, oid)),
    edges: async () =>
      (await page()).oids.map((oid, index) => ({
        cursor: cursorAt(index),
        node: () => views.commit(repository, oid),
      })),
    pageInfo: async () => {
      const { oids, hasMore } = await page();
      return {
        hasNextPage: hasMore,
        hasPreviousPage: skip > 0,
        startCursor: oids.length === 0 ? null : cursorAt(0),
        endCursor: oids.length === 0 ? null : cursorAt(oids.length - 1),
      };
    },
    totalCount: async () => (await git.history(from, { ...filter, first: everything })).oids.length,
  };
}

const everything = 1_000_000_000;

/** GitHub's are the commit that the history starts at and a position in it. */
function readCursor(from: Oid, cursor: string): number {
  const [, oid, index] = /^([0-9a-f]{40}) (\d+)$/.exec(cursor) ?? [];
  if (oid !== from || index === undefined) throw invalidCursor(cursor);
  return Number(index) + 1;
}
