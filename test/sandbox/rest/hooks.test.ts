import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import type { HookDelivery } from "../../../src/sandbox/model.ts";
import { answerOf, createApi } from "./api.ts";

describe("the delivery log over REST", () => {
  let app: Octokit;
  let bot: Octokit;
  const redelivered: number[] = [];

  beforeAll(async () => {
    const api = await createApi({
      hooks: {
        redeliver: ({ id }) => {
          redelivered.push(id);
          return Promise.resolve();
        },
      },
    });
    app = api.as("app");
    bot = api.as("bot");
    for (const id of [1, 2, 3, 4, 5])
      api.world.context.state.hookDeliveries.put(delivery(id, api.world.app.id));
    api.world.context.state.hookDeliveries.put(delivery(6, api.world.app.id + 1));
  });

  /** Every second one failed. */
  function delivery(id: number, appId: number): HookDelivery {
    return {
      id,
      appId,
      guid: `guid-${id}`,
      event: "push",
      action: null,
      installationId: 1,
      repositoryId: 1,
      redelivery: false,
      deliveredAt: "2030-05-10T12:00:00Z",
      duration: 0.1,
      status: id % 2 === 0 ? "Internal Server Error" : "OK",
      statusCode: id % 2 === 0 ? 500 : 200,
      request: { headers: { "X-GitHub-Event": "push" }, payload: { id } },
      response: { headers: {}, payload: "" },
    };
  }

  it("is paged by a cursor, newest first, and holds the App's own only", async () => {
    const all = await app.paginate("GET /app/hook/deliveries", { per_page: 2 });

    expect(all.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
  });

  it("is filtered by outcome", async () => {
    const failed = await app.request("GET /app/hook/deliveries", { status: "failure" });

    expect(failed.data.map(({ id }) => id)).toEqual([4, 2]);
  });

  it("shows what was sent", async () => {
    const { data } = await app.rest.apps.getWebhookDelivery({ delivery_id: 4 });

    expect(data).toMatchObject({ guid: "guid-4", request: { payload: { id: 4 } } });
  });

  it("delivers again, for the App alone", async () => {
    expect(await answerOf(app.rest.apps.redeliverWebhookDelivery({ delivery_id: 4 }))).toBe(202);
    expect(await answerOf(app.rest.apps.redeliverWebhookDelivery({ delivery_id: 6 }))).toBe(
      "404 Not Found",
    );
    expect(await answerOf(bot.rest.apps.redeliverWebhookDelivery({ delivery_id: 4 }))).toBe(
      "401 A JSON web token could not be decoded",
    );
    expect(redelivered).toEqual([4]);
  });
});
