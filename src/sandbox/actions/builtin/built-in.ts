/** Actions of GitHub that the runner does itself. */
import type { JobSession } from "../job-session.ts";

export const builtInActions = [
  "actions/attest",
  "actions/attest-build-provenance",
  "actions/attest-sbom",
  "actions/checkout",
  "actions/setup-node",
  "actions/upload-artifact",
] as const;

export type BuiltInName = (typeof builtInActions)[number];

export type BuiltInCall = {
  readonly session: JobSession;
  /** By name in lower case; what is not given is missing. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/** Resolves to the outputs; an `ActionsError` is the step's failure. */
export type BuiltIn = (call: BuiltInCall) => Promise<Readonly<Record<string, string>>>;

/** An input, or what it is when it is missing or empty. */
export function input({ inputs }: BuiltInCall, name: string, otherwise: string): string {
  const value = inputs[name]?.trim() ?? "";
  return value === "" ? otherwise : value;
}

/** As YAML 1.2 has it, and the runner. */
export function flag(call: BuiltInCall, name: string, otherwise: boolean): boolean {
  return input(call, name, String(otherwise)).toLowerCase() === "true";
}
