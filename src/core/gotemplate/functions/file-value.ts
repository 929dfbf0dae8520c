import { Integer, Struct } from "../value.ts";
import type { FileInfo } from "../value.ts";
import { int64 } from "./numbers.ts";
import { nullary } from "./table.ts";
import { timeValue } from "./time-value.ts";
import { hostZone } from "./time-zone.ts";

/** A file as Go's `os.FileInfo`. */
export function fileValue(file: FileInfo): Struct {
  const mode = new Integer("uint32", goMode(file.mode), "fs.FileMode");
  return new Struct({
    name: "os.fileStat",
    pointer: true,
    methods: [
      ["IsDir", nullary("bool", () => file.isDirectory)],
      [
        "ModTime",
        nullary("time.Time", (host) =>
          timeValue({ nanoseconds: file.modifiedAt, zone: hostZone(host) }),
        ),
      ],
      ["Mode", nullary("fs.FileMode", () => mode)],
      ["Name", nullary("string", () => file.name)],
      ["Size", nullary("int64", () => int64(BigInt(file.size)))],
    ],
    inner: file,
  });
}

const TYPE_MASK = 0o170000;

/** Go's bit for each type of file of Unix. */
const TYPE_BITS: ReadonlyMap<number, bigint> = new Map([
  [0o010000, 1n << 25n],
  [0o020000, (1n << 26n) | (1n << 21n)],
  [0o040000, 1n << 31n],
  [0o060000, 1n << 26n],
  [0o120000, 1n << 27n],
  [0o140000, 1n << 24n],
]);

const SPECIAL_BITS: readonly (readonly [number, bigint])[] = [
  [0o4000, 1n << 23n],
  [0o2000, 1n << 22n],
  [0o1000, 1n << 20n],
];

function goMode(mode: number): bigint {
  const type = TYPE_BITS.get(mode & TYPE_MASK) ?? 0n;
  const special = SPECIAL_BITS.filter(([bit]) => (mode & bit) !== 0);
  return special.reduce((bits, [, bit]) => bits | bit, type | BigInt(mode & 0o777));
}
