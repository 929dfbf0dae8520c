import * as v from "valibot";

import { type Checked, toProblems } from "../problem.ts";
import { strict } from "../strict-schema.ts";
import type { SourceRepository, Stage } from "./spec.ts";
import { parseJson } from "./spec-schema.ts";

/**
 * What a spec written by release-manager's `artifact` command tells. It has no digest, no source tree
 * and no run, so it can be shown and moved, and never reused.
 */
export type OriginalSpec = {
  readonly id: string;
  readonly service: string;
  readonly namespace?: string | undefined;
  readonly squad?: string | undefined;
  readonly application: SourceRepository;
  readonly ci: {
    readonly jobUrl?: string | undefined;
    readonly start: string;
    readonly end: string;
  };
  readonly shuttle: {
    readonly plan: SourceRepository;
    readonly shuttleVersion?: string | undefined;
  };
  readonly stages: readonly Stage[];
};

/** Go writes an unset time as this instead of leaving it out. */
const ZERO_TIME = "0001-01-01T00:00:00Z";

const text = v.optional(v.string());
const repository = v.optional(
  strict({
    branch: text,
    sha: text,
    authorName: text,
    authorEmail: text,
    committerName: text,
    committerEmail: text,
    message: text,
    name: text,
    url: text,
    provider: text,
  }),
  {},
);

const originalSpecSchema = strict({
  id: v.optional(v.string(), ""),
  service: v.optional(v.string(), ""),
  namespace: text,
  squad: text,
  application: repository,
  ci: v.optional(
    strict({
      jobUrl: text,
      start: v.optional(v.string(), ZERO_TIME),
      end: v.optional(v.string(), ZERO_TIME),
    }),
    {},
  ),
  shuttle: v.optional(strict({ plan: repository, shuttleVersion: text }), {}),
  stages: v.optional(
    v.nullable(
      v.array(
        // The original's decoder drops what it does not know inside a stage.
        v.object({
          id: v.optional(v.string(), ""),
          name: v.optional(v.string(), ""),
          data: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
        }),
      ),
    ),
    [],
  ),
});

/**
 * Reads the original's spec as its own decoder does: unknown keys are problems, everything may be
 * missing, bytes after the first JSON value (its writer doesn't truncate) are ignored.
 */
export function parseOriginalSpec(json: string): Checked<OriginalSpec> {
  const parsed = parseJson(firstJsonValue(json));
  if (parsed.kind === "invalid") return parsed;
  const result = v.safeParse(originalSpecSchema, parsed.value);
  if (!result.success) return { kind: "invalid", problems: toProblems(result.issues) };
  return { kind: "valid", value: { ...result.output, stages: result.output.stages ?? [] } };
}

function firstJsonValue(text: string): string {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return text.slice(0, index + 1);
    }
  }
  return text;
}
