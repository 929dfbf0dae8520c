import { type CommitSha, isArtifactId, isCommitSha } from "../../core/artifact/ids.ts";
import type { IndexEntry } from "../../core/artifact/index-files.ts";
import { previousEnvironment } from "../../core/environment/ham-config.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import type { Intent } from "../../core/release/intent.ts";
import type { Wanted } from "../../core/release/request.ts";
import { intakeCheckName } from "../../core/report/check-report.ts";
import { contains } from "../contains.ts";
import type { ArtifactReference } from "../ports/config-repository.ts";
import type { PullRequest, SourceRepositories } from "../ports/source-repository.ts";
import { type World, stateOf } from "../world.ts";

export type Chosen = {
  readonly kind: "chosen";
  readonly artifact: ArtifactReference;
  readonly intent: Intent;
  readonly wanted: Wanted;
};

type Choice = {
  readonly world: World;
  readonly service: string;
  readonly environment: string;
  readonly pull: PullRequest;
};

/**
 * What runs in the previous environment; into the first one, the newest artifact of the default branch.
 * It must contain the pull request's change: otherwise something else would be released than was asked.
 */
export async function choosePromotion(
  sources: SourceRepositories,
  choice: Choice,
): Promise<Chosen | Refusal> {
  const { pull } = choice;
  if (pull.state === "open") return notMerged(choice);
  if (pull.merged === undefined) return closed(pull);
  const previous = previousEnvironment(choice.world.config, choice.environment);
  const chosen = previous === undefined ? newestOfDefault(choice) : runningIn(choice, previous);
  if (chosen.kind === "refused") return chosen;
  const { commit } = chosen.artifact;
  if (await contains(sources, pull.repository, commit, pull.merged.commit)) return chosen;
  return notContained(choice, chosen, pull.merged.commit, previous);
}

/** The artifact of the pull request itself: of its head while it is open, of its merge once merged. */
export function chooseRelease(choice: Choice): Chosen | Refusal {
  const { world, service, pull } = choice;
  const source = sourceOf(pull);
  if (source.kind === "refused") return source;
  const index = world.snapshot.artifacts.get(service)?.branches.get(source.branch);
  const entry = index?.artifacts.find((one) => one.commit === source.commit);
  if (entry === undefined) return notBuilt(service, source.commit);
  const wanted: Wanted = { kind: "artifact", id: entry.id, commit: entry.commit };
  return chosenFrom(service, entry, { type: "ReleaseArtifact" }, wanted);
}

/** The branch whose artifacts `/release` looks at. */
export function branchOf(pull: PullRequest): string {
  return pull.merged === undefined ? pull.head.ref : pull.base;
}

function runningIn(choice: Choice, previous: string): Chosen | Refusal {
  const { world, service, environment } = choice;
  const entry = stateOf(world, previous)?.index.get(service);
  const id = entry?.artifact ?? "";
  const commit = entry?.commit ?? "";
  if (!isArtifactId(id) || !isCommitSha(commit)) {
    return refuse(
      "nothing-in-previous-environment",
      `${service} doesn't run in ${previous} yet, and a promotion to ${environment} takes what runs there`,
      {
        advice: `release it to ${previous} first: /promote ${previous}`,
        evidence: { service, environment, previous },
      },
    );
  }
  return {
    kind: "chosen",
    artifact: { service, id, commit },
    intent: { type: "Promote", from: previous },
    wanted: { kind: "running-in", environment: previous },
  };
}

function newestOfDefault({ world, service }: Choice): Chosen | Refusal {
  const branch = world.config.defaultBranch;
  const [newest] = world.snapshot.artifacts.get(service)?.branches.get(branch)?.artifacts ?? [];
  if (newest === undefined) {
    return refuse("no-artifact", `there is no artifact of ${service} from ${quoted(branch)} yet`, {
      advice: `wait until its build of ${branch} has finished`,
      evidence: { service, branch },
    });
  }
  const wanted: Wanted = { kind: "newest-of-branch", branch };
  return chosenFrom(service, newest, { type: "Promote", from: branch }, wanted);
}

function chosenFrom(service: string, entry: IndexEntry, intent: Intent, wanted: Wanted): Chosen {
  return {
    kind: "chosen",
    artifact: { service, id: entry.id, commit: entry.commit },
    intent,
    wanted,
  };
}

function sourceOf(
  pull: PullRequest,
): { readonly kind: "source"; readonly branch: string; readonly commit: CommitSha } | Refusal {
  if (pull.merged !== undefined) {
    return { kind: "source", branch: pull.base, commit: pull.merged.commit };
  }
  if (pull.state !== "open") return closed(pull);
  if (pull.head.repository?.toLowerCase() !== pull.repository.toLowerCase()) {
    return refuse("run-of-fork", "what a fork builds is never released", {
      advice: "merge the pull request: the build of the merge can be released",
      evidence: { head: pull.head.repository, repository: pull.repository },
    });
  }
  return { kind: "source", branch: pull.head.ref, commit: pull.head.sha };
}

function notMerged({ pull, environment }: Choice): Refusal {
  return refuse(
    "pull-request-not-merged",
    `a promotion is for merged changes, and this pull request is open`,
    {
      advice: `merge it first, or try its own build with /release ${environment}`,
      evidence: { number: pull.number, state: pull.state },
    },
  );
}

function closed(pull: PullRequest): Refusal {
  return refuse("pull-request-closed", "this pull request was closed without a merge", {
    evidence: { number: pull.number, state: pull.state },
  });
}

function notBuilt(service: string, commit: CommitSha): Refusal {
  return refuse(
    "no-artifact",
    `there is no artifact of ${service} from commit ${commit.slice(0, 10)}`,
    {
      advice: `wait until its build has finished, or look at the check '${intakeCheckName(service)}' of that commit; then ask again`,
      evidence: { service, commit },
    },
  );
}

function notContained(
  choice: Choice,
  chosen: Chosen,
  change: CommitSha,
  previous: string | undefined,
): Refusal {
  const { service, pull } = choice;
  const { id } = chosen.artifact;
  const evidence = { service, artifact: id, change, previous: previous ?? pull.base };
  if (previous === undefined) {
    return refuse(
      "change-not-in-previous-environment",
      `the newest artifact of ${service}, ${id}, does not contain this change (${change.slice(0, 10)}) yet`,
      {
        advice: `wait until the build of its merge has finished: the check '${intakeCheckName(service)}' of that commit shows it. ${askAgain(choice)}`,
        evidence,
      },
    );
  }
  return refuse(
    "change-not-in-previous-environment",
    `${previous} runs ${id} of ${service}, which does not contain this change (${change.slice(0, 10)})`,
    {
      advice: `wait until the status comment shows this change in ${previous}. ${askAgain(choice)}`,
      evidence,
    },
  );
}

/** A label was taken away with the answer: it has to be set once more. */
function askAgain({ environment }: Choice): string {
  return `Then comment /promote ${environment}, or set the label promote:${environment} again`;
}
