import { GoError } from "../value.ts";
import { compareBytes } from "./byte-string.ts";

/** A semantic version; parts that were not written are 0. */
export type Version = {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
};

const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const VERSION = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?$`,
);
const IDENTIFIER = /^[0-9A-Za-z-]*$/;
const MAX_SEGMENT = 2n ** 64n - 1n;

/** Reads `1.2.3-rc.1+build`, with or without `v`, minor and patch. Throws {@link GoError}. */
export function parseVersion(text: string): Version {
  const found = VERSION.exec(text);
  if (found === null) throw new GoError("Invalid Semantic Version");
  const [, major = "0", minor = "0", patch = "0", prerelease = "", metadata = ""] = found;
  const version = {
    major: segment(major),
    minor: segment(minor),
    patch: segment(patch),
    prerelease,
    metadata,
    original: text,
  };
  assertPrerelease(prerelease);
  return version;
}

/** Negative, 0 or positive; metadata doesn't count, a prerelease comes before its release. */
export function compareVersions(a: Version, b: Version): number {
  const [left, right] =
    [[a.major, b.major] as const, [a.minor, b.minor] as const, [a.patch, b.patch] as const].find(
      ([one, other]) => one !== other,
    ) ?? [];
  if (left !== undefined && right !== undefined) return left < right ? -1 : 1;
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  return b.prerelease === "" ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}

export function comparePrereleases(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareIdentifiers(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

export function formatVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  const suffix = (prerelease && `-${prerelease}`) + (metadata && `+${metadata}`);
  return `${major}.${minor}.${patch}${suffix}`;
}

/** The same version with another prerelease. Throws {@link GoError} for what is none. */
export function withPrerelease(version: Version, prerelease: string): Version {
  assertPrerelease(prerelease);
  return { ...version, prerelease };
}

/** The same version with other metadata. Throws {@link GoError} for what is none. */
export function withMetadata(version: Version, metadata: string): Version {
  if (metadata.split(".").every((identifier) => IDENTIFIER.test(identifier))) {
    return { ...version, metadata };
  }
  throw new GoError("Invalid Metadata string");
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value <= MAX_SEGMENT) return value;
  const reason = `strconv.ParseUint: parsing "${digits}": value out of range`;
  throw new GoError(`Error parsing version segment: ${reason}`);
}

function assertPrerelease(prerelease: string): void {
  for (const part of prerelease.split(".")) {
    if (/^0[0-9]+$/.test(part)) throw new GoError("Version segment starts with 0");
    if (!IDENTIFIER.test(part)) throw new GoError("Invalid Prerelease string");
  }
}

/** Numbers come before other identifiers, and a missing one before all. */
function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== undefined && right !== undefined) return left > right ? 1 : -1;
  if (left === undefined && right === undefined) return compareBytes(a, b);
  return left === undefined ? 1 : -1;
}

function numberOf(identifier: string): bigint | undefined {
  if (!/^[0-9]+$/.test(identifier)) return undefined;
  const value = BigInt(identifier);
  return value > MAX_SEGMENT ? undefined : value;
}
