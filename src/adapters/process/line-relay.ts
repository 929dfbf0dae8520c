import type { Readable } from "node:stream";

import type { LineSink } from "../../flows/shuttle/ports.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A line longer than this is passed on in parts, so that it can't fill the memory. */
const LONGEST_LINE = 1 << 20;

/**
 * Passes on what comes, in whole lines: `\r\n` becomes `\n`, and a last line without a line break gets
 * one. Many lines that come at once are one write. Resolves at the end of the stream.
 */
export async function relayLines(source: Readable, sink: LineSink): Promise<void> {
  let rest: readonly Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      await sink.write(clean(joined([...rest, chunk.subarray(0, end)])));
      rest = [];
      length = 0;
    }
    if (end < chunk.length) {
      rest = [...rest, chunk.subarray(end)];
      length += chunk.length - end;
    }
    if (length > LONGEST_LINE) {
      const part = joined(rest);
      // What comes next could make it a line break of two bytes.
      const end = part.at(-1) === CARRIAGE_RETURN ? part.length - 1 : part.length;
      await sink.write(part.subarray(0, end));
      rest = [part.subarray(end)];
      length = part.length - end;
    }
  }
  // The line break is ours: a `\r` before it belongs to the line.
  if (rest.length > 0) await sink.write(joined([...rest, Buffer.of(LINE_FEED)]));
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
}

function clean(lines: Buffer): Buffer {
  if (!lines.includes(CARRIAGE_RETURN)) return lines;
  return Buffer.from(lines.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}
