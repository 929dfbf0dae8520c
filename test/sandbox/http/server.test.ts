import { request as requestHttp } from "node:http";

import { beforeEach, describe, expect, it } from "@jest/globals";
import { App, Octokit } from "octokit";

import { withSandbox } from "../../support/sandbox.ts";

const shop = { owner: "acme", repo: "shop" };

describe("the sandbox over HTTP", () => {
  const world = withSandbox();

  beforeEach(async () => {
    await world().sandbox.admin.createRepository({ owner: "acme", name: "shop" });
  });

  const send = async (
    path: string,
    init: Omit<RequestInit, "headers"> & {
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) => {
    const authorization = `token ${world().tokens.developer}`;
    return fetch(`${world().sandbox.apiUrl}${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
    });
  };

  it("answers the official client as GitHub does", async () => {
    const octokit = await world().asInstallation();

    const { data, headers } = await octokit.rest.issues.create({ ...shop, title: "broken" });
    await octokit.rest.issues.createComment({ ...shop, issue_number: data.number, body: "hello" });
    const comments = await octokit.rest.issues.listComments({ ...shop, issue_number: data.number });

    expect(comments.data).toMatchObject([{ body: "hello", user: { login: "ham[bot]" } }]);
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-github-media-type": "github.v3; format=json",
      "x-accepted-github-permissions": "issues=write",
    });
    expect(headers["x-github-request-id"]).toMatch(/^([0-9A-F]+:){4}[0-9A-F]+$/);
    expect(headers["x-ratelimit-limit"]).toBeUndefined();
  });

  it("lets an App come in by its key, also when its clock differs", async () => {
    const { app, privateKey, sandbox, installation } = world();
    sandbox.clock.advance(7 * 24 * 3_600_000);
    const silent = () => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const client = new App({
      appId: app.id,
      privateKey,
      log,
      Octokit: Octokit.defaults({
        baseUrl: sandbox.apiUrl,
        throttle: { enabled: false },
        retry: { enabled: false },
      }),
    });

    const octokit = await client.getInstallationOctokit(installation.id);
    const { data } = await octokit.request("GET /installation/repositories");

    expect(data.repositories.map(({ full_name }) => full_name)).toEqual(["acme/shop"]);
  });

  it("pages through lists by links that the official client follows", async () => {
    const octokit = world().as("developer");
    for (const title of ["one", "two", "three"])
      await octokit.rest.issues.create({ ...shop, title });

    const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...shop, per_page: 2 });

    expect(all.map(({ title }) => title)).toEqual(["three", "two", "one"]);
  });

  it("answers 304 to who has the same already", async () => {
    const first = await send("/repos/acme/shop");
    const etag = first.headers.get("etag") ?? "";
    const again = await send("/repos/acme/shop", { headers: { "if-none-match": etag } });
    const other = await send("/repos/acme/shop", { headers: { "if-none-match": 'W/"other"' } });

    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: "" });
    expect(other.status).toBe(200);
  });

  it("answers an operation that it lacks with 404 and notes it as a problem", async () => {
    const answer = await send("/repos/acme/shop/traffic/views");

    expect(answer.status).toBe(404);
    expect(world().sandbox.takeProblems()).toMatchObject([
      { kind: "unknown-operation", operation: "GET /api/v3/repos/acme/shop/traffic/views" },
    ]);
  });

  it("refuses a body that GitHub would not take and notes it as a problem", async () => {
    const answer = await send("/repos/acme/shop/issues", { method: "POST", body: `{"body":5}` });

    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({
      message: `Invalid request.\n\n"title" wasn't supplied.`,
      documentation_url: "https://docs.github.com/rest",
      status: "422",
    });
    expect(world().sandbox.takeProblems()).toMatchObject([
      { kind: "invalid-request", operation: "issues/create" },
    ]);
  });

  it("notes parameters that GitHub does not know and answers all the same", async () => {
    const answer = await send("/repos/acme/shop/issues?stat=all&per_page=many");

    expect(answer.status).toBe(200);
    expect(
      world()
        .sandbox.takeProblems()
        .map(({ message }) => message),
    ).toEqual([
      `query: GitHub knows no parameter "stat" here.`,
      `query: The parameter per_page cannot be "many".`,
    ]);
  });

  it("refuses what is not JSON", async () => {
    const answer = await send("/repos/acme/shop/issues", { method: "POST", body: "{" });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: "Problems parsing JSON" });
  });

  it("refuses a body above the limit", async () => {
    const body = Buffer.alloc(40 * 1024 * 1024 + 1, " ");
    const answer = await send("/repos/acme/shop/issues", { method: "POST", body });

    expect(answer.status).toBe(413);
  });

  it("refuses a client that does not say what it is", async () => {
    const { hostname, port } = new URL(world().sandbox.url);
    const status = await new Promise((resolve) => {
      const path = "/api/v3/repos/acme/shop";
      requestHttp({ hostname, port, path }, ({ statusCode }) => resolve(statusCode)).end();
    });

    expect(status).toBe(403);
  });

  it("serves nothing but the API, git and artifacts", async () => {
    expect((await fetch(`${world().sandbox.url}/acme`)).status).toBe(404);
  });

  it("asks for credentials before GraphQL", async () => {
    const query = { method: "POST", body: `{"query":"{ viewer { login } }"}` };

    expect((await fetch(world().sandbox.graphqlUrl, query)).status).toBe(401);
  });
});

describe("answers that differ from GitHub's description", () => {
  const world = withSandbox();

  it("are problems", async () => {
    const { sandbox } = world();
    await sandbox.admin.createRepository({ owner: "acme", name: "shop" });
    const [repository] = sandbox.context.state.repositories.list();
    if (repository === undefined) throw new Error("expected the repository");
    sandbox.context.state.repositories.remove(repository.id);
    sandbox.context.state.repositories.put({ ...repository, id: 1.5 });

    await fetch(`${sandbox.apiUrl}/repos/acme/shop`);

    expect(sandbox.takeProblems()).toMatchObject([
      {
        kind: "invalid-response",
        operation: "repos/get",
        message: "The answer's /id must be integer.",
      },
    ]);
  });
});
