import { createHash } from "node:crypto";

import * as v from "valibot";

/** `index.json` of an environment branch: what runs, one line per service. Derived from the folders. */
export type ReleaseIndex = ReadonlyMap<string, ReleaseIndexEntry>;

export type ReleaseIndexEntry = {
  readonly service: string;
  readonly namespace: string;
  readonly artifact: string;
  readonly digest: string;
  readonly branch: string;
  readonly commit: string;
  readonly repository: string;
  /** When the service was released, RFC 3339, and by whom. */
  readonly releasedAt: string;
  readonly releasedBy: string;
  readonly intent: string;
  /** When a person last released this service here; empty: never. Automatic releases leave it as it is. */
  readonly personAt: string;
  /** What the service brings to the cluster, as {@link objectMark}s with blanks between. */
  readonly objects: string;
};

const entrySchema = v.object({
  service: v.string(),
  namespace: v.string(),
  artifact: v.string(),
  digest: v.string(),
  branch: v.string(),
  commit: v.string(),
  repository: v.string(),
  releasedAt: v.string(),
  releasedBy: v.string(),
  intent: v.string(),
  personAt: v.optional(v.string()),
  objects: v.optional(v.string(), ""),
});

/**
 * A short mark of an object's identity: 48 bits are enough to tell some thousand objects apart, and keep
 * the index of 1,000 services below the 512,000 bytes up to which GitHub gives a blob's text.
 */
export function objectMark(identity: string): string {
  return createHash("sha256").update(identity).digest("base64url").slice(0, 8);
}

/** One service a line, sorted by name, so that two releases rarely touch the same line of a diff. */
export function formatReleaseIndex(index: ReleaseIndex): string {
  const lines = [...index.values()]
    .sort((a, b) => (a.service < b.service ? -1 : 1))
    .map(formatEntry);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

/** A person's release says when only once. */
function formatEntry({ personAt, ...entry }: ReleaseIndexEntry): string {
  return JSON.stringify(personAt === entry.releasedAt ? entry : { ...entry, personAt });
}

/** An index that can't be read counts as missing: the folders are the truth. */
export function parseReleaseIndex(text: string | undefined): ReleaseIndex | undefined {
  if (text === undefined) return new Map();
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(entrySchema)), text);
  if (!parsed.success) return undefined;
  return new Map(
    parsed.output.map((entry) => [
      entry.service,
      { ...entry, personAt: entry.personAt ?? entry.releasedAt },
    ]),
  );
}
