import { Buffer } from "node:buffer";

type Offset = {
  readonly offset: number;
  readonly abbreviation: string;
  readonly isSummer?: boolean;
};

/** A zone as machines keep it (TZif, RFC 8536), with changes of 64 bits and a rule for what comes after. */
export function zoneBytes(zone: {
  readonly offsets: readonly Offset[];
  /** Seconds since 1970, and which of the offsets begins there. */
  readonly changes: readonly (readonly [number, number])[];
  readonly rule: string;
}): Uint8Array {
  const names = zone.offsets.map(({ abbreviation }) => `${abbreviation}\0`);
  const times = zone.changes.map(([seconds]) => {
    const time = Buffer.alloc(8);
    time.writeBigInt64BE(BigInt(seconds));
    return time;
  });
  const types = zone.offsets.map(({ offset, isSummer = false }, index) => {
    const type = Buffer.alloc(6);
    type.writeInt32BE(offset);
    type.writeUInt8(Number(isSummer), 4);
    type.writeUInt8(names.slice(0, index).join("").length, 5);
    return type;
  });
  return Buffer.concat([
    header([0, 0, 0]),
    header([zone.changes.length, zone.offsets.length, names.join("").length]),
    ...times,
    Buffer.from(zone.changes.map(([, index]) => index)),
    ...types,
    Buffer.from(`${names.join("")}\n${zone.rule}\n`),
  ]);
}

/** The counts of changes, offsets and letters. */
function header(counts: readonly [number, number, number]): Buffer {
  const bytes = Buffer.alloc(44);
  bytes.write("TZif2");
  counts.forEach((count, index) => bytes.writeUInt32BE(count, 32 + index * 4));
  return bytes;
}
