import { setTimeout } from "node:timers/promises";

import type { Clock } from "../flows/ports/clock.ts";

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: (ms) => setTimeout(ms),
};
