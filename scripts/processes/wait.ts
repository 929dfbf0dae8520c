import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 60;

/** Asks until there is an answer. Throws a sentence that names what did not happen. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
    await sleep(PAUSE_MS);
  }
}
