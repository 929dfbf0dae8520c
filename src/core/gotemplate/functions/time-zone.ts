import type { TemplateHost } from "../value.ts";
import { parseZoneFile } from "./zone-file.ts";
import { ZONE_TABLE } from "./zone-table.ts";
import { UTC } from "./zone.ts";
import type { Zone, ZoneOffset } from "./zone.ts";

/** Abbreviations by the offset in seconds. */
type Abbreviations = ReadonlyMap<number, string>;

/** A zone of the IANA database by its exact name, an unknown one counts as UTC. */
export function zoneNamed(name: string, host: TemplateHost): Zone {
  return name === "Local" ? hostZone(host) : (findZone(name, host) ?? UTC);
}

/** The zone of the machine that a template is rendered on; an unknown one counts as UTC. */
export function hostZone(host: TemplateHost): Zone {
  const known = localZones.get(host);
  if (known !== undefined) return known;
  const found = findZone(host.timeZone(), host) ?? UTC;
  const zone: Zone = { ...found, name: found === UTC ? "UTC" : "Local", isLocal: true };
  localZones.set(host, zone);
  return zone;
}

/** A zone as JavaScript knows it; `""` is UTC. `undefined` if there is none of exactly that name. */
export function loadZone(name: string): Zone | undefined {
  if (name === "" || name === "UTC") return UTC;
  const abbreviations = abbreviationsOf(name);
  return abbreviations === undefined ? undefined : databaseZone(name, abbreviations);
}

/** Reading a zone costs far more than asking it. */
const zones = new WeakMap<TemplateHost, Map<string, Zone | undefined>>();
const localZones = new WeakMap<TemplateHost, Zone>();

function findZone(name: string, host: TemplateHost): Zone | undefined {
  const known = zones.get(host) ?? new Map<string, Zone | undefined>();
  zones.set(host, known);
  if (!known.has(name)) known.set(name, readZone(name, host));
  return known.get(name);
}

/** What the machine itself knows counts, as in Go; JavaScript has no names for offsets, and less history. */
function readZone(name: string, host: TemplateHost): Zone | undefined {
  if (name === "" || name === "UTC") return UTC;
  const file = host.zoneFile(name);
  const zone = file === undefined ? undefined : parseZoneFile(name, file);
  return zone ?? loadZone(name);
}

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
  const at = (seconds: number): ZoneOffset => {
    const offset = offsetAt(format, seconds);
    const abbreviation = abbreviations.get(offset) ?? unnamedOffset(offset);
    return {
      offset,
      abbreviation,
      get isSummer() {
        return offset > standardOffset(format, seconds);
      },
    };
  };
  const offsets = [...abbreviations].map(([offset, abbreviation]) => ({
    offset,
    abbreviation,
    isSummer: false,
  }));
  return { name, offsets, at };
}

const HALF_A_YEAR = 15_778_800;

/** Clocks that are ahead of those of half a year before or after show summer time. */
function standardOffset(format: Intl.DateTimeFormat, seconds: number): number {
  const around = [seconds - HALF_A_YEAR, seconds, seconds + HALF_A_YEAR];
  return Math.min(...around.map((second) => offsetAt(format, second)));
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
