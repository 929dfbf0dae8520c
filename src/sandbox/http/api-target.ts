import type { Caller } from "../context.ts";
import type { CallDescription } from "../faults/fault-rule.ts";
import type { CallCost } from "../limits/call-cost.ts";
import type { ApiResponse } from "./router.ts";

/** What one request asks of the API, before it is known who asks. */
export type ApiTarget = {
  readonly call: CallDescription;
  /** What it costs this caller; null for what the limits do not count. */
  readonly cost: (caller: Caller) => CallCost | null;
  /** Does it. Throws `ApiError` for a refusal. `points` of the primary limit when they are not 1. */
  readonly perform: (caller: Caller) => Promise<ApiResponse & { readonly points?: number }>;
  /** GitHub's answer when the primary limit is used up, when it is not 403. */
  readonly exhausted?: (message: string) => ApiResponse;
};
