/** The inputs of a workflow that is started by hand. */
import { InputType } from "@actions/workflow-parser/model/workflow-template";
import type { InputConfig } from "@actions/workflow-parser/model/workflow-template";

import { unprocessable } from "../github/problem.ts";
import type { Json, JsonObject } from "./json-schema.ts";

export type DispatchInputs = Readonly<Record<string, InputConfig>>;

/** Typed, defaults filled in. A 422 as GitHub says it for what is missing, unknown or none of the options. */
export function parseDispatchInputs(
  declared: DispatchInputs,
  given: Readonly<Record<string, string>>,
): JsonObject {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0)
    throw unprocessable(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, config]) => [name, valueOf(name, config, given[name])]),
  );
}

function valueOf(name: string, config: InputConfig, given: string | undefined): Json {
  const value = given ?? (config.default === undefined ? undefined : String(config.default));
  if (value === undefined || value === "") {
    if (config.required === true) throw unprocessable(`Required input '${name}' not provided`);
    return isBoolean(config) ? false : "";
  }
  if (isBoolean(config)) {
    if (value !== "true" && value !== "false")
      throw unprocessable(`Provided value '${value}' for input '${name}' is not a boolean`);
    return value === "true";
  }
  const { options } = config;
  if (options !== undefined && options.length > 0 && !options.includes(value))
    throw unprocessable(
      `Provided value '${value}' for input '${name}' not in the list of allowed values`,
    );
  return value;
}

function isBoolean({ type }: InputConfig): boolean {
  return type === InputType.boolean;
}
