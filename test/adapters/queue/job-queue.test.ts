import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { JobQueue } from "../../../src/adapters/queue/job-queue.ts";

type TestJob = { readonly lane: string; readonly id: number };

const jobs = fc.array(
  fc.record({ lane: fc.constantFrom("a", "b", "c"), id: fc.nat({ max: 20 }) }),
  { maxLength: 40 },
);

describe("the job queue", () => {
  it("keeps the order of a lane, runs no lane twice at once, and loses nothing", async () => {
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 4 }), async (given, concurrency) => {
        const added = given.map((job, index) => ({ ...job, id: index }));
        const { queue, ended, mostAtOnce } = startQueue(concurrency);

        for (const job of added) queue.add(job);
        await queue.settled();

        for (const lane of ["a", "b", "c"]) {
          const ids = (all: readonly TestJob[]) =>
            all.filter((job) => job.lane === lane).map(({ id }) => id);
          expect(ids(ended)).toEqual(ids(added));
        }
        expect(mostAtOnce()).toBeLessThanOrEqual(Math.min(concurrency, 3));
      }),
      { numRuns: 50 },
    );
  });

  it("leaves out a job that waits already, and takes it again when it runs", async () => {
    const { queue, ended } = startQueue(1);

    queue.add({ lane: "a", id: 1 });
    queue.add({ lane: "a", id: 2 });
    queue.add({ lane: "a", id: 2 });
    queue.add({ lane: "a", id: 1 });
    await queue.settled();

    expect(ended.map(({ id }) => id)).toEqual([1, 2, 1]);
  });

  it("starts nothing while it is closed, and finishes what runs", async () => {
    const { queue, ended } = startQueue(1);
    queue.add({ lane: "a", id: 1 });
    queue.add({ lane: "a", id: 2 });

    queue.close();
    await queue.settled();
    expect(ended.map(({ id }) => id)).toEqual([1]);
    expect(queue.waiting).toBe(1);

    queue.open();
    await queue.settled();
    expect(ended.map(({ id }) => id)).toEqual([1, 2]);
  });
});

function startQueue(concurrency: number) {
  const ended: TestJob[] = [];
  const running = new Set<TestJob>();
  let most = 0;
  const queue = new JobQueue<TestJob>({
    run: async (job) => {
      expect([...running].map(({ lane }) => lane)).not.toContain(job.lane);
      running.add(job);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(job);
      ended.push(job);
    },
    laneOf: ({ lane }) => lane,
    keyOf: ({ lane, id }) => `${lane} ${id}`,
    concurrency,
  });
  return { queue, ended, mostAtOnce: () => most };
}
