import * as v from "valibot";

import { parseJson } from "../artifact/spec-schema.ts";
import { type Checked, toProblems } from "../problem.ts";
import { strict } from "../strict-schema.ts";
import { type Refusal, oneLine, quoted, refuse } from "../refusal.ts";

/** `locks/_environment.json` and `locks/<service>.json`: why releases wait. */
export type LockFile = { readonly lock?: Hold | undefined; readonly pin?: Hold | undefined };

export type Hold = {
  readonly owner: string;
  readonly reason: string;
  /** RFC 3339; none: until it is taken away. */
  readonly expires?: string | undefined;
};

const hold = strict({
  owner: v.string(),
  reason: v.string(),
  expires: v.optional(v.pipe(v.string(), v.isoTimestamp("expected an RFC 3339 timestamp"))),
});
const lockFileSchema = strict({ lock: v.optional(hold), pin: v.optional(hold) });

export function parseLockFile(text: string | undefined): Checked<LockFile> {
  if (text === undefined || text.trim() === "") return { kind: "valid", value: {} };
  const parsed = parseJson(text);
  if (parsed.kind === "invalid") return parsed;
  const result = v.safeParse(lockFileSchema, parsed.value);
  return result.success
    ? { kind: "valid", value: result.output }
    : { kind: "invalid", problems: toProblems(result.issues) };
}

/** A lock holds back every release, a pin only the automatic ones. */
export function evaluateLocks(
  locks: readonly { readonly scope: string; readonly file: LockFile }[],
  release: { readonly automatic: boolean; readonly now: string },
): { readonly kind: "accepted" } | Refusal {
  for (const { scope, file } of locks) {
    const lock = inForce(file.lock, release.now);
    if (lock !== undefined) return held("locked", scope, lock);
    const pin = release.automatic ? inForce(file.pin, release.now) : undefined;
    if (pin !== undefined) return held("pinned", scope, pin);
  }
  return { kind: "accepted" };
}

function inForce(one: Hold | undefined, now: string): Hold | undefined {
  if (one?.expires === undefined) return one;
  // A moment that can't be read is never over: a lock fails closed.
  return Date.parse(one.expires) <= Date.parse(now) ? undefined : one;
}

function held(reason: "locked" | "pinned", scope: string, one: Hold): Refusal {
  const until = one.expires === undefined ? "" : ` until ${one.expires}`;
  const owner = `@${oneLine(one.owner)}`;
  return refuse(reason, `${scope} is ${reason} by ${owner}${until}: ${quoted(one.reason)}`, {
    advice: `ask ${owner}`,
    evidence: { scope, owner: one.owner, reason: one.reason, expires: one.expires ?? null },
  });
}
