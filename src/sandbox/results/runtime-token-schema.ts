import * as v from "valibot";

const claims = v.object({ exp: v.number(), job: v.number() });

/** The parts of a token; undefined when it is none. Whether it is signed is not looked at. */
export function parseRuntimeToken(token: string) {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  const parsed = v.safeParse(claims, parsePart(payload));
  if (rest.length > 0 || !parsed.success) return undefined;
  return {
    ...parsed.output,
    signed: `${header}.${payload}`,
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
