import { expect } from "@jest/globals";
import type { Octokit } from "octokit";

import { validateAgainstGithub } from "../../support/full-github-schema.ts";

/** What came back: the data, and the refusals as `<type> at <path>: <message>`. */
export type Answer = { readonly data: unknown; readonly refusals: readonly string[] };

/**
 * Asks as the official client does. The text must be one that GitHub's whole schema allows, so that no test relies on
 * something that only the sandbox has.
 */
export async function ask(
  octokit: Octokit,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  expect(validateAgainstGithub(text)).toEqual([]);
  try {
    return { data: await octokit.graphql(text, variables), refusals: [] };
  } catch (error) {
    if (!isRefused(error)) throw error;
    const refusals = (error.errors ?? []).map(describe);
    return { data: error.data, refusals };
  }
}

/** The data of an answer without refusals. */
export async function read(
  octokit: Octokit,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { data, refusals } = await ask(octokit, text, variables);
  expect(refusals).toEqual([]);
  return data;
}

/** What is at a place in an answer. */
export function at(data: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? new Map<string, unknown>(Object.entries(value)).get(String(key))
        : undefined,
    data,
  );
}

/** As `at`, where there must be a text. */
export function textAt(data: unknown, ...path: readonly (string | number)[]): string {
  const value = at(data, ...path);
  if (typeof value !== "string")
    throw new Error(`expected a text at ${path.join(".")}, but got ${JSON.stringify(value)}`);
  return value;
}

function isRefused(error: unknown): error is Refused {
  return error instanceof Error && error.name === "GraphqlResponseError";
}

/** The client's own error, whose class `octokit` doesn't pass on. */
type Refused = Error & { readonly data: unknown; readonly errors?: readonly unknown[] };

/** The client's types promise a type and a path, which errors in the query itself lack. */
function describe(refusal: unknown): string {
  const type = at(refusal, "type");
  const path = at(refusal, "path");
  const place = Array.isArray(path) ? ` at ${path.join(".")}` : "";
  return `${typeof type === "string" ? type : "untyped"}${place}: ${textAt(refusal, "message")}`;
}
