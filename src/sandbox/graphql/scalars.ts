import { Buffer } from "node:buffer";
import { GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from "graphql";

/** How one of GitHub's scalars is read. `parse` gives undefined for what GitHub refuses. */
type ScalarRule = {
  readonly expected: string;
  readonly parse: (text: string) => unknown;
};

/**
 * GitHub's scalars by name, read strictly: graphql-js alone would accept any value for them.
 * A `Base64String` arrives as a Buffer and a `GitTimestamp` as seconds since 1970; the others stay texts.
 */
export const scalarRules: Readonly<Record<string, ScalarRule>> = {
  Base64String: { expected: "Base64 (RFC 4648)", parse: parseBase64 },
  BigInt: { expected: "an integer in decimal digits", parse: matching(/^-?\d+$/) },
  DateTime: { expected: "an ISO-8601 time in UTC or with an offset", parse: parseDateTime },
  GitObjectID: { expected: "40 lower-case hex digits", parse: matching(/^[0-9a-f]{40}$/) },
  GitRefname: { expected: "a full ref name such as refs/heads/main", parse: parseRefName },
  GitTimestamp: { expected: "an ISO-8601 time with an offset", parse: parseSeconds },
  URI: { expected: "an absolute URI", parse: parseUri },
};

/** Makes a scalar of the built schema as strict as its rule. */
export function tightenScalar(scalar: GraphQLScalarType, rule: ScalarRule): void {
  const parseValue = (value: unknown): unknown => {
    const parsed = typeof value === "string" ? rule.parse(value) : undefined;
    if (parsed === undefined) throw wrongScalar(scalar.name, rule, value);
    return parsed;
  };
  scalar.parseValue = parseValue;
  scalar.parseLiteral = (node: ValueNode) =>
    parseValue(node.kind === Kind.STRING ? node.value : null);
}

function wrongScalar(name: string, rule: ScalarRule, value: unknown): GraphQLError {
  const received = typeof value === "string" ? JSON.stringify(value.slice(0, 200)) : typeof value;
  return new GraphQLError(`${name} cannot represent ${received}: expected ${rule.expected}.`);
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

function parseBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  // Node skips what is not Base64; only a text that survives the round trip was Base64.
  return bytes.toString("base64") === text ? bytes : undefined;
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

function parseSeconds(text: string): number | undefined {
  const milliseconds = ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function parseDateTime(text: string): string | undefined {
  const seconds = parseSeconds(text);
  if (seconds === undefined) return undefined;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function parseUri(text: string): string | undefined {
  return URL.canParse(text) ? text : undefined;
}

// Of `git check-ref-format`: control characters, the characters of git's revision grammar, and empty,
// hidden or locked components.
const FORBIDDEN_IN_REF = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[./]$/;

function parseRefName(text: string): string | undefined {
  return /^refs\/[^/]/.test(text) && !FORBIDDEN_IN_REF.test(text) ? text : undefined;
}
