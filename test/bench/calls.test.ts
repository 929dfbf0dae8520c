import { describe, expect, it } from "@jest/globals";

import { type Call, callsUntilCommit, longestChain } from "../../bench/calls.ts";

const START = Date.parse("2030-05-10T12:00:00Z");

function call(start: number, duration: number, overrides: Partial<Call> = {}): Call {
  return {
    caller: "installation ham@acme",
    method: "GET",
    path: "/api/v3/repos/acme/shop",
    at: new Date(START + start).toISOString(),
    duration,
    status: 200,
    graphql: null,
    ...overrides,
  };
}

function commit(start: number, duration: number): Call {
  const graphql = { kind: "mutation", name: "Commit", fields: ["createCommitOnBranch"] } as const;
  return call(start, duration, { graphql: { ...graphql, fields: [...graphql.fields] } });
}

describe("round trips", () => {
  it.each([
    { name: "none", calls: [], are: 0 },
    { name: "side by side", calls: [call(0, 50), call(1, 60), call(2, 40)], are: 1 },
    { name: "one after another", calls: [call(0, 50), call(50, 50), call(110, 50)], are: 3 },
    {
      name: "two at a time",
      calls: [call(0, 50), call(1, 55), call(60, 50), call(61, 70), call(140, 10)],
      are: 3,
    },
    {
      name: "a long one beside short ones",
      calls: [call(0, 200), call(0, 50), call(60, 50)],
      are: 2,
    },
  ])("of calls: $name", ({ calls, are }) => {
    expect(longestChain(calls)).toBe(are);
    expect(longestChain([...calls].reverse())).toBe(are);
  });
});

describe("the calls that a commit waited for", () => {
  it("are those that had ended when it began", () => {
    const before = call(0, 50);
    const beside = call(55, 50);
    const release = commit(60, 50);
    const after = call(120, 50);

    expect(callsUntilCommit([before, beside, release, after])).toEqual([before, release]);
  });

  it("are none without a commit", () => {
    expect(callsUntilCommit([call(0, 50)])).toEqual([]);
  });
});
