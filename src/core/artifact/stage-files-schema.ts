import * as v from "valibot";

import { type Checked, type Problem, toProblems } from "../problem.ts";
import { lineOfNearestKey } from "../shuttle/script-line.ts";
import { strict } from "../strict-schema.ts";
import { readScan, type ScanCounts } from "./stage-scans.ts";

const text = v.optional(v.string());
const count = v.pipe(
  v.number(),
  v.integer("expected a whole number"),
  v.minValue(0, "expected 0 or more"),
);

const imageSchema = strict({
  image: v.pipe(v.string(), v.minLength(1, "expected the name of an image")),
  tag: v.optional(v.string(), ""),
  digest: v.optional(
    v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "expected sha256: and 64 hex digits")),
  ),
  dockerVersion: v.optional(v.string(), ""),
});

/** What `docker buildx build --metadata-file` writes, as far as it is read. */
const DIGEST_KEY = "containerimage.digest";
const NAME_KEY = "image.name";
const buildxSchema = v.object({
  [NAME_KEY]: v.pipe(v.string(), v.minLength(1, "expected the name of an image")),
  [DIGEST_KEY]: imageSchema.entries.digest,
});

const counts = { high: count, medium: count, low: count, critical: v.optional(count) };
const codeSchema = strict({ ...counts, url: text, snykVersion: text, language: text });
const scannedImageSchema = strict({
  ...counts,
  url: text,
  snykVersion: text,
  tag: text,
  baseImage: text,
});
const vulnerabilitiesSchema = strict({
  code: v.optional(codeSchema),
  image: v.optional(scannedImageSchema),
});

export type ImageFile = v.InferOutput<typeof imageSchema>;
export type VulnerabilitiesFile = v.InferOutput<typeof vulnerabilitiesSchema>;

/** `image.json`: what a script built, or pushed; in our own words or those of `docker buildx`. */
export function parseImageFile(json: string): Checked<ImageFile> {
  const parsed = parseJsonLines(json);
  if (parsed.kind === "invalid") return parsed;
  if (!isBuildx(parsed.value)) return check(parsed.value, json, imageSchema);
  const buildx = check(parsed.value, json, buildxSchema);
  return buildx.kind === "invalid" ? buildx : { kind: "valid", value: fromBuildx(buildx.value) };
}

function isBuildx(value: unknown): boolean {
  return typeof value === "object" && value !== null && (DIGEST_KEY in value || NAME_KEY in value);
}

/** Of several names the first; a colon in its last part is followed by the tag. */
function fromBuildx(metadata: v.InferOutput<typeof buildxSchema>): ImageFile {
  const [name = ""] = metadata[NAME_KEY].split(",");
  const [, image = name, tag = ""] = /^(.*[^/:]):([^/:]+)$/.exec(name.trim()) ?? [];
  const digest = metadata[DIGEST_KEY];
  return { image, tag, dockerVersion: "", ...(digest === undefined ? {} : { digest }) };
}

/** A report of a scanner. */
export function parseScanFile(json: string): Checked<ScanCounts> {
  const parsed = parseJsonLines(json);
  return parsed.kind === "invalid" ? parsed : readScan(parsed.value);
}

/** `vulnerabilities.json`: how many a scanner found in the code and in the image. */
export function parseVulnerabilitiesFile(json: string): Checked<VulnerabilitiesFile> {
  return parseFile(json, vulnerabilitiesSchema);
}

function parseFile<Schema extends v.GenericSchema>(
  json: string,
  schema: Schema,
): Checked<v.InferOutput<Schema>> {
  const parsed = parseJsonLines(json);
  return parsed.kind === "invalid" ? parsed : check(parsed.value, json, schema);
}

/** A file that is something else altogether has one in each of its keys. */
const MAX_PROBLEMS = 10;

/** Problems have their line: JSON is YAML, whose keys know theirs. */
function check<Schema extends v.GenericSchema>(
  value: unknown,
  json: string,
  schema: Schema,
): Checked<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, value);
  if (result.success) return { kind: "valid", value: result.output };
  const problems = toProblems(result.issues);
  const shown = problems.slice(0, MAX_PROBLEMS).map((problem) => withLine(problem, json));
  const left = problems.length - shown.length;
  const more = left === 0 ? [] : [{ path: "", message: `${left} mistakes more`, line: 1 }];
  return { kind: "invalid", problems: [...shown, ...more] };
}

function parseJsonLines(json: string): Checked<unknown> {
  try {
    return { kind: "valid", value: JSON.parse(json) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = lineOfSyntaxError(json, message);
    return { kind: "invalid", problems: [{ path: "", message: `not JSON: ${message}`, line }] };
  }
}

/** The engine names the position, except for what ends too early. */
function lineOfSyntaxError(json: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? json.trimEnd() : json.slice(0, Number(position));
  return before.split("\n").length;
}

/** A key that is missing has none: then it is the line of what it is missing in. */
function withLine(problem: Problem, json: string): Problem {
  return { ...problem, line: lineOfNearestKey(json, problem.path.split(".")) ?? 1 };
}
