import { GoError, Integer, Struct } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { bytesValue } from "./printing.ts";
import { nullary, TEXT, unary } from "./table.ts";
import type { Param } from "./table.ts";
import { compareVersions, formatVersion, withMetadata, withPrerelease } from "./version.ts";
import type { Version } from "./version.ts";

const VERSION_TYPE = "semver.Version";

const VERSION: Param<Version> = {
  type: `*${VERSION_TYPE}`,
  read: (value) => {
    const version = versionOf(value);
    if (version !== undefined) return version;
    throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  },
};

/** A `*semver.Version` for templates, with the methods that they can use. */
export function versionValue(version: Version): Struct {
  return new Struct({
    name: VERSION_TYPE,
    fields: fieldsOf(version),
    pointer: true,
    methods: [...valueMethods(version), ...pointerMethods(version)],
    text: () => formatVersion(version),
    inner: version,
  });
}

/** The version inside of a value; `undefined` if it is none. */
export function versionOf(value: Value): Version | undefined {
  if (!(value instanceof Struct) || value.name !== VERSION_TYPE) return undefined;
  return isVersion(value.inner) ? value.inner : undefined;
}

/** What templates can't reach, but some verbs of printf print. */
function fieldsOf(version: Version): readonly (readonly [string, Value])[] {
  return [
    ["major", new Integer("uint64", version.major)],
    ["minor", new Integer("uint64", version.minor)],
    ["patch", new Integer("uint64", version.patch)],
    ["pre", version.prerelease],
    ["metadata", version.metadata],
    ["original", version.original],
  ];
}

function isVersion(inner: unknown): inner is Version {
  return typeof inner === "object" && inner !== null && "major" in inner && "original" in inner;
}

/** What works on a version itself and on a pointer to it. */
function valueMethods(version: Version): readonly (readonly [string, GoFunction])[] {
  const next = (changed: Partial<Version>): GoFunction =>
    nullary(VERSION_TYPE, () =>
      plainVersion({ ...version, prerelease: "", metadata: "", ...changed }),
    );
  const segment = (value: bigint): GoFunction =>
    nullary("uint64", () => new Integer("uint64", value));
  const text = (value: string): GoFunction => nullary("string", () => value);
  const changing = (change: (text: string) => Version): GoFunction =>
    unary(TEXT, VERSION_TYPE, (changed) => plainVersion(change(changed)));
  const isFinal = version.prerelease === "";
  return [
    ["IncMajor", next({ major: version.major + 1n, minor: 0n, patch: 0n })],
    ["IncMinor", next({ minor: version.minor + 1n, patch: 0n })],
    ["IncPatch", next(isFinal ? { patch: version.patch + 1n } : {})],
    ["Major", segment(version.major)],
    ["MarshalJSON", nullary("[]uint8", () => bytesValue(`"${formatVersion(version)}"`))],
    ["MarshalText", nullary("[]uint8", () => bytesValue(formatVersion(version)))],
    ["Metadata", text(version.metadata)],
    ["Minor", segment(version.minor)],
    ["Patch", segment(version.patch)],
    ["Prerelease", text(version.prerelease)],
    ["SetMetadata", changing((metadata) => withMetadata(version, metadata))],
    ["SetPrerelease", changing((prerelease) => withPrerelease(version, prerelease))],
    ["String", text(formatVersion(version))],
    ["Value", { ...text(formatVersion(version)), result: "driver.Value" }],
  ];
}

function pointerMethods(version: Version): readonly (readonly [string, GoFunction])[] {
  const comparing = (holds: (order: number) => boolean): GoFunction =>
    unary(VERSION, "bool", (other) => holds(compareVersions(version, other)));
  return [
    ["Compare", unary(VERSION, "int", (other) => Math.sign(compareVersions(version, other)))],
    [
      "Equal",
      unary(
        { ...VERSION, read: versionOf },
        "bool",
        (other) => other !== undefined && compareVersions(version, other) === 0,
      ),
    ],
    ["GreaterThan", comparing((order) => order > 0)],
    ["GreaterThanEqual", comparing((order) => order >= 0)],
    ["LessThan", comparing((order) => order < 0)],
    ["LessThanEqual", comparing((order) => order <= 0)],
    ["Original", nullary("string", () => version.original)],
  ];
}

/** What changing methods return: no pointer, so only some of the methods are left. */
function plainVersion(changed: Version): Struct {
  const prefix = changed.original.startsWith("v") ? "v" : "";
  const version = { ...changed, original: prefix + formatVersion(changed) };
  return new Struct({
    name: VERSION_TYPE,
    fields: fieldsOf(version),
    methods: valueMethods(version),
    text: () => formatVersion(version),
    inner: version,
  });
}
