import type { EnvironmentState } from "../../core/config-repo/environment-state.ts";
import { environmentBranch } from "../../core/config-repo/paths.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import type { ArtifactMemory } from "../artifact-memory.ts";
import type { HamPorts } from "../ham.ts";
import type { KnownConfig } from "../known-config.ts";
import type { Observed } from "../observed.ts";
import type { CommitResult } from "../ports/config-repository.ts";
import { pauseBefore } from "../retry.ts";
import type { Candidate, LaneAnswer } from "./candidate.ts";
import { type DecidedGroup, decideGroup } from "./decide-group.ts";
import { contended, failed, rejected } from "./lane-outcomes.ts";
import { type ReadyView, covers, readLaneView } from "./read-lane-view.ts";
import { releaseCommit, toReleased } from "./release-commit.ts";

/** The one writer of an environment branch in this process: requests wait, and are committed together. */
export type Lane = {
  /** Never rejects: what breaks is an outcome. */
  readonly submit: (candidate: Candidate) => Promise<LaneAnswer>;
  /** Counts what moved the branch from here; a view is fresh if it was read in the same step. */
  readonly step: () => number;
};

export type LaneParts = {
  readonly ports: HamPorts;
  readonly artifacts: ArtifactMemory;
  readonly configs: KnownConfig;
  readonly observed: Observed;
};

type Waiting = {
  readonly candidate: Candidate;
  readonly answer: (answer: LaneAnswer) => void;
  /** Lost races and faults so far. */
  lost: number;
  faults: number;
};

/** A branch that moves faster than this many tries is stuck, not busy. */
const MAX_LOST = 25;
const MAX_FAULTS = 4;

