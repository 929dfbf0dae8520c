/**
 * Is this a timestamp for yaml.v2? It leaves them strings when it reads, but quotes them when it writes.
 * Its forms: a date, and a date with a time after `T`, `t` (with a zone) or spaces (without).
 */
export function isTimestamp(text: string): boolean {
  const found = TIMESTAMP.exec(text)?.groups;
  if (found === undefined) return false;
  const at = (name: string): number => Number(found[name] ?? 0);
  const hasTime = found["hour"] !== undefined;
  return (
    (!hasTime || (found["mark"] === undefined) === (found["zone"] === undefined)) &&
    isDate(at("year"), at("month"), at("day")) &&
    at("hour") < 24 &&
    at("minute") < 60 &&
    at("second") < 60 &&
    at("zoneHour") <= 24 &&
    at("zoneMinute") <= 60
  );
}

const TIME = String.raw`(?<hour>\d\d?):(?<minute>\d\d?):(?<second>\d\d?)(?:[.,]\d+)?`;
const ZONE = String.raw`(?<zone>Z|[+-](?<zoneHour>\d\d):(?<zoneMinute>\d\d))`;
const DATE = String.raw`(?<year>\d{4})-(?<month>\d\d?)-(?<day>\d\d?)`;

// A name may stand once in a pattern, so the two forms of a time share their groups.
const TIMESTAMP = new RegExp(`^${DATE}(?:(?:(?<mark>[Tt])| +)${TIME}${ZONE}?)?$`);

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}
