import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a zip as somebody might write it who does not play by the rules. */
export type RawEntry = {
  readonly path: string | Buffer;
  readonly data: Buffer;
  /** Unix mode. */
  readonly mode?: number;
  /** A lie about the size. */
  readonly declaredSize?: number;
};

/** A zip written byte by byte: libraries refuse to write what attackers write. */
export function rawZip(entries: readonly RawEntry[]): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.isBuffer(entry.path) ? entry.path : Buffer.from(entry.path);
    const packed = deflateRawSync(entry.data);
    const common = commonHeader(entry, packed, name);
    const local = Buffer.concat([
      bytes(["32", 0x04034b50], ["16", 20]),
      common,
      bytes(["16", 0]),
      name,
      packed,
    ]);
    const { mode = 0o100644 } = entry;
    const central = Buffer.concat([
      bytes(["32", 0x02014b50], ["16", (3 << 8) | 20], ["16", 20]),
      common,
      bytes(["16", 0], ["16", 0], ["16", 0], ["16", 0], ["32", (mode << 16) >>> 0], ["32", offset]),
      name,
    ]);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = entries.length;
  const end = bytes(
    ["32", 0x06054b50],
    ["16", 0],
    ["16", 0],
    ["16", count],
    ["16", count],
    ["32", directory.length],
    ["32", offset],
    ["16", 0],
  );
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}

/** Flags, method, time, date, crc, sizes, name length: the same in both headers. */
function commonHeader(entry: RawEntry, packed: Buffer, name: Buffer): Buffer {
  return bytes(
    ["16", 0x0800],
    ["16", 8],
    ["16", 0],
    ["16", 0x21],
    ["32", checksum(entry.data)],
    ["32", packed.length],
    ["32", entry.declaredSize ?? entry.data.length],
    ["16", name.length],
  );
}

function checksum(data: Buffer): number {
  return crc32(data);
}

function bytes(...fields: readonly (readonly ["16" | "32", number])[]): Buffer {
  return Buffer.concat(
    fields.map(([size, value]) => {
      const buffer = Buffer.alloc(size === "16" ? 2 : 4);
      if (size === "16") buffer.writeUInt16LE(value);
      else buffer.writeUInt32LE(value);
      return buffer;
    }),
  );
}
