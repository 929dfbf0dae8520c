/** A repository's Actions variables and secrets. */
import * as v from "valibot";

import type { SandboxContext } from "../context.ts";

export type ActionsValues = Readonly<Record<string, string>>;

type Kind = "variables" | "secrets";

/** By name; none at first. */
export function readActionsValues(
  context: SandboxContext,
  repositoryId: number,
  kind: Kind,
): ActionsValues {
  const setting = context.state.settings.get(settingName(repositoryId, kind));
  const result = v.safeParse(valuesSchema, setting?.value);
  return result.success ? result.output : {};
}

/** Names are upper-case on GitHub whatever case they are given in. Null takes a value away. */
export function setActionsValues(
  context: SandboxContext,
  repositoryId: number,
  kind: Kind,
  changes: Readonly<Record<string, string | null>>,
): void {
  const values = new Map(Object.entries(readActionsValues(context, repositoryId, kind)));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) values.delete(name.toUpperCase());
    else values.set(name.toUpperCase(), value);
  }
  const value = Object.fromEntries(values);
  context.state.settings.put({ name: settingName(repositoryId, kind), value });
}

const valuesSchema = v.record(v.string(), v.string());

function settingName(repositoryId: number, kind: Kind): string {
  return `actions/${kind}/${repositoryId}`;
}
