import type { CommitSha } from "../../core/artifact/ids.ts";
import type { Told } from "../../core/report/told.ts";
import type { HamParts } from "../parts.ts";
import type { Thread } from "../ports/conversation.ts";
import type { PullRequest } from "../ports/source-repository.ts";
import { refreshOf } from "./answers.ts";
import { toDeployments } from "./deployments.ts";
import { reportTold } from "./report-told.ts";
import { shippedCommits } from "./ships.ts";

/** A change that is this old is not told of any more. */
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;
/** Of a release that ships many changes only the newest pull requests are brought up to date. */
const MAX_SHIPPED = 20;

/** Tells the pull request that brought a commit of its automatic releases; the commit alone if none did. */
export function announceReleases(
  parts: HamParts,
  source: { readonly repository: string; readonly commit: CommitSha },
  told: readonly Told[],
): void {
  if (told.length === 0) return;
  const { repository, commit } = source;
  parts.answers.later(`announcement of ${repository}@${commit}`, async () => {
    const pulls = await parts.ports.sources.pullsOfCommit(repository, commit);
    const own = pulls.find((pull) => pull.merged?.commit === commit);
    const deployments = toDeployments(parts, told);
    if (own === undefined) await deployAlone(parts, repository, told);
    else parts.answers.add({ ...refreshOf(threadOf(own)), told, deployments });
    refreshShipped(parts, repository, told, own);
  });
}

/** Brings the status comments of other changes that a release shipped up to date. */
export function refreshShipped(
  parts: HamParts,
  repository: string,
  told: readonly Told[],
  own: PullRequest | undefined,
): void {
  const released = told.filter(({ outcome }) => outcome.kind === "released");
  if (released.length === 0) return;
  parts.answers.later(`changes shipped in ${repository}`, async () => {
    const shipped = await Promise.all(
      released.map(({ outcome }) => shippedCommits(parts.ports.sources, outcome)),
    );
    const commits = new Set(shipped.flat().map((one) => one.sha));
    for (const sha of [...commits].reverse().slice(0, MAX_SHIPPED)) {
      // Its own change needs no question.
      if (sha === own?.merged?.commit || sha === own?.head.sha) continue;
      for (const pull of await parts.ports.sources.pullsOfCommit(repository, sha)) {
        if (isStillTold(parts, pull) && pull.number !== own?.number) {
          parts.answers.add(refreshOf(threadOf(pull)));
        }
      }
    }
  });
}

async function deployAlone(
  parts: HamParts,
  repository: string,
  told: readonly Told[],
): Promise<void> {
  reportTold(parts.ports.report, told);
  const deployments = toDeployments(parts, told);
  if (deployments.length === 0) return;
  await parts.ports.conversations.answer({
    repository,
    number: undefined,
    conversation: undefined,
    statusBody: undefined,
    replies: [],
    marks: [],
    removeLabels: [],
    deployments,
  });
}

function isStillTold(parts: HamParts, pull: PullRequest): boolean {
  if (pull.merged === undefined) return false;
  return Date.parse(parts.ports.clock.now()) - Date.parse(pull.merged.at) < MAX_AGE_MS;
}

function threadOf(pull: PullRequest): Thread {
  return { repository: pull.repository, number: pull.number };
}
