import * as v from "valibot";

import { parseJson } from "../artifact/spec-schema.ts";
import { type Checked, toProblems } from "../problem.ts";
import { strict } from "../strict-schema.ts";

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

const name = v.optional(v.string(), "");
const policyFileSchema = strict({
  service: v.optional(v.string()),
  autoReleases: v.nullish(
    v.array(strict({ id: name, branch: v.string(), environment: v.string() })),
  ),
  branchRestrictions: v.nullish(
    v.array(strict({ id: name, branchRegex: v.string(), environment: v.string() })),
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
  if (!result.success) return { kind: "invalid", problems: toProblems(result.issues) };
  const { autoReleases, branchRestrictions } = result.output;
  return {
    kind: "valid",
    value: {
      service: result.output.service ?? service,
      autoReleases: autoReleases ?? [],
      branchRestrictions: branchRestrictions ?? [],
    },
  };
}
