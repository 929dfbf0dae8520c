import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";

import type { Watermark } from "../flows/ports/deliveries.ts";

const moment = v.pipe(v.string(), v.isoTimestamp());
const fileSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ sweptUntil: v.optional(moment), done: v.optional(v.record(v.string(), moment), {}) }),
);

/** A file that is either what it was or what it is to be, whenever the process dies. */
export function createWatermark(file: string): Watermark {
  return {
    /** Missing and unreadable are the same: the sweep then looks back further. */
    read: async () => {
      const text = await readFile(file, "utf8").catch(() => undefined);
      const parsed = v.safeParse(fileSchema, text);
      if (!parsed.success) return undefined;
      const { sweptUntil, done } = parsed.output;
      return { until: sweptUntil, done: new Map(Object.entries(done)) };
    },
    write: async ({ until, done }) => {
      await mkdir(dirname(file), { recursive: true });
      const draft = `${file}.${process.pid}.tmp`;
      await writeFile(
        draft,
        `${JSON.stringify({ sweptUntil: until, done: Object.fromEntries(done) })}\n`,
      );
      await rename(draft, file);
    },
  };
}
