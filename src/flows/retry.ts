import { createHash } from "node:crypto";

import type { Clock } from "./ports/clock.ts";

const FIRST_MS = 40;
const MAX_MS = 3_000;

/**
 * Waits before the n-th further try: longer each time, and not as long as others wait, so that two that
 * lost against each other don't meet again. Chance comes from the name of what waits.
 */
export async function pauseBefore(clock: Clock, attempt: number, name: string): Promise<void> {
  const limit = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  const chance =
    createHash("sha256").update(`${name}/${attempt}`).digest().readUInt16BE(0) / 65_536;
  await clock.sleep(Math.round(limit * (0.25 + 0.75 * chance)));
}
