import { isAbsolute, resolve } from "node:path";

import type { Stage } from "../src/core/artifact/spec.ts";
import { addFindings, FINDING_FILES, readFindings } from "../src/core/artifact/stage-findings.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";

const { results, image, vulnerabilities, scans } = FINDING_FILES;

const MEBIBYTE = 1024 * 1024;
/** What takes some seconds. */
const MAX_TOTAL = 128 * MEBIBYTE;

type Limit = { readonly bytes: number; readonly words: string };

/** Of files in which somebody names an image, or a few numbers. */
const FILE_LIMIT: Limit = { bytes: MEBIBYTE, words: "it has more than 1 MiB" };
const REPORT_LIMIT: Limit = {
  bytes: 32 * MEBIBYTE,
  words: "of reports up to 32 MiB are read, and 128 MiB of all together",
};

/** What lies there from another build would count for this one. */
export function removeFindings({ project }: Build, { files }: ActionPorts): void {
  for (const path of Object.values(FINDING_FILES)) {
    files.remove(joinPath(project.temporaryPath, path));
  }
}

/** The stages with what their tools left behind; what can't be read is a warning on its line. */
export function collectFindings(
  stages: readonly Stage[],
  build: Build,
  ports: ActionPorts,
): readonly Stage[] {
  const folder = build.project.temporaryPath;
  const below = pathsBelow(folder, ports);
  // A report may lie in several of these places.
  const known = new Set(below.map((path) => resolve(folder, path)));
  const others = new Set(reportsOf(build, ports).filter((path) => !known.has(path)));
  const files = readFiles([...below, ...others], folder, ports);
  const hasPushed = stages.some(({ id }) => id === "push");
  const findings = readFindings(files, { url: ports.run.url, hasPushed });
  for (const { file, line, path, message } of findings.problems) {
    const shown = path === "" ? message : `${path}: ${message}`;
    const place = { file: resolve(folder, file), line, message: shown };
    const at = line === undefined ? "" : `:${line}`;
    ports.log.warning(`${nameOf(file)}${at} is left out: ${shown}`, place);
  }
  return addFindings(stages, findings);
}

/** Where scripts leave findings for us, by path below the temporary folder. */
function pathsBelow(folder: string, { left }: ActionPorts): readonly string[] {
  const inFolder = (name: string, pattern: RegExp): readonly string[] =>
    left
      .list(joinPath(folder, name))
      .filter((file) => pattern.test(file))
      .map((file) => `${name}/${file}`);
  return [
    ...inFolder(results, REPORT),
    image,
    vulnerabilities,
    ...inFolder(scans, /\.(?:json|sarif)$/),
  ];
}

const REPORT = /\.(?:xml|tap)$/;
/** Some disks know times of files in steps of two seconds. */
const COARSE_MS = 2_000;

/** What tools wrote where the input `reports` says, by absolute path. Older ones are of another build. */
function reportsOf(
  { reports, project, startedAt }: Build,
  { left, log }: ActionPorts,
): readonly string[] {
  const since = Date.parse(startedAt) - COARSE_MS;
  return reports.flatMap((path) => {
    const found = left
      .find(resolve(project.projectPath, path), REPORT)
      .filter((file) => file.modifiedAt.getTime() >= since);
    if (found.length === 0) log.warning(`reports: this build left no report in '${path}'`);
    return found.map((file) => file.path);
  });
}

/** One after another, so that only one is in memory. */
function* readFiles(
  paths: readonly string[],
  folder: string,
  { left, log }: ActionPorts,
): Generator<readonly [path: string, text: string]> {
  let bytes = 0;
  for (const path of paths) {
    const limit = path === image || path === vulnerabilities ? FILE_LIMIT : REPORT_LIMIT;
    const file = left.read(resolve(folder, path), Math.min(limit.bytes, MAX_TOTAL - bytes));
    if (file.kind === "too-large") log.warning(`${nameOf(path)} is left out: ${limit.words}`);
    if (file.kind === "unreadable") log.warning(`${nameOf(path)} is left out: it ${file.why}`);
    if (file.kind !== "read") continue;
    bytes += file.bytes.length;
    // Other encodings are spoilt by this, but not what is counted.
    yield [path, Buffer.from(file.bytes).toString("utf8")];
  }
}

function nameOf(path: string): string {
  return isAbsolute(path) ? path : `$tmp/${path}`;
}
