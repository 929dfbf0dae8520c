import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { Pace } from "../../../src/adapters/github/conversations/pace.ts";

const START = Date.parse("2030-05-10T12:00:00Z");

describe("the pace of answers", () => {
  it("lets no more through than the limits allow, and everyone in the end, in order", async () => {
    const arrivals = fc.array(fc.nat({ max: 5000 }), { maxLength: 60 });

    await fc.assert(
      fc.asyncProperty(arrivals, async (gaps) => {
        const limits = [
          { count: 3, withinMs: 1000 },
          { count: 10, withinMs: 20_000 },
        ];
        const clock = createClock();
        const pace = new Pace(clock, limits);
        const turns: number[] = [];
        for (const gap of gaps) {
          clock.advance(gap);
          await pace.turn();
          turns.push(clock.milliseconds());
        }

        expect(turns).toEqual([...turns].sort((a, b) => a - b));
        for (const { count, withinMs } of limits) {
          const tooClose = turns.filter((turn, index) => {
            const earlier = turns[index - count];
            return earlier !== undefined && turn - earlier < withinMs;
          });
          expect(tooClose).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("lets the first ones through at once", async () => {
    const clock = createClock();
    const pace = new Pace(clock);

    await Promise.all(Array.from({ length: 60 }, () => pace.turn()));
    expect(clock.milliseconds()).toBe(START);

    await pace.turn();
    expect(clock.milliseconds()).toBe(START + 60_000);
  });
});

describe("a turn that can be left out", () => {
  it("is there as long as the limits have room", () => {
    const clock = createClock();
    const pace = new Pace(clock, [{ count: 2, withinMs: 1000 }]);

    expect([pace.tryTurn(), pace.tryTurn(), pace.tryTurn()]).toEqual([true, true, false]);

    clock.advance(1000);
    expect(pace.tryTurn()).toBe(true);
  });

  it("is not taken from those who wait", async () => {
    const pace = new Pace(createClock(), [{ count: 2, withinMs: 1000 }]);
    const waiting = pace.turn();

    expect(pace.tryTurn()).toBe(false);

    await waiting;
    expect(pace.tryTurn()).toBe(true);
  });
});

function createClock() {
  let now = START;
  return {
    now: () => new Date(now).toISOString(),
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
    advance: (ms: number) => {
      now += ms;
    },
    milliseconds: () => now,
  };
}
