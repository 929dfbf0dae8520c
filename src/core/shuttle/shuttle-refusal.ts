/**
 * Why shuttle does not do what it was asked. The message is the original's, because users and scripts
 * match on it; the exit code is the one that the original means for this class of mistake.
 */
export type ShuttleRefusal = {
  readonly kind: "refused";
  readonly code: ShuttleRefusalCode;
  readonly message: string;
  readonly exitCode: 1 | 2 | 4 | 9;
};

export type ShuttleRefusalCode =
  | "plan-argument-invalid"
  | "plan-unsupported"
  | "plan-unsafe"
  | "documentation-missing"
  | "documentation-unknown-protocol"
  | "documentation-of-local-plan"
  | "flag-unknown"
  | "flag-without-argument"
  | "flag-syntax"
  | "flag-invalid"
  | "flag-ambiguous"
  | "argument-missing"
  | "script-unknown"
  | "script-failed"
  | "action-unsupported"
  | "usage"
  | "cancelled"
  | "project-missing"
  | "plan-missing"
  | "plan-not-fetched"
  | "plan-locked"
  | "plan-merging"
  | "cache-duration-invalid"
  | "template-missing"
  | "template-invalid"
  | "template-delimiters"
  | "value-not-encodable";

export function refuseShuttle(
  code: ShuttleRefusalCode,
  message: string,
  exitCode: ShuttleRefusal["exitCode"] = 1,
): ShuttleRefusal {
  return { kind: "refused", code, message, exitCode };
}