export function createLane(parts: LaneParts, environment: string): Lane {
  const { ports, observed } = parts;
  const queue: Waiting[] = [];
  let running = false;
  let step = 0;

  function submit(candidate: Candidate): Promise<LaneAnswer> {
    return new Promise((resolve) => {
      queue.push({ candidate, answer: resolve, lost: 0, faults: 0 });
      if (!running) void run();
    });
  }

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      await carryOut(queue.splice(0));
    }
    running = false;
  }

  /** Takes a group to its end; what must be tried again goes back to the front. */
  async function carryOut(group: readonly Waiting[]): Promise<void> {
    try {
      const view = freshView(group) ?? (await read(group.map((one) => one.candidate)));
      if (view.kind === "refused") {
        settle(group, view, undefined);
        return;
      }
      observed.see(new Map([[environment, view.state]]));
      const decided = await decideGroup(
        parts,
        view,
        group.map((one) => one.candidate),
      );
      await finish(group, view, decided);
    } catch (error) {
      await afterFault(group, error);
    }
  }

  async function finish(
    group: readonly Waiting[],
    view: ReadyView,
    decided: DecidedGroup,
  ): Promise<void> {
    for (const { candidate, outcome } of decided.settled) {
      answer(group, candidate, { outcome, brought: [], state: view.state });
    }
    if (decided.planned.length > 0) await commit(group, view, decided);
    requeue(group.filter((one) => decided.left.includes(one.candidate)));
  }

  async function commit(
    group: readonly Waiting[],
    view: ReadyView,
    decided: DecidedGroup,
  ): Promise<void> {
    const planned = decided.planned.map((one) => waitingOf(group, one.candidate));
    const brings = decided.planned.flatMap((one) => one.candidate.brings ?? []);
    const own = releaseCommit(environment, view.state, decided, ports.appLogin);
    const results = await ports.config.commit([...brings, own]);
    step += 1;
    const result = results[brings.length] ?? { kind: "stale" };
    switch (result.kind) {
      case "committed":
        committed(group, decided, result, broughtBy(decided, results));
        return;
      case "stale":
        await afterLostRace(planned);
        return;
      case "rejected":
        await afterRejection(planned, result.message);
        return;
    }
  }

  function committed(
    group: readonly Waiting[],
    decided: DecidedGroup,
    result: Extract<CommitResult, { readonly kind: "committed" }>,
    brought: ReadonlyMap<Candidate, readonly CommitResult[]>,
  ): void {
    const state: EnvironmentState = { ...decided.after, head: result.commit };
    observed.see(new Map([[environment, state]]));
    const branch = environmentBranch(environment);
    ports.report({
      kind: "committed",
      branch,
      commit: result.commit,
      releases: decided.planned.length,
    });
    if (!result.verified) {
      const error = new Error(`GitHub did not verify ${result.commit}: Ham won't find it again`);
      ports.report({ kind: "fault", what: `commit to ${branch}`, error });
    }
    for (const { candidate, plan, before } of decided.planned) {
      const outcome = toReleased(plan, before, result);
      answer(group, candidate, { outcome, brought: brought.get(candidate) ?? [], state });
    }
  }

  /** Somebody else was faster: read again, decide again. */
  async function afterLostRace(planned: readonly Waiting[]): Promise<void> {
    for (const one of planned) one.lost += 1;
    const [stuck, again] = split(planned, (one) => one.lost > MAX_LOST);
    settle(stuck, contended(environment), undefined);
    requeue(again);
    const [first] = again;
    if (first !== undefined) await pauseBefore(ports.clock, first.lost, first.candidate.request.id);
  }

  /** One of them is what GitHub refuses: halve the group until it stands alone. */
  async function afterRejection(planned: readonly Waiting[], message: string): Promise<void> {
    const middle = Math.ceil(planned.length / 2);
    if (planned.length <= 1) {
      settle(planned, rejected(message), undefined);
      return;
    }
    await carryOut(planned.slice(0, middle));
    await carryOut(planned.slice(middle));
  }

  async function afterFault(group: readonly Waiting[], error: unknown): Promise<void> {
    ports.report({ kind: "fault", what: `release to ${environment}`, error });
    step += 1;
    const open = group.filter((one) => !answered.has(one));
    for (const one of open) one.faults += 1;
    const [broken, again] = split(open, (one) => one.faults >= MAX_FAULTS);
    settle(broken, failed(error), undefined);
    requeue(again);
    const [first] = again;
    if (first !== undefined) {
      await pauseBefore(ports.clock, first.faults + 2, first.candidate.request.id);
    }
  }

  const answered = new WeakSet<Waiting>();

  function answer(group: readonly Waiting[], candidate: Candidate, value: LaneAnswer): void {
    const waiting = waitingOf(group, candidate);
    answered.add(waiting);
    waiting.answer(value);
  }

  function settle(
    group: readonly Waiting[],
    outcome: Outcome,
    state: EnvironmentState | undefined,
  ): void {
    for (const one of group) answer(group, one.candidate, { outcome, brought: [], state });
  }

  function requeue(group: readonly Waiting[]): void {
    queue.unshift(...group.filter((one) => !answered.has(one)));
  }

  /** What the askers read, if all of it is still what the branch is, as far as this process knows. */
  function freshView(group: readonly Waiting[]): ReadyView | undefined {
    const [first] = group;
    const view = first?.candidate.view;
    if (view?.step !== step || first?.lost !== 0 || first.faults !== 0) return undefined;
    const covered = group.every(({ candidate }) => covers(view, candidate));
    return covered ? { kind: "ready", ...view } : undefined;
  }

  function read(candidates: readonly Candidate[]): Promise<ReadyView | Refusal> {
    return readLaneView(parts, { environment, step, candidates });
  }

  function waitingOf(group: readonly Waiting[], candidate: Candidate): Waiting {
    const found = group.find((one) => one.candidate === candidate);
    if (found === undefined) throw new TypeError("a candidate of another group");
    return found;
  }

  return { submit, step: () => step };
}

/** The results of what each candidate brought, in the order in which they were sent. */
function broughtBy(
  decided: DecidedGroup,
  results: readonly CommitResult[],
): ReadonlyMap<Candidate, readonly CommitResult[]> {
  let next = 0;
  return new Map(
    decided.planned.map(({ candidate }): [Candidate, readonly CommitResult[]] => {
      const start = next;
      next += candidate.brings?.length ?? 0;
      return [candidate, results.slice(start, next)];
    }),
  );
}

function split<T>(
  all: readonly T[],
  test: (one: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
