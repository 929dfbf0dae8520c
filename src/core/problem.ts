import type * as v from "valibot";

/** One mistake in an input: where it is, what was expected and what was received. */
export type Problem = {
  /** For example `services.shop.path`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** From 1, where the input has lines. */
  readonly line?: number | undefined;
};

export type Checked<T> =
  | { readonly kind: "valid"; readonly value: T }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

/** All issues of a schema at once, as problems that name path, expectation and what was received. */
export function toProblems(issues: readonly v.BaseIssue<unknown>[]): readonly Problem[] {
  return problemsWithin("", issues);
}

function problemsWithin(
  place: string,
  issues: readonly v.BaseIssue<unknown>[],
): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = pathOf(place, issue);
    const alternatives = issue.kind === "schema" && issue.type === "union" ? issue.issues : [];
    // The alternative that fits so far that something inside of it is wrong is the one that was meant.
    const meant = alternatives?.filter((inner) => (inner.path?.length ?? 0) > 0) ?? [];
    return meant.length > 0 ? problemsWithin(path, meant) : [{ path, message: messageOf(issue) }];
  });
}

export function formatProblem(problem: Problem): string {
  const place = problem.line === undefined ? "" : `line ${problem.line}: `;
  return `${place}${problem.path === "" ? "" : `${problem.path}: `}${problem.message}`;
}

function pathOf(place: string, issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? []).reduce((path, item) => {
    const key: unknown = item.key;
    if (typeof key === "number") return `${path}[${key}]`;
    return path === "" ? String(key) : `${path}.${String(key)}`;
  }, place);
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "schema" && issue.expected === "never") return "unknown key";
  if (issue.kind === "schema" && issue.received === "undefined") return "missing";
  if (issue.kind === "schema" && issue.type !== "custom") {
    return `expected ${issue.expected ?? "something else"}, received ${cut(issue.received)}`;
  }
  return `${issue.message}, received ${cut(issue.received)}`;
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
