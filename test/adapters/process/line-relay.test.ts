import { Readable } from "node:stream";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { relayLines } from "../../../src/adapters/process/line-relay.ts";

async function relayed(chunks: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const writes: string[] = [];
  const write = (lines: Uint8Array): undefined => void writes.push(Buffer.from(lines).toString());
  await relayLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { write });
  return writes;
}

describe("relayLines", () => {
  it("passes on many lines in one write", async () => {
    expect(await relayed(["a\nb\nc\n"])).toEqual(["a\nb\nc\n"]);
  });

  it("waits for the end of a line", async () => {
    expect(await relayed(["he", "llo\nwor", "ld\n"])).toEqual(["hello\n", "world\n"]);
  });

  it("ends a last line that has no line break", async () => {
    expect(await relayed(["a\nb"])).toEqual(["a\n", "b\n"]);
  });

  it("leaves alone what looks like half a line break at the end", async () => {
    expect(await relayed(["10%\r100%\r"])).toEqual(["10%\r100%\r\n"]);
  });

  it("writes nothing for nothing", async () => {
    expect(await relayed([])).toEqual([]);
  });

  it("passes on a line that never ends in parts", async () => {
    const writes = await relayed(Array.from({ length: 40 }, () => "x".repeat(64 * 1024)));

    expect(writes.length).toBeGreaterThan(1);
    expect(writes.join("")).toBe(`${"x".repeat(40 * 64 * 1024)}\n`);
  });

  it("knows a line break whose halves come apart behind such a part", async () => {
    const writes = await relayed([`${"x".repeat(1 << 20)}\r`, "\nend\r\n"]);

    expect(writes.join("")).toBe(`${"x".repeat(1 << 20)}\nend\n`);
  });

  it("rejects when the reader is gone", async () => {
    const write = (): Promise<void> => Promise.reject(new Error("gone"));

    await expect(relayLines(Readable.from([Buffer.from("a\n")]), { write })).rejects.toThrow(
      "gone",
    );
  });

  it("gives the same text however it arrives, with plain line breaks", async () => {
    const piece = fc.constantFrom("a", "\n", "\r\n", "é", "\r", "x y");
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.integer({ min: 1, max: 4 }), async (pieces, size) => {
        const bytes = Buffer.from(pieces.join(""));
        const parts: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
        const text = bytes.toString();
        const plain = text.replaceAll("\r\n", "\n");
        const expected = plain === "" || plain.endsWith("\n") ? plain : `${plain}\n`;

        expect((await relayed(parts)).join("")).toBe(expected);
      }),
    );
  });
});
