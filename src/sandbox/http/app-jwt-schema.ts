import * as v from "valibot";

const claims = v.object({
  iss: v.union([v.string(), v.number()]),
  iat: v.optional(v.unknown()),
  exp: v.optional(v.unknown()),
});

/** The parts of a JSON web token that GitHub looks at; undefined when it is none, or not signed with RS256. */
export function parseAppJwt(token: string) {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  const algorithm = v.safeParse(v.object({ alg: v.literal("RS256") }), parsePart(header));
  const parsed = v.safeParse(claims, parsePart(payload));
  if (rest.length > 0 || !algorithm.success || !parsed.success) return undefined;
  return {
    ...parsed.output,
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

function parsePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
