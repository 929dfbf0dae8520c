import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";

import type { Watermark } from "../flows/ports/deliveries.ts";

const fileSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ sweptUntil: v.pipe(v.string(), v.isoTimestamp()) }),
);

/** A file that is either what it was or what it is to be, whenever the process dies. */
export function createWatermark(file: string): Watermark {
  return {
    /** Missing and unreadable are the same: the sweep then looks back further. */
    read: async () => {
      const text = await readFile(file, "utf8").catch(() => undefined);
      const parsed = v.safeParse(fileSchema, text);
      return parsed.success ? parsed.output.sweptUntil : undefined;
    },
    write: async (time) => {
      await mkdir(dirname(file), { recursive: true });
      const draft = `${file}.${process.pid}.tmp`;
      await writeFile(draft, `${JSON.stringify({ sweptUntil: time })}\n`);
      await rename(draft, file);
    },
  };
}
