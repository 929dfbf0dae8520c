import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { requireAccess, requireRole, visibleRepository } from "../github/access.ts";
import { notFound, unprocessable } from "../github/problem.ts";
import type { ApiRequest } from "../http/router.ts";
import type { PermissionLevel, Repository, RepositoryRole } from "../model.ts";

/** A parameter of the path; the router has matched it, so it is there. */
export function text(request: ApiRequest, name: string): string {
  return request.params[name] ?? "";
}

/** A numeric parameter of the path; what is none names nothing: 404. */
export function number(request: ApiRequest, name: string): number {
  const value = text(request, name);
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}

/** A parameter of the query; empty counts as missing, as GitHub treats it. */
export function query(request: ApiRequest, name: string): string | undefined {
  return request.query.get(name) ?? undefined;
}

/** A parameter of the query with a closed list of values; another value is ignored. */
export function choice<Choice extends string>(
  request: ApiRequest,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = query(request, name);
  return choices.find((known) => known === value);
}

/** `since` and its like; 422 for what is no instant. */
export function instant(request: ApiRequest, name: string): string | undefined {
  const value = query(request, name);
  if (value !== undefined && Number.isNaN(Date.parse(value)))
    throw unprocessable(`Invalid value for ${name}: ${value.slice(0, 200)}`);
  return value;
}

/** The repository in the path if the caller may read this of it: else 404 or 403. */
export function readable(
  request: ApiRequest,
  context: SandboxContext,
  permission: string,
): Repository {
  return accessible(request, context, permission, "read");
}

/** The repository in the path if the caller may write this to it: else 404 or 403. */
export function writable(
  request: ApiRequest,
  context: SandboxContext,
  permission: string,
  least?: RepositoryRole,
): Repository {
  const repository = accessible(request, context, permission, "write");
  if (least !== undefined) requireRole(context, request.caller, repository, least);
  return repository;
}

/** The body as the schema has it; GitHub's 422 for the first field that is wrong. */
export function body<Schema extends v.GenericSchema>(
  request: ApiRequest,
  schema: Schema,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, request.body ?? {});
  if (result.success) return result.output;
  throw unprocessable(`Invalid request.\n\n${sentence(result.issues[0])}`);
}

function accessible(
  request: ApiRequest,
  context: SandboxContext,
  permission: string,
  level: PermissionLevel,
): Repository {
  const owner = text(request, "owner");
  const repository = visibleRepository(context, request.caller, owner, text(request, "repo"));
  requireAccess(context, request.caller, repository, permission, level);
  return repository;
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return `${received(issue)} is not an object.`;
  if (issue.input === undefined) return `"${path}" wasn't supplied.`;
  return `For 'properties/${path.replaceAll(".", "/")}', ${received(issue)} is not ${expected(issue)}.`;
}

function received(issue: v.BaseIssue<unknown>): string {
  return JSON.stringify(issue.input)
    .replace(/^null$/, "nil")
    .slice(0, 200);
}

function expected(issue: v.BaseIssue<unknown>): string {
  return issue.type === "string" ? "a string" : (issue.expected ?? issue.type);
}
