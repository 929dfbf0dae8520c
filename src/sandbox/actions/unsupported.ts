/** What a valid workflow may say on GitHub but this sandbox doesn't do, found before anything runs. */
import { isMapping, isSequence, isString } from "@actions/workflow-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { StringToken } from "@actions/workflow-parser/templates/tokens/string-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

import type { FileProblem } from "./file-problem.ts";

/** Every unsupported feature of a workflow, each with its line. */
export function findUnsupported(root: MappingToken): readonly FileProblem[] {
  return [...inEvents(root), ...inJobs(root)];
}

/** The same for the steps of a job or of a composite action. */
export function findUnsupportedSteps(token: TemplateToken | undefined): readonly FileProblem[] {
  if (token === undefined || !isSequence(token)) return [];
  return Array.from(token)
    .filter(isMapping)
    .flatMap((step) => [...inKeys(step, STEP_KEYS, "a step's"), ...inUses(step.find("uses"))]);
}

const SUPPORTED_EVENTS = ["push", "pull_request", "merge_group", "workflow_dispatch"];

const JOB_KEYS: Readonly<Record<string, string>> = {
  container: "containers",
  services: "service containers",
  uses: "reusable workflows",
  environment: "deployment environments",
  snapshot: "image snapshots",
  concurrency: "concurrency groups of jobs (those of whole workflows work)",
};

const STEP_KEYS: Readonly<Record<string, string>> = {
  background: "background steps",
  wait: "background steps",
  "wait-all": "background steps",
  cancel: "background steps",
  parallel: "parallel steps",
};

function inEvents(root: MappingToken): readonly FileProblem[] {
  const on = root.find("on");
  if (on === undefined) return [];
  return eventTokens(on)
    .filter((token) => !SUPPORTED_EVENTS.includes(token.value))
    .map((token) =>
      unsupported(
        token,
        `the event \`${token.value}\`: it starts workflows on ${SUPPORTED_EVENTS.join(", ")}`,
      ),
    );
}

function eventTokens(on: TemplateToken): readonly StringToken[] {
  if (isMapping(on)) return Array.from(on, ({ key }) => key).filter(isString);
  if (isSequence(on)) return Array.from(on).filter(isString);
  return isString(on) ? [on] : [];
}

function inJobs(root: MappingToken): readonly FileProblem[] {
  const jobs = root.find("jobs");
  if (jobs === undefined || !isMapping(jobs)) return [];
  return Array.from(jobs, ({ value }) => value)
    .filter(isMapping)
    .flatMap((job) => [
      ...inKeys(job, JOB_KEYS, "a job's"),
      ...inRunsOn(job.find("runs-on")),
      ...findUnsupportedSteps(job.find("steps")),
    ]);
}

function inKeys(
  mapping: MappingToken,
  keys: Readonly<Record<string, string>>,
  whose: string,
): readonly FileProblem[] {
  return Array.from(mapping).flatMap(({ key }) => {
    const name = key.toString();
    const feature = Object.hasOwn(keys, name) ? keys[name] : undefined;
    return feature === undefined ? [] : [unsupported(key, `${feature} (${whose} \`${name}\`)`)];
  });
}

/** Jobs run on this machine, so a label that promises another system is a promise not kept. */
function inRunsOn(token: TemplateToken | undefined): readonly FileProblem[] {
  if (token === undefined || !isString(token)) return [];
  return /windows|macos/i.test(token.value)
    ? [unsupported(token, `\`runs-on: ${token.value}\`: jobs run on this machine`)]
    : [];
}

function inUses(token: TemplateToken | undefined): readonly FileProblem[] {
  return token !== undefined && isString(token) && token.value.startsWith("docker://")
    ? [unsupported(token, `container actions (\`${token.value.slice(0, 200)}\`)`)]
    : [];
}

function unsupported(token: TemplateToken, what: string): FileProblem {
  return {
    kind: "unsupported",
    message: `The sandbox doesn't support ${what}.`,
    line: token.line ?? null,
    column: token.col ?? null,
  };
}
