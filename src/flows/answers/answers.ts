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
  readonly taken?: Taken | undefined;
  readonly replies: () => Promise<readonly Reply[]>;
  readonly marks: readonly { readonly commentId: number; readonly mark: "done" | "not-done" }[];
  readonly removeLabels: readonly string[];
  readonly deployments: readonly DeploymentRecord[];
};

export type Taken = TakenRequest & {
  /** The {@link Answers.step} before it was read. */
  readonly step: number;
};

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
};

/** Writes everything there is to say on one pull request; `taken`, if it still holds, saves a reading. */
export type WriteAnswer = (
  items: readonly AnswerItem[],
  taken: TakenRequest | undefined,
) => Promise<void>;

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
      await tries(`answer on ${key}`, (attempt) =>
        write(items, attempt === 1 ? stillTrue(key, items) : undefined),
      );
      step += 1;
      remember(key);
    }
    threads.delete(key);
  }

  function stillTrue(key: string, items: readonly AnswerItem[]): TakenRequest | undefined {
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

  function track(task: Promise<void>): void {
    running.add(task);
    void task.finally(() => running.delete(task));
  }

  return {
    add,
    step: () => step,
    failures: () => failures,
    later: (what, task) => track(laterTasks(() => tries(what, task))),
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
