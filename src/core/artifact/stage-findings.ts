import type { Checked, Problem } from "../problem.ts";
import type { Stage } from "./spec.ts";
import {
  type ImageFile,
  parseImageFile,
  parseScanFile,
  parseVulnerabilitiesFile,
  type VulnerabilitiesFile,
} from "./stage-files-schema.ts";
import { readJunit } from "./stage-junit.ts";
import { addResults, NO_TESTS, type TestResults } from "./stage-results.ts";
import { addScans, NO_VULNERABILITIES, type ScanCounts } from "./stage-scans.ts";
import { readTap } from "./stage-tap.ts";

/** Where scripts leave what their stages found, below their temporary folder. */
export const FINDING_FILES = {
  /** A folder of `*.xml` (JUnit) and `*.tap`. */
  results: "results",
  image: "image.json",
  vulnerabilities: "vulnerabilities.json",
  /** A folder of reports of scanners, whose names start with what was scanned: `code` or `image`. */
  scans: "scans",
} as const;

/** What tools left behind, by the id of the stage that it belongs to. */
export type Findings = {
  readonly data: ReadonlyMap<FindingStage, NonNullable<Stage["data"]>>;
  /** A file that can't be read is no finding, and no reason to fail. */
  readonly problems: readonly FindingProblem[];
};

export type FindingProblem = Problem & {
  /** Its path, as it was given. */
  readonly file: string;
};

/** The stages that release-manager knows the data of, in its order and with its names. */
const STAGE_NAMES = {
  build: "Build",
  push: "Push",
  test: "Test",
  "snyk-code": "Security Scan - Code",
  "snyk-docker": "Security Scan - Docker",
} as const;

type FindingStage = keyof typeof STAGE_NAMES;

/**
 * Reads the files of {@link FINDING_FILES}, given as text with the path below the temporary folder. Files of
 * other paths are test reports. No text is kept.
 */
export function readFindings(
  files: Iterable<readonly [path: string, text: string]>,
  facts: {
    /** Of the workflow run. */
    readonly url: string;
    /** Did a script of this name run? Then the image was pushed. */
    readonly hasPushed: boolean;
  },
): Findings {
  const read = Array.from(files, ([file, text]) => ({ file, ...readFile(file, text) }));
  const problems = read.flatMap((one) =>
    one.kind === "invalid" ? one.problems.map((problem) => ({ ...problem, file: one.file })) : [],
  );
  const found = read.flatMap((one) => (one.kind === "valid" ? [one.value] : []));
  const image = found.find((one) => one.kind === "image")?.image;
  const counts = found.find((one) => one.kind === "vulnerabilities")?.counts;
  const data = new Map([
    ...imageData(image, facts.hasPushed),
    ...testData(
      found.filter((one) => one.kind === "tests").map(({ results }) => results),
      facts.url,
    ),
    ...reportData(found.filter((one) => one.kind === "scan")),
    ...scanData(counts),
  ]);
  return { data, problems };
}

/** Data goes to the stage of the same id; where none ran, a stage of its own follows the others. */
export function addFindings(stages: readonly Stage[], { data }: Findings): readonly Stage[] {
  const ids = new Set(stages.map(({ id }) => id));
  const own = stages.map((stage) => {
    const found = isFindingStage(stage.id) ? data.get(stage.id) : undefined;
    return found === undefined ? stage : { ...stage, data: found };
  });
  const others = [...data].filter(([id]) => !ids.has(id));
  return [...own, ...others.map(([id, found]) => ({ id, name: STAGE_NAMES[id], data: found }))];
}

type Found =
  | { readonly kind: "tests"; readonly results: TestResults }
  | { readonly kind: "image"; readonly image: ImageFile }
  | { readonly kind: "vulnerabilities"; readonly counts: VulnerabilitiesFile }
  | ScanReport;

type ScanReport = {
  readonly kind: "scan";
  readonly of: "code" | "image";
  readonly counts: ScanCounts;
};

function readFile(file: string, text: string): Checked<Found> {
  switch (file) {
    case FINDING_FILES.image:
      return as(parseImageFile(text), (image) => ({ kind: "image", image }));
    case FINDING_FILES.vulnerabilities:
      return as(parseVulnerabilitiesFile(text), (counts) => ({ kind: "vulnerabilities", counts }));
    default: {
      if (file.startsWith(`${FINDING_FILES.scans}/`)) return readScanFile(file, text);
      const results = file.endsWith(".tap") ? readTap(text) : readJunit(text);
      return as(results, (counted) => ({ kind: "tests", results: counted }));
    }
  }
}

function readScanFile(file: string, text: string): Checked<Found> {
  const of = /^[^/]*\/(code|image)/.exec(file)?.[1];
  if (of !== "code" && of !== "image") {
    const message = "expected a name that starts with 'code' or 'image', what was scanned";
    return { kind: "invalid", problems: [{ path: "", message }] };
  }
  return as(parseScanFile(text), (counts) => ({ kind: "scan", of, counts }));
}

function as<T>(checked: Checked<T>, toFound: (value: T) => Found): Checked<Found> {
  return checked.kind === "valid" ? { kind: "valid", value: toFound(checked.value) } : checked;
}

type Entry = readonly [FindingStage, NonNullable<Stage["data"]>];

function imageData(image: ImageFile | undefined, hasPushed: boolean): readonly Entry[] {
  if (image === undefined) return [];
  return hasPushed
    ? [
        ["build", image],
        ["push", image],
      ]
    : [["build", image]];
}

function testData(results: readonly TestResults[], url: string): readonly Entry[] {
  if (results.length === 0) return [];
  return [["test", { url, results: results.reduce(addResults, NO_TESTS) }]];
}

/** Of several reports on the same the sum. */
function reportData(reports: readonly ScanReport[]): readonly Entry[] {
  const stages = { code: "snyk-code", image: "snyk-docker" } as const;
  return (["code", "image"] as const).flatMap((subject): readonly Entry[] => {
    const counts = reports.filter(({ of }) => of === subject).map((report) => report.counts);
    if (counts.length === 0) return [];
    return [[stages[subject], { vulnerabilities: counts.reduce(addScans, NO_VULNERABILITIES) }]];
  });
}

function scanData({ code, image }: VulnerabilitiesFile = {}): readonly Entry[] {
  const entries: Entry[] = [];
  if (code !== undefined) entries.push(["snyk-code", withCounts(code)]);
  if (image !== undefined) entries.push(["snyk-docker", withCounts(image)]);
  return entries;
}

/** The counts are an object of their own in the spec. */
function withCounts(
  scan: NonNullable<VulnerabilitiesFile["code" | "image"]>,
): NonNullable<Stage["data"]> {
  const { high, medium, low, critical, ...about } = scan;
  const vulnerabilities = { high, medium, low, ...(critical === undefined ? {} : { critical }) };
  return { ...about, vulnerabilities };
}

function isFindingStage(id: string): id is FindingStage {
  return Object.hasOwn(STAGE_NAMES, id);
}
