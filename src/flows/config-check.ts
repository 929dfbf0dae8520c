import { parseHamConfig } from "../core/environment/ham-config-schema.ts";
import { CONFIG_FILE } from "../core/config-repo/paths.ts";
import { formatProblem } from "../core/problem.ts";
import { renderConfigCheck } from "../core/report/check-report.ts";
import type { Job } from "./job.ts";
import type { HamParts } from "./parts.ts";

type ConfigJob = Extract<Job, { readonly kind: "config-pushed" }>;

/** More than GitHub takes in one request. */
const MAX_ANNOTATIONS = 50;
const VERSIONS = 30;

/** `ham.yaml` was pushed: a check run on the commit says what is wrong with it, line by line. */
export async function checkConfig(parts: HamParts, job: ConfigJob): Promise<void> {
  const { config, checks, configRepositoryName } = parts.ports;
  const { config: file } = await config.read({ environments: [] });
  if (file === undefined) return;
  const parsed = parseHamConfig(file.text);
  const problems = parsed.kind === "valid" ? [] : parsed.problems;
  const inForce = parsed.kind === "valid" ? file.commit : await lastGood(parts);
  await checks.report({
    repository: configRepositoryName,
    // The commit that was pushed may not be the one that changed the file; the mistake is in both.
    commit: job.commit,
    name: CONFIG_FILE,
    conclusion: problems.length === 0 ? "success" : "failure",
    ...renderConfigCheck(problems, inForce),
    annotations: problems.slice(0, MAX_ANNOTATIONS).map((problem) => ({
      path: CONFIG_FILE,
      line: problem.line ?? 1,
      message: formatProblem(problem),
    })),
  });
  await parts.configs.judge(file);
}

async function lastGood(parts: HamParts): Promise<string | undefined> {
  const versions = await parts.ports.config.configVersions(VERSIONS);
  return versions.find((version) => parseHamConfig(version.text).kind === "valid")?.commit;
}
