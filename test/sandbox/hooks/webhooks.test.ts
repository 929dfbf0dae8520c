import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { App, Octokit } from "octokit";

import { withSandbox } from "../../support/sandbox.ts";
import { startReceiver } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";

const repository = "acme/shop";

describe("webhooks", () => {
  const world = withSandbox({ hookTimeoutMs: 200 });
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
    const { admin } = world().sandbox;
    await admin.updateApp({ app: "ham", webhookUrl: receiver.url });
    await admin.createRepository({ owner: "acme", name: "shop" });
    await admin.createIssue({ repository, title: "broken", as: "developer" });
  });

  afterEach(() => receiver.close());

  const comment = (body: string) =>
    world().sandbox.admin.createComment({ repository, number: 1, body, as: "developer" });
  const bodies = () => receiver.received.map(({ body }) => commentIn(body));
  const client = () => {
    const { app, privateKey, sandbox, webhookSecret } = world();
    const options = { baseUrl: sandbox.apiUrl, throttle: { enabled: false } };
    return new App({
      appId: app.id,
      privateKey,
      webhooks: { secret: webhookSecret },
      Octokit: Octokit.defaults(options),
    });
  };
  const app = () => client().octokit;

  it("tell the App of an event it subscribed to, with GitHub's headers and a true signature", async () => {
    await comment("hello");
    await world().sandbox.settled();

    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    const signature = String(headers["x-hub-signature-256"]);
    expect(await client().webhooks.verify(body, signature)).toBe(true);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
      "x-github-delivery": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-github-event": "issue_comment",
      "x-github-hook-id": expect.stringMatching(/^\d+$/),
      "x-github-hook-installation-target-id": String(world().app.id),
      "x-github-hook-installation-target-type": "integration",
    });
    expect(JSON.parse(body)).toMatchObject({
      action: "created",
      issue: { number: 1 },
      comment: { body: "hello" },
      repository: { full_name: "acme/shop" },
      organization: { login: "acme" },
      sender: { login: "developer" },
      installation: { id: world().installation.id },
    });
  });

  it("tell of nothing else: other events, other accounts, an inactive webhook", async () => {
    const { admin } = world().sandbox;
    await admin.createRepository({ owner: "outsider", name: "own" });
    await admin.createIssue({ repository: "outsider/own", title: "x", as: "outsider" });
    await admin.createComment({ repository: "outsider/own", number: 1, body: "x", as: "outsider" });
    await admin.updateApp({ app: "ham", webhookActive: false });
    await comment("unheard");
    await world().sandbox.settled();

    expect(receiver.received).toEqual([]);
    expect(world().sandbox.context.state.hookDeliveries.list()).toEqual([]);
  });

  it("log each attempt with its answer", async () => {
    await comment("hello");
    await world().sandbox.settled();

    const { data } = await app().request("GET /app/hook/deliveries");
    const delivery_id = data[0]?.id ?? 0;
    const one = await app().request("GET /app/hook/deliveries/{delivery_id}", { delivery_id });

    expect(data).toMatchObject([{ event: "issue_comment", status: "OK", status_code: 202 }]);
    expect(one.data).toMatchObject({
      url: receiver.url,
      request: { payload: { comment: { body: "hello" } } },
      response: { headers: { "x-answer": "yes" }, payload: "thanks" },
    });
  });

  it.each([
    [
      "an answer that is no success",
      500,
      { status: "Invalid HTTP Response: 500", statusCode: 500 },
    ],
    ["no answer in time", null, { status: "timed out", statusCode: 0 }],
  ])("count %s as failed and do not try again", async (_, status, logged) => {
    receiver.answer(status);
    await comment("hello");
    await world().sandbox.settled();

    expect(world().sandbox.context.state.hookDeliveries.list()).toMatchObject([logged]);
    expect(receiver.received).toHaveLength(1);
  });

  it("count an App that is down as failed", async () => {
    await receiver.close();
    await comment("hello");
    await world().sandbox.settled();

    expect(world().sandbox.context.state.hookDeliveries.list()).toMatchObject([
      { status: "failed to connect to host", statusCode: 0 },
    ]);
  });

  it("are delivered again on request, the same payload under the same GUID", async () => {
    receiver.answer(500);
    await comment("hello");
    await world().sandbox.settled();
    receiver.answer(202);
    const failed = await app().request("GET /app/hook/deliveries", { status: "failure" });
    const delivery_id = failed.data[0]?.id ?? 0;

    await app().request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id });
    await world().sandbox.settled();

    const { data } = await app().request("GET /app/hook/deliveries");
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["x-github-delivery"]).toBe(first?.headers["x-github-delivery"]);
    expect(data).toMatchObject([
      { redelivery: true, status_code: 202 },
      { redelivery: false, status_code: 500 },
    ]);
  });

  it("can be held back and released in the order of the events", async () => {
    const { hooks } = world().sandbox;
    hooks.hold();
    for (const body of ["one", "two", "three"]) await comment(body);
    await world().sandbox.settled();
    expect(hooks.waiting).toBe(3);
    expect(receiver.received).toEqual([]);

    hooks.release();
    await world().sandbox.settled();

    expect([...bodies()].sort()).toEqual(["one", "three", "two"]);
  });

  it.each([
    ["drop", ["two"], 1],
    ["fail", ["two"], 2],
    ["duplicate", ["one", "one", "two"], 2],
  ] as const)("can be made to %s", async (kind, received, logged) => {
    const { hooks } = world().sandbox;
    hooks.rules.add({ match: { event: "issue_comment" }, do: { kind } });
    await comment("one");
    await world().sandbox.settled();
    await comment("two");
    await world().sandbox.settled();

    expect(bodies()).toEqual(received);
    expect(world().sandbox.context.state.hookDeliveries.size).toBe(logged);
  });

  it("can be delayed", async () => {
    world().sandbox.hooks.rules.add({ do: { kind: "delay", milliseconds: 50 } });
    await comment("one");
    await comment("two");
    await world().sandbox.settled();

    expect(bodies()).toEqual(["two", "one"]);
  });
});

function commentIn(body: string): unknown {
  const payload: unknown = JSON.parse(body);
  const found = /"comment":\{.*?"body":"([^"]*)"/s.exec(JSON.stringify(payload));
  return found?.[1];
}
