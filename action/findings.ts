import type { Stage } from "../src/core/artifact/spec.ts";
import { addFindings, FINDING_FILES, readFindings } from "../src/core/artifact/stage-findings.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";

const { results, image, vulnerabilities } = FINDING_FILES;

/** Longer reports are told, not read. */
const MAX_LENGTH = 32 * 1024 * 1024;
const MAX_FILES = 1_000;

/** What lies there from another build would count for this one. */
export function removeFindings({ project }: Build, { files }: ActionPorts): void {
  for (const path of [results, image, vulnerabilities]) {
    files.remove(joinPath(project.temporaryPath, path));
  }
}

/** The stages with what their tools left behind; what can't be read is a warning on its line. */
export function collectFindings(
  stages: readonly Stage[],
  { project }: Build,
  ports: ActionPorts,
): readonly Stage[] {
  const files = readFiles(project.temporaryPath, ports);
  const hasPushed = stages.some(({ id }) => id === "push");
  const findings = readFindings(files, { url: ports.run.url, hasPushed });
  for (const { file, line, path, message } of findings.problems) {
    const shown = path === "" ? message : `${path}: ${message}`;
    const place = { file: joinPath(project.temporaryPath, file), line, message: shown };
    const at = line === undefined ? "" : `:${line}`;
    ports.log.warning(`$tmp/${file}${at} is left out: ${shown}`, place);
  }
  return addFindings(stages, findings);
}

function readFiles(folder: string, { files, log }: ActionPorts): ReadonlyMap<string, string> {
  const reports = files
    .listFiles(joinPath(folder, results))
    .filter((name) => /\.(?:xml|tap)$/.test(name));
  if (reports.length > MAX_FILES) {
    log.warning(`$tmp/${results} has ${reports.length} reports: ${MAX_FILES} of them are read`);
  }
  const names = reports.slice(0, MAX_FILES).map((name) => `${results}/${name}`);
  const read = new Map<string, string>();
  for (const name of [...names, image, vulnerabilities]) {
    const text = files.readText(joinPath(folder, name));
    if (text === undefined) continue;
    if (text.length <= MAX_LENGTH) read.set(name, text);
    else log.warning(`$tmp/${name} is left out: it has more than ${MAX_LENGTH} characters`);
  }
  return read;
}
