import { DNS_LABEL } from "../src/core/artifact/dns-label.ts";
import type { ChangedProjects } from "./changed.ts";
import type { BuildOutcome } from "./run.ts";

/** The one place that knows how inputs and outputs are called; a test holds `action.yml` to it. */
export const INPUTS = [
  "project",
  "plan",
  "run",
  "arguments",
  "service",
  "environments",
  "reports",
  "publish",
  "attest",
  "token",
] as const;

export const OUTPUTS = [
  "artifact-id",
  "digest",
  "reused",
  "decision",
  "reason",
  "plan-sha",
  "artifact-path",
  "artifact-name",
  "service",
  "environments",
] as const;

/** Of `changed/action.yml`. */
export const CHANGED_INPUTS = ["folder", "since", "shared", "token"] as const;
export const CHANGED_OUTPUTS = ["projects", "any", "since", "reason"] as const;

export type InputName = (typeof INPUTS)[number];
export type OutputName = (typeof OUTPUTS)[number];
export type ChangedInputName = (typeof CHANGED_INPUTS)[number];
export type ChangedOutputName = (typeof CHANGED_OUTPUTS)[number];

export type ActionInputs = {
  readonly project: string;
  /** Overload of the project's plan, `""` for none. */
  readonly plan: string;
  /** Undefined: those of `build` and `test` that exist. */
  readonly run: readonly string[] | undefined;
  readonly arguments: ReadonlyMap<string, string>;
  /** `""`: what the project's variables say. */
  readonly service: string;
  /** Undefined: what the project's variables say. */
  readonly environments: readonly string[] | undefined;
  /** Folders and files with reports of tests, relative to the project. */
  readonly reports: readonly string[];
  /** Undefined: unless it can't be published. */
  readonly publish: boolean | undefined;
  readonly token: string;
};

export type ChangedInputs = {
  /** Below the workspace; projects elsewhere are none of this list. */
  readonly folder: string;
  /** `""`: what the event says. */
  readonly since: string;
  /** Folders and files that every project depends on. */
  readonly shared: readonly string[];
  readonly token: string;
};

export type ParsedInputs =
  | { readonly kind: "valid"; readonly value: ActionInputs }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** All mistakes at once, each a sentence that says what was expected. */
export function parseInputs(read: (name: InputName) => string): ParsedInputs {
  const value = (name: InputName): string => read(name).trim();
  const { pairs, problems: badPairs } = parsePairs(value("arguments"));
  const publish = parseTruth(value("publish"));
  const problems = [
    ...badPairs,
    ...badNames("run", listOf(value("run")), SCRIPT),
    ...badNames("environments", listOf(value("environments")), DNS_LABEL),
    ...badNames("service", value("service") === "" ? [] : [value("service")], DNS_LABEL),
    // The last step reads attest for itself, and would take a slip for false.
    ...(["publish", "attest"] as const)
      .filter((name) => parseTruth(value(name)) === "invalid")
      .map((name) => `${name}: expected true, false or nothing, received '${value(name)}'`),
  ];
  if (problems.length > 0 || publish === "invalid") return { kind: "invalid", problems };
  return {
    kind: "valid",
    value: {
      project: value("project") === "" ? "." : value("project"),
      plan: value("plan"),
      run: listOrNone(value("run")),
      arguments: pairs,
      service: value("service"),
      environments: listOrNone(value("environments")),
      reports: listOf(value("reports")),
      publish,
      token: value("token"),
    },
  };
}

/** Every output, `""` where there is nothing to say. */
export function toOutputs(outcome: BuildOutcome): ReadonlyMap<OutputName, string> {
  const { artifact } = outcome;
  const values: Readonly<Record<OutputName, string>> = {
    "artifact-id": artifact?.spec.id ?? "",
    digest: artifact?.spec.digest ?? "",
    reused: String(artifact?.spec.reusedFrom !== undefined),
    decision: outcome.decision,
    reason: outcome.reason,
    "plan-sha": artifact?.planSha ?? "",
    "artifact-path": artifact?.path ?? "",
    "artifact-name": artifact?.uploadName ?? "",
    service: artifact?.spec.service ?? "",
    environments: artifact?.spec.environments.join(",") ?? "",
  };
  return new Map(OUTPUTS.map((name) => [name, values[name]]));
}

/** Nothing in them can be wrong: what isn't there is an answer of git. */
export function parseChangedInputs(read: (name: ChangedInputName) => string): ChangedInputs {
  const folder = read("folder").trim();
  return {
    folder: folder === "" ? "." : folder,
    since: read("since").trim(),
    shared: listOf(read("shared")),
    token: read("token").trim(),
  };
}

export function toChangedOutputs(changed: ChangedProjects): ReadonlyMap<ChangedOutputName, string> {
  const values: Readonly<Record<ChangedOutputName, string>> = {
    projects: JSON.stringify(changed.projects),
    any: String(changed.projects.length > 0),
    since: changed.since ?? "",
    reason: changed.why,
  };
  return new Map(CHANGED_OUTPUTS.map((name) => [name, values[name]]));
}

type NameRule = { readonly pattern: RegExp; readonly expected: string };

const SCRIPT: NameRule = { pattern: /^[^-]/, expected: "the name of a script" };

function badNames(input: InputName, names: readonly string[], rule: NameRule): readonly string[] {
  return names
    .filter((name) => !rule.pattern.test(name))
    .map((name) => `${input}: expected ${rule.expected}, received '${name}'`);
}

/** Separated by commas, blanks or line breaks. */
function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

function listOrNone(text: string): readonly string[] | undefined {
  const list = [...new Set(listOf(text))];
  return list.length === 0 ? undefined : list;
}

function parseTruth(text: string): boolean | undefined | "invalid" {
  if (text === "") return undefined;
  if (text === "true") return true;
  return text === "false" ? false : "invalid";
}

/** One `name=value` a line; a value may hold everything but a line break. */
function parsePairs(text: string): {
  readonly pairs: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
} {
  const lines = text.split("\n").map((line) => line.trim());
  const pairs = new Map<string, string>();
  const problems: string[] = [];
  for (const line of lines.filter((one) => one !== "")) {
    const at = line.indexOf("=");
    if (at > 0) pairs.set(line.slice(0, at), line.slice(at + 1));
    else problems.push(`arguments: expected one name=value a line, received '${line}'`);
  }
  return { pairs, problems };
}
