import { beforeEach, describe, expect, it } from "@jest/globals";

import { withSandbox } from "../../support/sandbox.ts";

describe("rate limits over HTTP", () => {
  const world = withSandbox({ limits: { primary: { rest: 3, graphql: 1 } } });

  beforeEach(async () => {
    await world().sandbox.admin.createRepository({ owner: "acme", name: "shop" });
  });

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${world().sandbox.apiUrl}${path}`, {
      headers: { authorization: `token ${world().tokens.developer}`, ...headers },
    });

  it("refuses with GitHub's status, message and headers when the hour's points are used up", async () => {
    for (let count = 0; count < 3; count += 1) await get("/repos/acme/shop");
    const refused = await get("/repos/acme/shop");

    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      message: "API rate limit exceeded for user developer.",
    });
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  });

  it("charges nothing for a 304 and for asking what is left", async () => {
    const { headers } = await get("/repos/acme/shop");
    const known = { "if-none-match": headers.get("etag") ?? "" };
    for (let count = 0; count < 5; count += 1)
      expect((await get("/repos/acme/shop", known)).status).toBe(304);
    const left = await get("/rate_limit");

    expect(await left.json()).toMatchObject({ rate: { limit: 3, used: 1, remaining: 2 } });
  });

  it("answers GraphQL with 200 and an error when its points are used up", async () => {
    const ask = () =>
      fetch(world().sandbox.graphqlUrl, {
        method: "POST",
        headers: { authorization: `token ${world().tokens.developer}` },
        body: JSON.stringify({ query: "{ viewer { login } }" }),
      });
    await ask();
    const refused = await ask();

    expect(refused.status).toBe(200);
    expect(await refused.json()).toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
  });

  it("refuses too many at once with retry-after", async () => {
    const { limits } = world().sandbox;
    limits.set({ primary: null, secondary: { restPointsPerMinute: 1 } });
    await get("/repos/acme/shop");
    const refused = await get("/repos/acme/shop");

    expect(refused.status).toBe(403);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      message: expect.stringMatching(/^You have exceeded a secondary rate limit\./),
    });
  });

  it("tells that there are none when they are off", async () => {
    world().sandbox.limits.set(false);

    expect((await get("/rate_limit")).status).toBe(404);
    expect((await get("/repos/acme/shop")).headers.get("x-ratelimit-limit")).toBeNull();
  });
});
