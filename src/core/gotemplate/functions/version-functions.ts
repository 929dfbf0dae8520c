import { binary, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";
import { parseConstraint, satisfies } from "./version-constraint.ts";
import { versionValue } from "./version-value.ts";
import { parseVersion } from "./version.ts";

/** Semantic versions. */
export const versionFunctions: FunctionTable = {
  semver: unary(TEXT, "*semver.Version", (text) => versionValue(parseVersion(text))),
  semverCompare: binary(TEXT, TEXT, "bool", (text, version) => {
    const constraint = parseConstraint(text);
    return satisfies(parseVersion(version), constraint);
  }),
};
