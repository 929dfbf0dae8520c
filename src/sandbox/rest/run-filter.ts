import type { WorkflowRun } from "../model.ts";

/** The query of a list of runs; what is undefined is not asked for. */
export type RunFilter = {
  readonly actor?: string | undefined;
  readonly branch?: string | undefined;
  readonly event?: string | undefined;
  /** A status or a conclusion. */
  readonly status?: string | undefined;
  readonly headSha?: string | undefined;
  /** GitHub's search for dates: `2030-01-01`, `>=…`, `<…`, `a..b`, `*..b`. */
  readonly created?: string | undefined;
};

export function matchesFilter(run: WorkflowRun, filter: RunFilter): boolean {
  const isAsked = (wanted: string | undefined, ...found: readonly (string | null)[]) =>
    wanted === undefined || found.includes(wanted);
  return (
    isAsked(filter.actor, run.actor) &&
    isAsked(filter.branch, run.headBranch) &&
    isAsked(filter.event, run.event) &&
    isAsked(filter.status, run.status, run.conclusion) &&
    isAsked(filter.headSha, run.headSha) &&
    (filter.created === undefined || isWithin(run.createdAt, filter.created))
  );
}

/** Whether an instant is within a range of GitHub's search syntax. A date without time is the whole day. */
export function isWithin(instant: string, range: string): boolean {
  const at = Date.parse(instant);
  const [, from, to] = /^(.+)\.\.(.+)$/.exec(range) ?? [];
  if (from !== undefined && to !== undefined)
    return (from === "*" || at >= start(from)) && (to === "*" || at <= end(to));
  const [, operator = "", date = range] = /^(>=|<=|>|<)?(.+)$/.exec(range) ?? [];
  switch (operator) {
    case ">=":
      return at >= start(date);
    case "<=":
      return at <= end(date);
    case ">":
      return at > end(date);
    case "<":
      return at < start(date);
    default:
      return at >= start(date) && at <= end(date);
  }
}

const dayMs = 24 * 60 * 60 * 1000;

function start(date: string): number {
  return Date.parse(date);
}

function end(date: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) + dayMs - 1 : Date.parse(date);
}
