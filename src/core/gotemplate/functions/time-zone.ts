import { ZONE_TABLE } from "./zone-table.ts";

/** What a clock shows somewhere at an instant: seconds east of UTC, and what that is called there. */
export type ZoneOffset = { readonly offset: number; readonly abbreviation: string };

export type Zone = {
  /** As `time.Location` prints it. */
  readonly name: string;
  /** Of an instant in seconds since 1970. */
  readonly at: (seconds: number) => ZoneOffset;
  /** The abbreviations in use there by their offset. */
  readonly abbreviations: Abbreviations;
};

/** Abbreviations by the offset in seconds. */
export type Abbreviations = ReadonlyMap<number, string>;

export const UTC: Zone = {
  name: "UTC",
  at: () => ({ offset: 0, abbreviation: "UTC" }),
  abbreviations: new Map([[0, "UTC"]]),
};

/** The same offset at all times. Without an abbreviation its digits are printed. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  const abbreviations = new Map([[offset, abbreviation]]);
  return { name: abbreviation, at: () => ({ offset, abbreviation }), abbreviations };
}

/** A zone of the IANA database by its exact name; `""` is UTC. `undefined` if there is none. */
export function loadZone(name: string): Zone | undefined {
  if (name === "" || name === "UTC") return UTC;
  const known = zones.get(name);
  if (known !== undefined) return known;
  const abbreviations = abbreviationsOf(name);
  if (abbreviations === undefined) return undefined;
  const zone = databaseZone(name, abbreviations);
  zones.set(name, zone);
  return zone;
}

/** The zone of the machine; one that JavaScript doesn't know counts as UTC, as in Go. */
export function localZone(name: string): Zone {
  return { ...(loadZone(name) ?? UTC), name: "Local" };
}

const zones = new Map<string, Zone>();

// Only the few templates that ask for a zone need the table.
let tableByName: ReadonlyMap<string, Abbreviations> | undefined;

function abbreviationsOf(name: string): Abbreviations | undefined {
  tableByName ??= readTable();
  return tableByName.get(name);
}

function readTable(): ReadonlyMap<string, Abbreviations> {
  const table = new Map<string, Abbreviations>();
  let group: Abbreviations = new Map();
  for (const line of ZONE_TABLE.trim().split("\n")) {
    if (!line.startsWith(" ")) group = readGroup(line);
    else for (const name of line.trim().split(" ")) table.set(name, group);
  }
  return table;
}

function readGroup(line: string): Abbreviations {
  const pairs = [...line.matchAll(/([A-Za-z]+)([+-]\d+)/g)];
  return new Map(
    pairs.map(([, abbreviation = "", minutes]) => [Number(minutes) * 60, abbreviation]),
  );
}

function databaseZone(name: string, abbreviations: Abbreviations): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    timeZoneName: "longOffset",
    hour: "numeric",
  });
  return {
    name,
    abbreviations,
    at: (seconds) => {
      const offset = offsetAt(format, seconds);
      return { offset, abbreviation: abbreviations.get(offset) ?? unnamedOffset(offset) };
    },
  };
}

/** The range of JavaScript's dates; what lies beyond has the offset of its end. */
const MAX_SECONDS = 8_640_000_000_000;

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  const within = Math.min(Math.max(seconds, -MAX_SECONDS), MAX_SECONDS);
  const parts = format.formatToParts(within * 1000);
  const text = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const found = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(text);
  if (found === null) return 0;
  const [, sign, hours, minutes, rest = "0"] = found;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return sign === "-" ? -size : size;
}

/** `+03`, or `+0530` where there are minutes; before there were zones, places had their own mean time. */
function unnamedOffset(offset: number): string {
  if (offset % 900 !== 0) return "LMT";
  const minutes = Math.floor(Math.abs(offset) / 60);
  const pad = (count: number): string => String(count).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : pad(minutes % 60);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${rest}`;
}
