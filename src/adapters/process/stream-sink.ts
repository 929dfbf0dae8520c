import type { Writable } from "node:stream";

import type { LineSink } from "../../flows/shuttle/ports.ts";

/** Writes lines to a stream, and waits while its reader is slower than the script. Rejects when the reader is gone. */
export function streamSink(stream: Writable): LineSink {
  let broken: Error | undefined;
  stream.on("error", (error: Error) => (broken = error));
  return {
    write: (lines) => {
      if (broken !== undefined) return Promise.reject(broken);
      return stream.write(lines) ? undefined : drained(stream);
    },
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      stream.off("drain", settle).off("error", settle);
      if (error === undefined) resolve();
      else reject(error);
    };
    stream.on("drain", settle).on("error", settle);
  });
}
