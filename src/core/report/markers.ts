import * as v from "valibot";

import { truncate } from "./markdown.ts";

/** Every status comment of Ham's carries this line, by which it is found again. */
export const STATUS_MARKER = "<!-- ham:status -->";

/**
 * How one service's part of a request ended, hidden in the status comment: it tells a Ham that was
 * restarted what was answered already, and the next rendering what to list.
 */
export type AnsweredRecord = {
  readonly request: string;
  readonly service: string;
  readonly environment: string;
  /** As it was asked for: `/promote prod`. */
  readonly asked: string;
  /** Login of who asked. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly outcome: "released" | "nothing-to-do" | "refused" | "failed";
  readonly reason: string | null;
  readonly sentence: string;
  /** The release commit. */
  readonly commit: string | null;
  /** Titles of other changes that the release brought along: the first ones, and how many in all. */
  readonly ships: readonly string[];
  readonly shipsTotal: number;
};

/** More than fit into one conversation's day; the oldest go first, because old requests are expired. */
export const MAX_RECORDS = 60;
const MAX_SENTENCE = 300;
const MAX_SHIPS = 5;
const MAX_TITLE = 80;

const recordSchema = v.object({
  request: v.string(),
  service: v.string(),
  environment: v.string(),
  asked: v.string(),
  by: v.string(),
  at: v.string(),
  outcome: v.picklist(["released", "nothing-to-do", "refused", "failed"]),
  reason: v.nullable(v.string()),
  sentence: v.string(),
  commit: v.nullable(v.string()),
  ships: v.optional(v.array(v.string()), []),
  shipsTotal: v.optional(v.number(), 0),
});

/** One hidden line; the inverse of {@link parseRecords}. */
export function formatRecord(record: AnsweredRecord): string {
  return `<!-- ham:answered ${hide(JSON.stringify(record))} -->`;
}

/** All records of a comment's body, in their order; lines that were tampered with are left out. */
export function parseRecords(body: string): readonly AnsweredRecord[] {
  return [...body.matchAll(/^<!-- ham:answered (\{[^\n]*\}) -->$/gm)].flatMap(([, json]) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), json);
    return parsed.success ? [parsed.output] : [];
  });
}

/**
 * Earlier records and new ones: the same request and service once, the newest {@link MAX_RECORDS}. A
 * release that is told again stays as it was told first: only then it was known what it brought along.
 */
export function mergeRecords(
  earlier: readonly AnsweredRecord[],
  added: readonly AnsweredRecord[],
): readonly AnsweredRecord[] {
  const merged = new Map<string, AnsweredRecord>();
  for (const record of [...earlier, ...added]) {
    const known = merged.get(keyOf(record));
    const isKnown = record.outcome === "released" && known?.commit === record.commit;
    if (!isKnown) merged.set(keyOf(record), shortened(record));
  }
  return [...merged.values()].slice(-MAX_RECORDS);
}

export function findRecord(
  records: readonly AnsweredRecord[],
  request: string,
  service?: string,
): AnsweredRecord | undefined {
  return records.find(
    (one) => one.request === request && (service === undefined || one.service === service),
  );
}

/** The hidden line of a reply, so that it is never posted twice; the inverse of {@link parseReplyMarker}. */
export function formatReplyMarker(marker: string): string {
  return `<!-- ham:reply ${hide(JSON.stringify(marker))} -->`;
}

export function parseReplyMarker(body: string): string | undefined {
  const json = /^<!-- ham:reply ("[^\n]*") -->$/m.exec(body)?.[1];
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.string()), json);
  return parsed.success ? parsed.output : undefined;
}

/** Inside an HTML comment nothing may look like its end; JSON takes these escapes. */
function hide(json: string): string {
  return json.replace(/-(?=[->])|[<>&\u0080-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function keyOf(record: AnsweredRecord): string {
  return JSON.stringify([record.request, record.service]);
}

function shortened(record: AnsweredRecord): AnsweredRecord {
  return {
    ...record,
    asked: truncate(record.asked, MAX_TITLE),
    sentence: truncate(record.sentence, MAX_SENTENCE),
    ships: record.ships.slice(0, MAX_SHIPS).map((title) => truncate(title, MAX_TITLE)),
  };
}
