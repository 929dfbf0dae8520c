import { isCommitSha } from "../../core/artifact/ids.ts";
import type { CommitSha } from "../../core/artifact/ids.ts";
import type { ReleaseIndexEntry } from "../../core/config-repo/release-index.ts";
import {
  type ServiceConfig,
  environmentNames,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import { autoReleasedTo } from "../../core/policy/auto-release.ts";
import { formatProblem } from "../../core/problem.ts";
import type { AnsweredRecord } from "../../core/report/markers.ts";
import type { EnvironmentCell, ServiceView, StatusView } from "../../core/report/status-comment.ts";
import { isReleaseLabel } from "../commands/scope.ts";
import { contains } from "../contains.ts";
import type { HamParts } from "../parts.ts";
import type { PullRequest } from "../ports/source-repository.ts";
import type { Truth } from "./truth.ts";

type Ports = Pick<HamParts, "ports">;

/** Gathers what the status comment shows; ancestry between commits is all that is asked for. */
export async function toStatusView(
  { ports }: Ports,
  given: {
    readonly pull: PullRequest;
    readonly truth: Truth | undefined;
    readonly records: readonly AnsweredRecord[];
    readonly labels: readonly string[];
  },
): Promise<StatusView> {
  const { pull, truth } = given;
  const config = truth?.inForce.config;
  const owned = config === undefined ? [] : servicesOf(config, pull.repository);
  return {
    serverUrl: ports.serverUrl,
    configRepository: ports.configRepositoryName,
    pull: { state: pull.state, base: pull.base, mergeCommit: pull.merged?.commit },
    environments: config === undefined ? [] : environmentNames(config),
    services:
      truth === undefined
        ? []
        : await Promise.all(owned.map((one) => toServiceView({ ports }, one, pull, truth))),
    waitingLabels: given.labels.filter((label) => isReleaseLabel(label, config)),
    answered: given.records,
    configProblem: configProblem(truth),
  };
}

async function toServiceView(
  parts: Ports,
  service: ServiceConfig,
  pull: PullRequest,
  truth: Truth,
): Promise<ServiceView> {
  const { config } = truth.inForce;
  const cells = environmentNames(config).map(async (environment): Promise<EnvironmentCell> => {
    const running = truth.states.get(environment)?.index.get(service.name);
    return { environment, running, contains: await containsChange(parts, pull, running) };
  });
  return {
    service: service.name,
    autoReleasedTo: autoReleasedTo(config, truth.states, service.name, pull.base),
    cells: await Promise.all(cells),
  };
}

async function containsChange(
  { ports }: Ports,
  pull: PullRequest,
  running: ReleaseIndexEntry | undefined,
): Promise<boolean | undefined> {
  const change: CommitSha | undefined = pull.merged?.commit ?? openHead(pull, running);
  if (running === undefined || change === undefined || !isCommitSha(running.commit)) {
    return undefined;
  }
  return contains(ports.sources, pull.repository, running.commit, change);
}

/** Of an open pull request only its very head counts: it may be on trial somewhere. */
function openHead(
  pull: PullRequest,
  running: ReleaseIndexEntry | undefined,
): CommitSha | undefined {
  return running?.commit === pull.head.sha ? pull.head.sha : undefined;
}

function configProblem(truth: Truth | undefined): string | undefined {
  const [problem] = truth?.inForce.newerProblems ?? [];
  return problem === undefined ? undefined : formatProblem(problem);
}
