import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import type { HookDelivery, Issue } from "../../../src/sandbox/model.ts";
import { SandboxState } from "../../../src/sandbox/state.ts";
import { SandboxClock } from "../../../src/sandbox/state/clock.ts";

describe("SandboxState", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-state-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("finds, filters, replaces and removes records in the order in which they came", () => {
    const { issues } = new SandboxState();
    for (const id of [1, 2, 3]) issues.put(issue(id));

    issues.put(issue(2, "changed"));
    issues.remove(1);
    issues.remove(1);

    expect(issues.list().map(({ id, title }) => [id, title])).toEqual([
      [2, "changed"],
      [3, "broken"],
    ]);
    expect(issues.get(1)).toBeUndefined();
    expect(issues.find(({ title }) => title === "changed")?.id).toBe(2);
    expect(issues.filter(({ id }) => id > 2)).toHaveLength(1);
    expect(issues.size).toBe(2);
  });

  it("gives out ids per kind", () => {
    const state = new SandboxState();

    expect([state.nextId("issues"), state.nextId("issues"), state.nextId("comments")]).toEqual([
      1, 2, 1,
    ]);
  });

  it("finds again all that was flushed, though nobody closed it", () => {
    const state = SandboxState.open(folder);
    state.issues.put(issue(state.nextId("issues")));
    state.issues.put(issue(state.nextId("issues")));
    state.issues.put(issue(1, "changed"));
    state.issues.remove(2);
    state.organizations.put({ login: "acme", owners: ["maintainer"], members: [], teams: [] });
    state.flush();

    const again = SandboxState.open(folder);

    expect(again.issues.list()).toEqual([issue(1, "changed")]);
    expect(again.organizations.get("acme")).toMatchObject({ owners: ["maintainer"] });
    expect(again.nextId("issues")).toBe(3);
  });

  it("writes soon what nobody flushes", async () => {
    const state = SandboxState.open(folder);
    state.issues.put(issue(1));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

    expect(SandboxState.open(folder).issues.size).toBe(1);
  });

  it("overlooks a line that was cut off", () => {
    const state = SandboxState.open(folder);
    state.issues.put(issue(1));
    state.flush();
    appendFileSync(join(folder, "state.jsonl"), `{"do":"put","in":"issues","item":{"id":2,"ti`);

    const again = SandboxState.open(folder);
    again.issues.put(issue(3));
    again.close();

    expect(
      SandboxState.open(folder)
        .issues.list()
        .map(({ id }) => id),
    ).toEqual([1, 3]);
  });

  it("compacts its journal at the start", () => {
    const state = SandboxState.open(folder);
    for (let version = 0; version < 100; version += 1) state.issues.put(issue(1, `${version}`));
    state.close();
    SandboxState.open(folder).close();

    expect(readFileSync(join(folder, "state.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
    expect(SandboxState.open(folder).issues.get(1)?.title).toBe("99");
  });

  it("keeps the payloads of deliveries in files", () => {
    const state = SandboxState.open(folder);
    state.hookDeliveries.put(delivery(1));
    state.hookDeliveries.put({ ...delivery(2), redelivery: true });
    state.close();

    const again = SandboxState.open(folder);

    expect(readFileSync(join(folder, "state.jsonl"), "utf8")).not.toContain("hello");
    expect(again.hookDeliveries.list()).toEqual([
      delivery(1),
      { ...delivery(2), redelivery: true },
    ]);
  });
});

describe("SandboxClock", () => {
  it("goes with its base, plus what it was advanced by, also after a restart", () => {
    const state = new SandboxState();
    let base = 1_000;
    const clock = () => new SandboxClock(state, () => new Date(base));

    clock().advance(500);
    clock().advance(250);
    base = 2_000;

    expect(clock().now().getTime()).toBe(2_750);
  });
});

function issue(id: number, title = "broken"): Issue {
  const at = "2030-05-10T12:00:00Z";
  return {
    id,
    repositoryId: 1,
    number: id,
    title,
    body: null,
    author: "developer",
    state: "open",
    labels: [],
    locked: false,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    pull: null,
  };
}

function delivery(id: number): HookDelivery {
  return {
    id,
    appId: 1,
    guid: "8d8a5b4e-3a3b-4f3c-9d7b-1f2e3d4c5b6a",
    event: "issue_comment",
    action: "created",
    installationId: 1,
    repositoryId: 1,
    redelivery: false,
    deliveredAt: "2030-05-10T12:00:00Z",
    duration: 0.1,
    status: "OK",
    statusCode: 200,
    request: { headers: { "X-GitHub-Event": "issue_comment" }, payload: { body: "hello" } },
    response: { headers: {}, payload: "" },
  };
}
