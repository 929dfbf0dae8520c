import { beforeEach, describe, expect, it } from "@jest/globals";

import type { CallDescription } from "../../../src/sandbox/faults/fault-rule.ts";
import { matchesCall } from "../../../src/sandbox/faults/fault-rule.ts";
import { withSandbox } from "../../support/sandbox.ts";

const shop = { owner: "acme", repo: "shop" };

describe("matchesCall", () => {
  const get: CallDescription = {
    method: "GET",
    path: "/api/v3/repos/acme/shop/issues/1",
    operation: "issues/get",
    graphql: null,
  };
  const mutation: CallDescription = {
    method: "POST",
    path: "/api/graphql",
    operation: null,
    graphql: { kind: "mutation", name: "Release", fields: ["createCommitOnBranch"] },
  };

  it.each([
    [{}, get, true],
    [{ method: "get" }, get, true],
    [{ method: "POST" }, get, false],
    [{ path: "/repos/acme/shop/issues/1" }, get, true],
    [{ path: "/api/v3/repos/*/issues/*" }, get, true],
    [{ path: "/repos/acme/shop" }, get, false],
    [{ path: "/repos/acme/sho./issues/1" }, get, false],
    [{ operation: "issues/get" }, get, true],
    [{ operation: "issues/get", method: "POST" }, get, false],
    [{ graphql: "Release" }, get, false],
    [{ graphql: "Release" }, mutation, true],
    [{ graphql: "createCommitOnBranch" }, mutation, true],
    [{ graphql: "updateRefs" }, mutation, false],
  ])("%j", (match, call, expected) => {
    expect(matchesCall(match, call)).toBe(expected);
  });
});

describe("faults", () => {
  const world = withSandbox();

  beforeEach(async () => {
    await world().sandbox.admin.createRepository({ owner: "acme", name: "shop" });
  });

  const create = (title: string) =>
    world()
      .as("developer")
      .rest.issues.create({ ...shop, title });
  const outcome = async (promise: Promise<{ readonly status: number }>) =>
    promise.then(
      ({ status }) => status,
      (error: unknown) =>
        error instanceof Error && "status" in error ? Number(error.status) : "broken",
    );
  const titles = () =>
    world()
      .sandbox.context.state.issues.list()
      .map(({ title }) => title);

  it("answer a status in place of doing it, so often and after so many", async () => {
    const { faults } = world().sandbox;
    faults.add({
      match: { operation: "issues/create" },
      after: 1,
      times: 2,
      do: { kind: "status", status: 502, body: { message: "Bad Gateway" } },
    });

    const outcomes = [];
    for (const title of ["a", "b", "c", "d"]) outcomes.push(await outcome(create(title)));

    expect(outcomes).toEqual([201, 502, 502, 201]);
    expect(titles()).toEqual(["a", "d"]);
    expect(faults.list()).toMatchObject([{ struck: 2 }]);
  });

  it("drop the connection before anything is done", async () => {
    world().sandbox.faults.add({ do: { kind: "drop" } });

    expect(await outcome(create("a"))).not.toBe(201);
    expect(titles()).toEqual([]);
    expect(world().sandbox.log.list()).toMatchObject([{ status: null, fault: "drop" }]);
  });

  it("lose the answer to what was done", async () => {
    world().sandbox.faults.add({ do: { kind: "lose-response" } });

    expect(await outcome(create("a"))).not.toBe(201);
    expect(titles()).toEqual(["a"]);
  });

  it("hold a call before it is done until released", async () => {
    const held = world().sandbox.faults.add({ do: { kind: "hold", point: "before" } });

    const answer = outcome(create("a"));
    await held.reached;
    expect(titles()).toEqual([]);
    held.release();

    expect(await answer).toBe(201);
  });

  it("hold the answer to what was done until released", async () => {
    const { faults } = world().sandbox;
    const isDone = new Promise<void>((resolve) => {
      faults.observe({ after: () => resolve() });
    });
    const held = faults.add({ do: { kind: "hold", point: "after" } });

    const answer = outcome(create("a"));
    await isDone;
    expect(titles()).toEqual(["a"]);
    held.release();

    expect(await answer).toBe(201);
  });

  it("delay a call", async () => {
    world().sandbox.faults.add({ do: { kind: "delay", milliseconds: 30 } });
    await create("a");

    const [call] = world().sandbox.log.list();
    expect(call?.duration).toBeGreaterThanOrEqual(29);
  });

  it("delay every call by the latency", async () => {
    world().sandbox.faults.latency = 30;
    await create("a");
    await create("b");

    const calls = world().sandbox.log.list();
    expect(calls.filter(({ duration }) => (duration ?? 0) >= 29)).toHaveLength(2);
  });

  it("end when they are cleared", async () => {
    const { faults } = world().sandbox;
    faults.add({ times: null, do: { kind: "status", status: 500 } });
    faults.clear();

    expect(await outcome(create("a"))).toBe(201);
  });

  it("let an observer see and stop each call before and after", async () => {
    const seen: string[] = [];
    const stop = world().sandbox.faults.observe({
      before: ({ operation }) => void seen.push(`before ${operation ?? ""}`),
      after: ({ operation }) => void seen.push(`after ${operation ?? ""}`),
    });
    await create("a");
    stop();
    await create("b");

    expect(seen).toEqual(["before issues/create", "after issues/create"]);
  });

  it("strike git, too", async () => {
    world().sandbox.faults.add({
      match: { path: "/acme/shop.git/*" },
      do: { kind: "status", status: 503 },
    });

    const answer = await fetch(
      `${world().sandbox.url}/acme/shop.git/info/refs?service=git-upload-pack`,
    );

    expect(answer.status).toBe(503);
  });

  it("refuse a rule that is malformed", () => {
    const { faults } = world().sandbox;

    expect(() => faults.add({ do: { kind: "status", status: 42 } })).toThrow(/>=200/);
  });
});
