import type { CommitSha } from "../core/artifact/ids.ts";
import { parseHamConfig } from "../core/environment/ham-config-schema.ts";
import type { HamConfig } from "../core/environment/ham-config.ts";
import { type Checked, type Problem, formatProblem } from "../core/problem.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { ConfigFile, ConfigRepository } from "./ports/config-repository.ts";

/** The `ham.yaml` that holds: the newest valid one. */
export type ConfigInForce = {
  readonly kind: "in-force";
  readonly config: HamConfig;
  readonly commit: CommitSha;
  /** Mistakes of a newer version; empty when the newest is the one in force. */
  readonly newerProblems: readonly Problem[];
};

export type KnownConfig = {
  /** What holds, given the file as it was read just now. */
  readonly judge: (file: ConfigFile | undefined) => Promise<ConfigInForce | Refusal>;
  /** The last one that held: to know what to ask for before the file is read; never to decide by. */
  readonly hint: () => HamConfig | undefined;
  /** The last one that held, with its commit: for what is shown. */
  readonly current: () => ConfigInForce | undefined;
  /** What held at an earlier time; undefined when that is longer ago than versions are looked at. */
  readonly heldAt: (time: string) => Promise<HamConfig | undefined>;
};

/** How far back a valid version is looked for. */
const VERSIONS = 30;

export function createKnownConfig(repository: ConfigRepository): KnownConfig {
  let last: { readonly file: ConfigFile; readonly result: ConfigInForce | Refusal } | undefined;
  let current: ConfigInForce | undefined;
  let versions:
    { readonly commit: CommitSha | undefined; readonly files: readonly ConfigFile[] } | undefined;

  async function judge(file: ConfigFile | undefined): Promise<ConfigInForce | Refusal> {
    if (file === undefined) return notConfigured();
    if (last?.file.commit === file.commit && last.file.text === file.text) return last.result;
    const result = await inForce(file);
    last = { file, result };
    if (result.kind === "in-force") current = result;
    return result;
  }

  async function inForce(file: ConfigFile): Promise<ConfigInForce | Refusal> {
    const newest = parseHamConfig(file.text);
    if (newest.kind === "valid") return toInForce(newest.value, file.commit, []);
    for (const version of await versionsAt(file.commit)) {
      const parsed: Checked<HamConfig> = parseHamConfig(version.text);
      if (parsed.kind === "valid") {
        return toInForce(parsed.value, version.commit, newest.problems);
      }
    }
    return invalid(newest.problems);
  }

  /** Up to a commit they never change. */
  async function versionsAt(commit: CommitSha | undefined): Promise<readonly ConfigFile[]> {
    if (commit !== undefined && versions?.commit === commit) return versions.files;
    const files = await repository.configVersions(VERSIONS);
    versions = { commit, files };
    return files;
  }

  async function heldAt(time: string): Promise<HamConfig | undefined> {
    for (const version of await versionsAt(last?.file.commit)) {
      const parsed = parseHamConfig(version.text);
      const late = Date.parse(version.committedAt ?? "") > Date.parse(time);
      if (parsed.kind === "valid" && !late) return parsed.value;
    }
    return undefined;
  }

  return { judge, heldAt, hint: () => current?.config, current: () => current };
}

function toInForce(
  config: HamConfig,
  commit: CommitSha,
  newerProblems: readonly Problem[],
): ConfigInForce {
  return { kind: "in-force", config, commit, newerProblems };
}

function notConfigured(): Refusal {
  return refuse("not-configured", "the config repository has no ham.yaml on its branch main", {
    advice:
      "add a ham.yaml that names environments and services, see docs/operating.md, and ask again",
  });
}

function invalid(problems: readonly Problem[]): Refusal {
  return refuse(
    "config-invalid",
    `ham.yaml has mistakes and no valid version before: ${problems.slice(0, 5).map(formatProblem).join("; ")}`,
    {
      advice: "mend ham.yaml in the config repository, and ask again",
      evidence: { problems: problems.map(formatProblem) },
    },
  );
}
