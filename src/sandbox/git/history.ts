import type { Oid } from "../model.ts";
import { runGit } from "./git-process.ts";
import { isOid } from "./object-format.ts";

export type HistoryOptions = {
  readonly path?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly skip?: number | undefined;
  readonly first: number;
};

export type HistoryPage = {
  readonly oids: readonly Oid[];
  readonly hasMore: boolean;
  /** Only when this page is the last. */
  readonly total?: number;
};

/** By how many seconds a commit may seem older than those below it. */
export const clockPatience = 3_600;

/** One page of a commit's history: see `GitRepository.history`. */
export async function readHistory(
  folder: string,
  from: Oid,
  options: HistoryOptions,
): Promise<HistoryPage> {
  const { first, skip = 0 } = options;
  if (!isOid(from)) return { oids: [], hasMore: false };
  const { stdout } = await runGit(folder, historyArguments(from, options));
  const found = stdout.toString("latin1").split("\n").filter(isOid);
  const oids = found.slice(0, first);
  if (found.length > first) return { oids, hasMore: true };
  return oids.length === 0 && skip > 0
    ? { oids, hasMore: false }
    : { oids, hasMore: false, total: skip + oids.length };
}

/** What is asked of `git rev-list`; one more than wanted tells whether there are more. */
function historyArguments(from: Oid, options: HistoryOptions): readonly string[] {
  const { path, since, until, skip = 0, first } = options;
  return [
    "rev-list",
    `--max-count=${first + 1}`,
    `--skip=${skip}`,
    ...(since === undefined ? [] : sinceArguments(Math.ceil(since))),
    ...(until === undefined ? [] : [`--min-age=${Math.floor(until)}`]),
    from,
    "--",
    ...(path === undefined || path === "" ? [] : [path.replace(/\/$/, "")]),
  ];
}

/**
 * `--max-age` alone ends the walk at the first older commit, and would miss newer ones behind a commit whose clock was
 * slow. So it is given some patience, and a filter that walks on does the rest. Without a zone git would take
 * a small number for a clock time of today.
 */
function sinceArguments(since: number): readonly string[] {
  const patience = Math.max(0, since - clockPatience);
  return [`--max-age=${patience}`, `--since-as-filter=@${Math.max(0, since)} +0000`];
}
