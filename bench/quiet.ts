import { setTimeout as sleep } from "node:timers/promises";

import type { Admin } from "../scripts/processes/admin.ts";
import { ANYTHING } from "../scripts/processes/client.ts";
import { until } from "../scripts/processes/wait.ts";
import { hamCallsSince } from "./calls.ts";

/** Longer than any pause that a busy machine makes between two calls. */
const SILENCE_MS = 1000;

/** Waits until nothing is under way: no delivery, and Ham has called nothing for a moment. */
export async function quiet(admin: Admin, timeoutMs = 60_000): Promise<void> {
  await until(
    "a moment of quiet",
    async () => {
      await admin.call(ANYTHING, "settle");
      await admin.mark("quiet");
      await sleep(SILENCE_MS);
      return (await hamCallsSince(admin, "quiet")).length === 0 ? true : undefined;
    },
    timeoutMs,
  );
}

/** Everyone begins anew with all of GitHub's limits, as if an hour had passed. */
export async function renewLimits(admin: Admin): Promise<void> {
  await admin.run("setLimits", true);
}
