import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import nock from "nock";

import { readZipArchive } from "../../../src/adapters/archive/zip-archive.ts";
import { createEarlierUploads } from "../../../src/adapters/workflow/earlier-uploads.ts";
import { connectToolkit } from "../../../src/adapters/workflow/toolkit.ts";

const API = "https://github.acme.example/api/v3";
const ROUTE = "GET /repos/{owner}/{repo}";
const SHOP = { owner: "acme", repo: "shop" };

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => nock.enableNetConnect());

describe("connectToolkit", () => {
  const client = () => connectToolkit({ apiUrl: API, token: "t0ken", pauseMs: 1 });

  it("asks the server of the run, with the token", async () => {
    const scope = nock(API, { reqheaders: { authorization: "token t0ken" } })
      .get("/repos/acme/shop")
      .reply(200, { id: 1 });

    const { data } = await client().request(ROUTE, SHOP);

    expect(data).toEqual({ id: 1 });
    expect(scope.isDone()).toBe(true);
  });

  it("asks again when GitHub is down for a moment", async () => {
    nock(API).get("/repos/acme/shop").reply(502);
    nock(API).get("/repos/acme/shop").replyWithError("reset");
    nock(API).get("/repos/acme/shop").reply(200, { id: 1 });

    expect((await client().request(ROUTE, SHOP)).status).toBe(200);
  });

  it("gives up when it stays down", async () => {
    nock(API).get("/repos/acme/shop").times(3).reply(503);

    await expect(client().request(ROUTE, SHOP)).rejects.toMatchObject({ code: "unavailable" });
    expect(nock.pendingMocks()).toEqual([]);
  });

  it("takes a no for a no", async () => {
    nock(API).get("/repos/acme/shop").reply(403, { message: "no" });

    await expect(client().request(ROUTE, SHOP)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("uploads of a branch", () => {
  const KEY = "a".repeat(64);
  const anUpload = (id: number, overrides: Readonly<Record<string, unknown>> = {}) => ({
    id,
    name: `shuttle-shop-${KEY}`,
    size_in_bytes: 10,
    expired: false,
    created_at: `2026-03-02T12:00:0${id}Z`,
    workflow_run: { id: id + 10, repository_id: 1, head_repository_id: 1, head_branch: "master" },
    ...overrides,
  });
  const uploads = (troubles: string[], token = "t0ken") =>
    createEarlierUploads({
      apiUrl: API,
      repository: "acme/shop",
      token,
      readArchive: readZipArchive,
      onTrouble: (message) => troubles.push(message),
      pauseMs: 1,
    });

  it("are those of the service, the newest first, and of no fork", async () => {
    const other = { id: 20, repository_id: 1, head_repository_id: 1, head_branch: "other" };
    const fork = { id: 21, repository_id: 1, head_repository_id: 2, head_branch: "master" };
    nock(API)
      .get("/repos/acme/shop/actions/artifacts?per_page=100")
      .reply(200, {
        artifacts: [
          anUpload(1),
          anUpload(2),
          anUpload(3, { expired: true }),
          anUpload(4, { name: `shuttle-shop-cart-${KEY}` }),
          anUpload(5, { name: "coverage" }),
          anUpload(6, { workflow_run: other }),
          anUpload(7, { workflow_run: fork }),
          anUpload(8, { workflow_run: null }),
        ],
      });

    const found = await uploads([]).ofBranch("shop", "master");

    expect(found.map(({ id, runId }) => [id, runId])).toEqual([
      [2, 12],
      [1, 11],
    ]);
  });

  it("are none, and the reason is told, where the token may not read them", async () => {
    nock(API).get("/repos/acme/shop/actions/artifacts?per_page=100").reply(403, { message: "no" });
    const troubles: string[] = [];

    expect(await uploads(troubles).ofBranch("shop", "master")).toEqual([]);
    expect(troubles).toEqual([expect.stringContaining("no")]);
  });

  it("are none without a token, and nobody is asked", async () => {
    expect(await uploads([], "").ofBranch("shop", "master")).toEqual([]);
  });
});
