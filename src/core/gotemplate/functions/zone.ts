/** What clocks show somewhere at an instant. */
export type ZoneOffset = {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** What that is called there; without one its digits are printed. */
  readonly abbreviation: string;
  readonly isSummer: boolean;
};

export type Zone = {
  /** As `time.Location` prints it. */
  readonly name: string;
  /** Of an instant in seconds since 1970. */
  readonly at: (seconds: number) => ZoneOffset;
  /** All that clocks there have shown. */
  readonly offsets: readonly ZoneOffset[];
  /** Whether it is the zone of the machine. */
  readonly isLocal?: true;
};

export const UTC: Zone = fixedZone("UTC", 0);

/** A zone that has only an offset; those of whole hours are one and the same, as in Go. */
export function unnamedZone(offset: number): Zone {
  const hours = offset / 3600;
  if (!Number.isInteger(hours) || hours < -12 || hours > 14) return fixedZone("", offset);
  const zone = unnamedZones.get(hours) ?? fixedZone("", offset);
  unnamedZones.set(hours, zone);
  return zone;
}

const unnamedZones = new Map<number, Zone>();

/** The same offset at all times. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  const always = { offset, abbreviation, isSummer: false };
  return { name: abbreviation, at: () => always, offsets: [always] };
}
