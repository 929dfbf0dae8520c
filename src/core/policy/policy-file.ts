import * as v from "valibot";

import { parseJson } from "../artifact/spec-schema.ts";
import { type Checked, toProblems } from "../problem.ts";

/** `policies/<service>.json` on an environment branch, in the original's format. */
export type PolicyFile = {
  readonly service: string;
  readonly autoReleases: readonly AutoReleasePolicy[];
  readonly branchRestrictions: readonly BranchRestriction[];
};

export type AutoReleasePolicy = {
  readonly id: string;
  /** Compared exactly, case and all. */
  readonly branch: string;
  readonly environment: string;
};

export type BranchRestriction = {
  readonly id: string;
  /** RE2, unanchored: `master` also matches `refactor-master`. */
  readonly branchRegex: string;
  readonly environment: string;
};

const policyFileSchema = v.strictObject({
  service: v.string(),
  autoReleases: v.optional(
    v.array(v.strictObject({ id: v.string(), branch: v.string(), environment: v.string() })),
    [],
  ),
  branchRestrictions: v.optional(
    v.array(v.strictObject({ id: v.string(), branchRegex: v.string(), environment: v.string() })),
    [],
  ),
});

/** Reads a policy file; none, or an empty one, has no policies. */
export function parsePolicyFile(service: string, text: string | undefined): Checked<PolicyFile> {
  if (text === undefined || text.trim() === "") {
    return { kind: "valid", value: { service, autoReleases: [], branchRestrictions: [] } };
  }
  const parsed = parseJson(text);
  if (parsed.kind === "invalid") return parsed;
  const result = v.safeParse(policyFileSchema, parsed.value);
  return result.success
    ? { kind: "valid", value: result.output }
    : { kind: "invalid", problems: toProblems(result.issues) };
}
