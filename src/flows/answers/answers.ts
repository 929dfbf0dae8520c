import type { Told } from "../../core/report/told.ts";
import { createGate } from "../gate.ts";
import type { Clock } from "../ports/clock.ts";
import type { DeploymentRecord, Reply, TakenRequest, Thread } from "../ports/conversation.ts";
import type { Observer } from "../ham.ts";
import { pauseBefore } from "../retry.ts";

/** What there is to say on a pull request. */
export type AnswerItem = {
  readonly thread: Thread;
  readonly told: readonly Told[];
  /** As it was read for the request; it saves reading it again, if nothing was written since. */
  readonly taken?: ReadOnce | undefined;
  readonly replies: () => Promise<readonly Reply[]>;
  readonly marks: readonly { readonly commentId: number; readonly mark: "done" | "not-done" }[];
  readonly removeLabels: readonly string[];
  readonly deployments: readonly DeploymentRecord[];
};

/** A conversation and its pull request, as they were read. */
export type Found = Pick<TakenRequest, "pull" | "conversation">;

type ReadOnce = Found & {
  /** The {@link Answers.step} before it was read. */
  readonly step: number;
};

export type Taken = TakenRequest & ReadOnce;

/** The second stage: answers never delay commits, and each pull request has one writer. */
export type Answers = {
  readonly add: (item: AnswerItem) => void;
  /** Counts what was written; to be asked before a conversation is read. */
  readonly step: () => number;
  /** Something to be done after the commits, such as a deployment without a pull request. */
  readonly later: (what: string, task: () => Promise<void>) => void;
  readonly settled: () => Promise<void>;
  /** How many were given up: a sweep has to look again. */
  readonly failures: () => number;
  /**
   * Looks once more at conversations that got something new since the last time: what another Ham wrote
   * at the same moment is taken away then.
   */
  readonly lookAgain: () => void;
};

/** Writes everything there is to say on one pull request; `taken`, if it still holds, saves a reading. */
export type WriteAnswer = (
  items: readonly AnswerItem[],
  taken: Found | undefined,
) => Promise<"created" | "edited">;

const MAX_TRIES = 4;
const MAX_REMEMBERED = 10_000;
/** So many conversations are written at once; more would run into GitHub's limits. */
const MAX_WRITERS = 4;
const MAX_LATER = 8;

export function createAnswers(
  ports: { readonly clock: Clock; readonly report: Observer },
  write: WriteAnswer,
): Answers {
  const threads = new Map<string, AnswerItem[]>();
  const written = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const enriched = new Map<string, Thread>();
  const writers = createGate(MAX_WRITERS);
  const laterTasks = createGate(MAX_LATER);
  let step = 0;
  let failures = 0;

  function add(item: AnswerItem): void {
    const key = `${item.thread.repository.toLowerCase()}#${item.thread.number}`;
    const busy = threads.get(key);
    if (busy !== undefined) {
      busy.push(item);
      return;
    }
    const items = [item];
    threads.set(key, items);
    track(writers(() => drain(key, items)));
  }

  async function drain(key: string, queue: AnswerItem[]): Promise<void> {
    while (queue.length > 0) {
      const items = queue.splice(0);
      await tries(`answer on ${key}`, async (attempt) => {
        const done = await write(items, attempt === 1 ? stillTrue(key, items) : undefined);
        const [first] = items;
        if (done === "created" && first !== undefined) enriched.set(key, first.thread);
      });
      step += 1;
      remember(key);
    }
    threads.delete(key);
  }

  function stillTrue(key: string, items: readonly AnswerItem[]): Found | undefined {
    const last = written.get(key) ?? 0;
    return items.findLast(({ taken }) => taken !== undefined && taken.step >= last)?.taken;
  }

  /** Old conversations are forgotten: they are read again, which is always right. */
  function remember(key: string): void {
    written.delete(key);
    written.set(key, step);
    const [oldest] = written.keys();
    if (written.size > MAX_REMEMBERED && oldest !== undefined) written.delete(oldest);
  }

  async function tries(what: string, task: (attempt: number) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await task(attempt);
        return;
      } catch (error) {
        ports.report({ kind: "fault", what, error });
        if (attempt >= MAX_TRIES) {
          failures += 1;
          return;
        }
        await pauseBefore(ports.clock, attempt + 2, what);
      }
    }
  }

  function lookAgain(): void {
    const threads = [...enriched.values()];
    enriched.clear();
    for (const thread of threads) add(refreshOf(thread));
  }

  function track(task: Promise<void>): void {
    running.add(task);
    void task.finally(() => running.delete(task));
  }

  return {
    add,
    step: () => step,
    failures: () => failures,
    lookAgain,
    later: (what, task) => track(laterTasks(() => tries(what, task))),
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** An answer that says nothing new but what runs where now. */
export function refreshOf(thread: Thread): AnswerItem {
  return {
    thread,
    told: [],
    replies: () => Promise.resolve([]),
    marks: [],
    removeLabels: [],
    deployments: [],
  };
}
