import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { readEventBase, readWorkflowRun } from "../../action/event.ts";

const HEAD = "a".repeat(40);
const MERGE = "b".repeat(40);

function read(environment: Readonly<Record<string, string>>, payload: unknown = {}) {
  const all = {
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "7",
    GITHUB_RUN_ATTEMPT: "2",
    GITHUB_EVENT_NAME: "push",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_SHA: MERGE,
    GITHUB_REF_NAME: "master",
    GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/ci.yml@refs/heads/master",
    ...environment,
  };
  return readWorkflowRun(new Map(Object.entries(all)), payload);
}

const pull = (headRepository: number | null) => ({
  pull_request: {
    title: "Add a basket",
    user: { login: "developer" },
    head: {
      sha: HEAD,
      ref: "feature/basket",
      repo: headRepository === null ? null : { id: headRepository },
    },
    base: { repo: { id: 1 } },
  },
});

describe("readWorkflowRun", () => {
  it("takes commit and branch of a push from the runner", () => {
    expect(read({})).toMatchObject({
      kind: "read",
      run: {
        id: 7,
        attempt: 2,
        workflow: ".github/workflows/ci.yml",
        headSha: MERGE,
        headBranch: "master",
        isFork: false,
        url: "https://github.com/acme/shop/actions/runs/7",
      },
    });
  });

  it("takes those of a pull request from its head, not from the test merge", () => {
    const environment = { GITHUB_EVENT_NAME: "pull_request", GITHUB_REF_NAME: "3/merge" };

    expect(read(environment, pull(1))).toMatchObject({
      run: {
        headSha: HEAD,
        headBranch: "feature/basket",
        isFork: false,
        title: "Add a basket",
        author: "developer",
      },
    });
  });

  it.each([2, null])("knows a fork by the repository of its head: %j", (id) => {
    expect(read({}, pull(id))).toMatchObject({ run: { isFork: true } });
  });

  it.each([
    ["the account is gone", { user: null }],
    ["it has no title", { title: null }],
  ])("reads a pull request though %s", (_, missing) => {
    const { pull_request: whole } = pull(2);

    expect(read({}, { pull_request: { ...whole, ...missing } })).toMatchObject({
      run: { headSha: HEAD, isFork: true },
    });
  });

  it.each([
    ["is missing", {}],
    ["can't be read", { pull_request: { head: {} } }],
    ["is no event at all", undefined],
  ])("takes a pull request for no push where its payload %s", (_, payload) => {
    expect(read({ GITHUB_EVENT_NAME: "pull_request" }, payload)).toEqual({
      kind: "invalid",
      missing: ["the pull request of the event"],
    });
  });

  it("says what the runner doesn't tell", () => {
    expect(read({ GITHUB_RUN_ID: "", GITHUB_SHA: "" })).toEqual({
      kind: "invalid",
      missing: ["GITHUB_RUN_ID", "the commit of the run"],
    });
  });

  it("never throws, whatever the payload is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (payload) => {
        expect(["read", "invalid"]).toContain(readWorkflowRun(new Map(), payload).kind);
      }),
    );
  });
});

describe("the branch that a change goes to", () => {
  const repository = { id: 1, default_branch: "main" };
  const { pull_request: onlyIds } = pull(1);

  it.each([
    ["the repository's default for a push", { repository }, "main"],
    [
      "the base of a pull request",
      { repository, pull_request: { ...onlyIds, base: { ...onlyIds.base, ref: "release" } } },
      "release",
    ],
    [
      "the base of a merge group",
      { repository, merge_group: { base_sha: HEAD, base_ref: "refs/heads/next" } },
      "next",
    ],
    ["unknown where the event doesn't say", {}, undefined],
  ])("is %s", (_, payload, baseBranch) => {
    expect(read({}, payload)).toMatchObject({ run: { baseBranch } });
  });
});

describe("readEventBase", () => {
  const { pull_request: onlyIds } = pull(1);

  it.each([
    [
      "a push starts from what the branch was at",
      { before: HEAD },
      { kind: "before", commit: HEAD },
    ],
    [
      "a pull request from its base",
      { before: HEAD, pull_request: { ...onlyIds, base: { ...onlyIds.base, sha: MERGE } } },
      { kind: "target", commit: MERGE, head: HEAD },
    ],
    [
      "a merge group from its base",
      { merge_group: { base_sha: HEAD, base_ref: "x" } },
      { kind: "before", commit: HEAD },
    ],
    ["a run by hand from nothing", {}, undefined],
    ["nonsense from nothing", "nonsense", undefined],
  ])("says that %s", (_, payload, base) => {
    expect(readEventBase(payload)).toEqual(base);
  });
});
