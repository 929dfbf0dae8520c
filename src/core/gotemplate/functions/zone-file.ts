import { parseZoneRule } from "./zone-rule.ts";
import type { ZoneRule } from "./zone-rule.ts";
import type { Zone, ZoneOffset } from "./zone.ts";

/** A second since 1970 from which on clocks show something else. */
type Change = { readonly from: number; readonly shown: ZoneOffset };

/** A zone in the form in which machines keep the IANA database (TZif, RFC 8536); `undefined` if it is none. */
export function parseZoneFile(name: string, data: Uint8Array): Zone | undefined {
  try {
    return readZone(name, new DataView(data.buffer, data.byteOffset, data.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const MAGIC = 0x54_5a_69_66;
const HEADER = 44;

function readZone(name: string, data: DataView): Zone | undefined {
  if (data.getUint32(0) !== MAGIC) return undefined;
  // Version 1 has changes of 32 bits; what later ones add stands behind it.
  const isFirst = data.getUint8(4) === 0;
  const block = isFirst ? new Block(data, 0, 4) : new Block(data, new Block(data, 0, 4).end, 8);
  const offsets = block.offsets();
  const changes = block.changes(offsets);
  const rule = isFirst ? undefined : parseZoneRule(lineAt(data, block.end));
  const [fallback] = offsets;
  if (fallback === undefined) return undefined;
  const before = beforeChanges(offsets, changes) ?? fallback;
  return { name, offsets, at: (seconds) => shownAt(seconds, { before, changes, rule }) };
}

function shownAt(
  seconds: number,
  zone: {
    readonly before: ZoneOffset;
    readonly changes: readonly Change[];
    readonly rule: ZoneRule | undefined;
  },
): ZoneOffset {
  const index = zone.changes.findLastIndex(({ from }) => from <= seconds);
  const isLast = index === zone.changes.length - 1;
  if (isLast && zone.rule !== undefined) return zone.rule(seconds);
  return zone.changes[index]?.shown ?? zone.before;
}

/** What clocks showed before the first known change, as Go finds it. */
function beforeChanges(
  offsets: readonly ZoneOffset[],
  changes: readonly Change[],
): ZoneOffset | undefined {
  const [first] = offsets;
  const [earliest] = changes;
  if (earliest === undefined || changes.every(({ shown }) => shown !== first)) return first;
  const before = offsets.slice(0, offsets.indexOf(earliest.shown));
  const isStandard = ({ isSummer }: ZoneOffset): boolean => !isSummer;
  const preceding = earliest.shown.isSummer ? before.findLast(isStandard) : undefined;
  return preceding ?? offsets.find(isStandard);
}

/** The counts of a header, and where the lists behind it begin. */
class Block {
  private readonly data: DataView;
  private readonly start: number;
  private readonly width: 4 | 8;

  constructor(data: DataView, start: number, width: 4 | 8) {
    this.data = data;
    this.start = start;
    this.width = width;
  }

  /** Where the block ends. */
  get end(): number {
    const [isUtc, isStandard, leaps] = [this.count(20), this.count(24), this.count(28)];
    return this.names + this.count(40) + leaps * (this.width + 4) + isStandard + isUtc;
  }

  offsets(): readonly ZoneOffset[] {
    return Array.from({ length: this.count(36) }, (_, index) => {
      const at = this.types + index * 6;
      return {
        offset: this.data.getInt32(at),
        isSummer: this.data.getUint8(at + 4) !== 0,
        abbreviation: textAt(this.data, this.names + this.data.getUint8(at + 5), "\0"),
      };
    });
  }

  changes(offsets: readonly ZoneOffset[]): readonly Change[] {
    const times = this.start + HEADER;
    const count = this.count(32);
    return Array.from({ length: count }, (_, index) => {
      const at = times + index * this.width;
      const from = this.width === 8 ? Number(this.data.getBigInt64(at)) : this.data.getInt32(at);
      const shown = offsets[this.data.getUint8(times + count * this.width + index)];
      if (shown === undefined) throw new RangeError("a change to an offset that is not listed");
      return { from, shown };
    });
  }

  private get types(): number {
    return this.start + HEADER + this.count(32) * (this.width + 1);
  }

  private get names(): number {
    return this.types + this.count(36) * 6;
  }

  private count(at: number): number {
    return this.data.getUint32(this.start + at);
  }
}

function lineAt(data: DataView, start: number): string {
  return textAt(data, start + 1, "\n");
}

function textAt(data: DataView, start: number, end: string): string {
  let text = "";
  for (let at = start; ; at += 1) {
    const character = String.fromCharCode(data.getUint8(at));
    if (character === end) return text;
    text += character;
  }
}
