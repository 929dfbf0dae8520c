import { writeSync } from "node:fs";

import { errorCode } from "../files/error-code.ts";

/**
 * Writes to a stream of this process without setting up Node's stream for it, which costs as much time
 * as the rest of a short command. What can't be written at once goes to the stream after all; a
 * reader that is gone is no mistake of ours.
 */
export function directOutput(
  descriptor: 1 | 2,
  stream: () => NodeJS.WriteStream,
): (data: string | Uint8Array) => void {
  let slow: NodeJS.WriteStream | undefined;
  return (data) => {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    const done = slow === undefined ? writeNow(descriptor, bytes) : 0;
    if (done >= bytes.length) return;
    slow ??= withoutPipeErrors(stream());
    slow.write(bytes.subarray(done));
  };
}

/** The number of bytes written before the reader was too slow. */
function writeNow(descriptor: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EAGAIN") return done;
      if (code === "EPIPE") return bytes.length;
      throw error;
    }
  }
  return done;
}

function withoutPipeErrors(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return stream;
}
