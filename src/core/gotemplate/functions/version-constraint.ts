import { GoError } from "../value.ts";
import { compileRegex, findMatches, replaceMatches } from "./regex.ts";
import { comparePrereleases, compareVersions, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";

type Operator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~" | "^";

/** One condition, for example `~1.2`. Its version has zeros where none, or a wildcard, was written. */
type Condition = {
  readonly operator: Operator;
  readonly version: Version;
  /** The first part that was left out or is a wildcard. */
  readonly open: "none" | "major" | "minor" | "patch";
};

/** Alternatives, of which one has to hold; of each all conditions. */
export type VersionConstraint = readonly (readonly Condition[])[];

const PART = String.raw`[0-9xX*|]+`;
const IDENTIFIERS = String.raw`[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*`;
const VERSION = String.raw`v?(${PART})(\.${PART})?(\.${PART})?(-${IDENTIFIERS})?(?:\+${IDENTIFIERS})?`;
const OPERATOR = String.raw`(=||!=|>|<|>=|=>|<=|=<|~|~>|\^)`;
const CONDITION = String.raw`${OPERATOR}\s*${VERSION}`;
const ALL_CONDITIONS = String.raw`^\s*${CONDITION}\s*(?:(?:\s+|,\s*)${CONDITION}\s*)*$`;
const RANGE = String.raw`\s*(${VERSION})\s+-\s+(${VERSION})\s*`;

/**
 * Reads conditions such as `>=1.2, <2 || ^3`: a blank or a comma means and, `1.2 - 1.4` is a range.
 * Throws {@link GoError}. The patterns run on RE2, because their blanks could be split in many ways.
 */
export function parseConstraint(text: string): VersionConstraint {
  const withoutRanges = replaceMatches(compileRegex(RANGE), text, ({ groups }) => {
    // The groups of a version are four, and one around them.
    return `>= ${groups[1] ?? ""}, <= ${groups[6] ?? ""} `;
  });
  return withoutRanges.split("||").map(parseConditions);
}

/** Whether a version fulfils a constraint. */
export function satisfies(version: Version, constraint: VersionConstraint): boolean {
  return constraint.some((all) => all.every((condition) => holds(version, condition)));
}

function parseConditions(text: string): readonly Condition[] {
  if (!compileRegex(ALL_CONDITIONS).matcher(text).find()) {
    throw new GoError(`improper constraint: ${text}`);
  }
  return findMatches(compileRegex(CONDITION), text, -1).map(({ groups }) => {
    const [, operator = "", major = "", minor = "", patch = "", prerelease = ""] = groups;
    return parseCondition(operator, [major, minor.slice(1), patch.slice(1)], prerelease);
  });
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["", "="],
  ["=", "="],
  ["!=", "!="],
  [">", ">"],
  ["<", "<"],
  [">=", ">="],
  ["=>", ">="],
  ["<=", "<="],
  ["=<", "<="],
  ["~", "~"],
  ["~>", "~"],
  ["^", "^"],
]);

function parseCondition(operator: string, parts: readonly string[], prerelease: string): Condition {
  const firstOpen = parts.findIndex((part) => part === "" || /^[xX*]$/.test(part));
  const written = firstOpen < 0 ? parts : parts.slice(0, firstOpen);
  const numbers = [...written, "0", "0", "0"].slice(0, 3);
  return {
    operator: OPERATORS.get(operator) ?? "=",
    version: parsePart(numbers.join(".") + prerelease),
    open: (["major", "minor", "patch"] as const)[firstOpen] ?? "none",
  };
}

function parsePart(text: string): Version {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof GoError) throw new GoError("constraint Parser Error");
    throw error;
  }
}

/** Prereleases count only for conditions that name one; `!=` with a whole version is the exception. */
function holds(version: Version, condition: Condition): boolean {
  const isRefused = version.prerelease !== "" && condition.version.prerelease === "";
  const order = compareVersions(version, condition.version);
  if (condition.operator === "!=" && condition.open === "none") return order !== 0;
  if (isRefused) return false;
  switch (condition.operator) {
    case "=":
      return condition.open === "none" ? order === 0 : isNear(version, condition, order);
    case "!=":
      return isOther(version, condition);
    case ">":
      return isAbove(version, condition, order);
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return isAtMost(version, condition, order);
    case "~":
      return isNear(version, condition, order);
    case "^":
      return isCompatible(version, condition, order);
  }
}

function isOther(version: Version, { version: wanted, open }: Condition): boolean {
  if (version.major !== wanted.major) return true;
  if (open === "minor") return false;
  if (version.minor !== wanted.minor) return true;
  if (open === "major")
    return version.patch !== wanted.patch || compareVersions(version, wanted) !== 0;
  return comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
}

/** `>11` means 12 or later, `>11.1` means 11.2 or later. */
function isAbove(version: Version, { version: wanted, open }: Condition, order: number): boolean {
  if (open === "none") return order > 0;
  if (version.major !== wanted.major) return version.major > wanted.major;
  if (open === "minor") return false;
  return open === "patch" ? version.minor > wanted.minor : order > 0;
}

function isAtMost(version: Version, { version: wanted, open }: Condition, order: number): boolean {
  if (open === "none") return order <= 0;
  if (version.major > wanted.major) return false;
  return version.major !== wanted.major || version.minor <= wanted.minor || open === "minor";
}

/** `~1.2.3` and `~1.2` stay below 1.3, `~1` below 2; `~0.0.0` and `~*` hold for all. */
function isNear(version: Version, { version: wanted, open }: Condition, order: number): boolean {
  if (order < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && (open === "none" || open === "major")) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || open === "minor");
}

/** Up to the next change of the first part that is not 0. */
function isCompatible(
  version: Version,
  { version: wanted, open }: Condition,
  order: number,
): boolean {
  if (order < 0) return false;
  if (version.major !== wanted.major) return false;
  if (wanted.major > 0n || open === "minor") return true;
  if (version.minor !== wanted.minor) return false;
  return wanted.minor > 0n || open === "patch" || version.patch === wanted.patch;
}
