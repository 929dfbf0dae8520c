import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import type { CallDescription, FaultAction } from "../faults/fault-rule.ts";
import type { Faults, Strike } from "../faults/faults.ts";
import type { ApiResponse } from "./router.ts";

/** What faults and observers do to one call. */
export type Interference = {
  /** Named in the log; null when nothing strikes. */
  readonly fault: string | null;
  /** Waits as long as it must. The answer in place of doing it, `drop`, or undefined: go on. */
  readonly before: () => Promise<ApiResponse | "drop" | undefined>;
  /** Waits as long as it must. Whether the answer is to be sent. */
  readonly after: () => Promise<"send" | "drop">;
};

export function interfere(faults: Faults, call: CallDescription): Interference {
  const strike = faults.strike(call);
  return {
    fault: strike === undefined ? null : strike.action.kind,
    before: async () => {
      if (faults.latency > 0) await sleep(faults.latency);
      await faults.tell("before", call);
      return strike === undefined ? undefined : before(strike);
    },
    after: async () => {
      await faults.tell("after", call);
      if (strike !== undefined && isHold(strike.action, "after")) await strike.released;
      return strike?.action.kind === "lose-response" ? "drop" : "send";
    },
  };
}

/** The client sees its connection end without an answer. */
export function dropConnection(response: ServerResponse): void {
  response.socket?.destroy();
}

async function before({ action, released }: Strike): Promise<ApiResponse | "drop" | undefined> {
  switch (action.kind) {
    case "status":
      return {
        status: action.status,
        headers: action.headers ?? {},
        body: action.body ?? { message: "Server Error", status: String(action.status) },
      };
    case "delay":
      await sleep(action.milliseconds);
      return undefined;
    case "drop":
      return "drop";
    case "hold":
      if (isHold(action, "before")) await released;
      return undefined;
    case "lose-response":
      return undefined;
  }
}

function isHold(action: FaultAction, point: "before" | "after"): boolean {
  return action.kind === "hold" && action.point === point;
}
