import { generateKeyPairSync } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import nock from "nock";
import * as v from "valibot";

import { ask, find, list } from "../../../src/adapters/github/client.ts";
import { GithubError } from "../../../src/adapters/github/github-error.ts";
import { type Github, connectGithub } from "../../../src/adapters/github/installation.ts";
import type { GithubCall } from "../../../src/adapters/github/octokit.ts";

const API = "https://api.github.com";
const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

const THING = v.object({ id: v.number() });
const ROUTE = "GET /things/{id}";
const DOCUMENT = { name: "Thing", text: "query Thing { thing { id } }", variables: { v0: 1 } };

describe("the client of GitHub", () => {
  let github: Github;
  let calls: GithubCall[];
  let warnings: string[];

  beforeEach(() => {
    nock.disableNetConnect();
    calls = [];
    warnings = [];
    github = connect();
  });

  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    if (unused.length > 0) throw new Error(`never asked for: ${unused.join(", ")}`);
  });

  describe("when it needs a token", () => {
    it("asks for one that can read and answer, and one that can write the config repository alone", async () => {
      const bodies: unknown[] = [];
      nock(API).get("/repos/acme/config/installation").reply(200, { id: 3 });
      nock(API)
        .post("/app/installations/3/access_tokens", (body) => bodies.push(body) > 0)
        .twice()
        .reply(201, tokenAnswer("ghs_1"));
      nock(API).get("/things/1").twice().reply(200, { id: 1 });

      await ask(github.reader, ROUTE, { id: 1 }, THING);
      await ask(github.writer, ROUTE, { id: 1 }, THING);

      expect(bodies).toEqual([
        {
          permissions: {
            actions: "read",
            checks: "write",
            contents: "read",
            deployments: "write",
            issues: "write",
            members: "read",
            metadata: "read",
            pull_requests: "write",
          },
        },
        { permissions: { contents: "write", metadata: "read" }, repositories: ["config"] },
      ]);
    });

    it("keeps it, and asks for another one when it is not accepted any more", async () => {
      nock(API).get("/repos/acme/config/installation").reply(200, { id: 3 });
      nock(API).post("/app/installations/3/access_tokens").reply(201, tokenAnswer("ghs_1"));
      nock(API, { reqheaders: { authorization: "token ghs_1" } })
        .get("/things/1")
        .reply(200, { id: 1 })
        .get("/things/1")
        .reply(401, { message: "Bad credentials" });
      nock(API).post("/app/installations/3/access_tokens").reply(201, tokenAnswer("ghs_2"));
      nock(API, { reqheaders: { authorization: "token ghs_2" } })
        .get("/things/1")
        .reply(200, { id: 2 });

      await ask(github.reader, ROUTE, { id: 1 }, THING);
      const now = Date.now;
      Date.now = () => now() + 60_000;
      try {
        expect(await ask(github.reader, ROUTE, { id: 1 }, THING)).toEqual({ id: 2 });
      } finally {
        Date.now = now;
      }
    });

    it("says what is wrong when the App isn't installed, and asks again the next time", async () => {
      nock(API).get("/repos/acme/config/installation").reply(404, { message: "Not Found" });
      await expect(ask(github.reader, ROUTE, { id: 1 }, THING)).rejects.toMatchObject({
        code: "not-found",
      });

      expectToken();
      nock(API).get("/things/1").reply(200, { id: 1 });
      expect(await ask(github.reader, ROUTE, { id: 1 }, THING)).toEqual({ id: 1 });
    });
  });

  describe("when GitHub is in trouble", () => {
    beforeEach(expectToken);

    it("tries again after 502", async () => {
      nock(API).get("/things/1").twice().reply(502, "bad gateway");
      nock(API).get("/things/1").reply(200, { id: 1 });

      expect(await ask(github.reader, ROUTE, { id: 1 }, THING)).toEqual({ id: 1 });
      expect(calls.filter(({ status }) => status === 502)).toHaveLength(2);
    });

    it("gives up in the end", async () => {
      nock(API).get("/things/1").times(4).reply(503, "unavailable");

      await expect(ask(github.reader, ROUTE, { id: 1 }, THING)).rejects.toMatchObject({
        code: "unavailable",
        status: 503,
      });
    });

    it("doesn't repeat what must not happen twice", async () => {
      nock(API).post("/graphql").reply(502, "bad gateway");

      await expect(github.reader.graphql(DOCUMENT, { once: true })).rejects.toMatchObject({
        code: "unavailable",
      });
    });

    it("gives up on an answer that doesn't come", async () => {
      github = connect({ timeoutMs: 300, retries: 0 });
      nock(API).get("/things/1").delay(3000).reply(200, { id: 1 });

      await expect(ask(github.reader, ROUTE, { id: 1 }, THING)).rejects.toMatchObject({
        code: "timeout",
      });
      nock.abortPendingRequests();
    });
  });

  describe("when GitHub asks to wait", () => {
    beforeEach(expectToken);

    it("waits as long as the secondary limit says", async () => {
      const message = "You have exceeded a secondary rate limit.";
      nock(API).get("/things/1").reply(403, { message }, { "retry-after": "3" });
      nock(API).get("/things/1").reply(200, { id: 1 });

      expect(await ask(github.reader, ROUTE, { id: 1 }, THING)).toEqual({ id: 1 });
      expect(warnings).toEqual([
        "GitHub's secondary rate limit is reached at GET /things/{id}: waiting 3 s",
      ]);
    });

    it("waits for the reset of the primary limit, with GraphQL, too", async () => {
      const reset = String(Math.ceil(Date.now() / 1000) + 2);
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
      const limited = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
      nock(API).post("/graphql").reply(200, limited, headers);
      nock(API)
        .post("/graphql")
        .reply(200, { data: { thing: null } });

      expect(await github.reader.graphql(DOCUMENT)).toEqual({ data: { thing: null }, errors: [] });
      expect(warnings).toHaveLength(1);
    });

    it("gives up when GitHub asks for it again and again", async () => {
      const message = "You have exceeded a secondary rate limit.";
      nock(API).get("/things/1").times(4).reply(429, { message }, { "retry-after": "1" });

      await expect(ask(github.reader, ROUTE, { id: 1 }, THING)).rejects.toMatchObject({
        code: "rate-limited",
      });
    });

    it("tells what is left", async () => {
      const headers = {
        "x-ratelimit-resource": "core",
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "4321",
      };
      nock(API).get("/things/1").reply(200, { id: 1 }, headers);

      await ask(github.reader, ROUTE, { id: 1 }, THING);

      expect(calls.at(-1)).toMatchObject({
        name: "GET /things/{id}",
        status: 200,
        budget: { resource: "core", limit: 5000, remaining: 4321 },
      });
    });

    it("sends mutations side by side otherwise", async () => {
      let underWay = 0;
      let most = 0;
      const answer = async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await setTimeout(20);
        underWay -= 1;
        return { data: {} };
      };
      nock(API).post("/graphql").times(20).reply(200, answer);

      await Promise.all(Array.from({ length: 20 }, () => github.reader.graphql(DOCUMENT)));

      expect(most).toBeGreaterThan(1);
    });
  });

  describe("when it reads answers", () => {
    beforeEach(expectToken);

    it("follows the pages of a list", async () => {
      const next = `<${API}/things?per_page=100&page=2>; rel="next"`;
      nock(API)
        .get("/things?per_page=100")
        .reply(200, [{ id: 1 }], { link: next });
      nock(API)
        .get("/things?per_page=100&page=2")
        .reply(200, [{ id: 2 }]);

      const pages = await list(github.reader, "GET /things", {}, v.array(THING));

      expect(pages.flat()).toEqual([{ id: 1 }, { id: 2 }]);
    });

    it("stops paging when told to", async () => {
      const next = `<${API}/things?per_page=100&page=2>; rel="next"`;
      nock(API)
        .get("/things?per_page=100")
        .reply(200, [{ id: 1 }], { link: next });

      const goesOn = () => false;
      const pages = await list(github.reader, "GET /things", {}, v.array(THING), { goesOn });

      expect(pages).toHaveLength(1);
    });

    it.each([
      [403, "Resource not accessible by integration", "forbidden"],
      [409, "Git Repository is empty.", "conflict"],
      [422, "Validation Failed", "unprocessable"],
    ])("tells %d apart", async (status, message, code) => {
      nock(API).get("/things/1").reply(status, { message });

      const error: unknown = await ask(github.reader, ROUTE, { id: 1 }, THING).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(GithubError);
      expect(error).toMatchObject({ code, status });
    });

    it("finds nothing where there is nothing", async () => {
      nock(API).get("/things/1").reply(404, { message: "Not Found" });

      expect(await find(github.reader, ROUTE, { id: 1 }, THING)).toBeUndefined();
    });

    it("doesn't believe an answer of another shape", async () => {
      nock(API).get("/things/1").reply(200, { id: "one" });

      await expect(ask(github.reader, ROUTE, { id: 1 }, THING)).rejects.toThrow(
        'GET /things/{id}: id: Invalid type: Expected number but received "one"',
      );
    });

    it("gives data and errors side by side", async () => {
      const errors = [
        { type: "STALE_DATA", path: ["c0"], locations: [], message: "Expected branch to point …" },
      ];
      nock(API)
        .post("/graphql")
        .reply(200, { data: { c0: null, c1: {} }, errors });

      expect(await github.reader.graphql(DOCUMENT)).toEqual({
        data: { c0: null, c1: {} },
        errors: [{ type: "STALE_DATA", path: ["c0"], message: "Expected branch to point …" }],
      });
    });
  });

  describe("when GitHub is an enterprise's own", () => {
    it("asks its addresses", async () => {
      const server = "https://git.acme.example";
      github = connect({ apiUrl: `${server}/api/v3` });
      nock(server).get("/api/v3/repos/acme/config/installation").reply(200, { id: 3 });
      nock(server)
        .post("/api/v3/app/installations/3/access_tokens")
        .reply(201, tokenAnswer("ghs_1"));
      nock(server).post("/api/graphql").reply(200, { data: {} });

      expect(await github.reader.graphql(DOCUMENT)).toEqual({ data: {}, errors: [] });
    });
  });

  function connect(own: Partial<Parameters<typeof connectGithub>[0]> = {}): Github {
    const silent = () => undefined;
    return connectGithub({
      apiUrl: API,
      appId: 1,
      privateKey: KEY,
      configRepository: "acme/config",
      onCall: (call) => calls.push(call),
      throttling: { secondMs: 10 },
      log: {
        debug: silent,
        info: silent,
        warn: (message) => warnings.push(message),
        error: silent,
      },
      ...own,
    });
  }

  function expectToken(): void {
    nock(API).get("/repos/acme/config/installation").reply(200, { id: 3 });
    nock(API).post("/app/installations/3/access_tokens").reply(201, tokenAnswer("ghs_1"));
  }

  function tokenAnswer(token: string) {
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return { token, expires_at, permissions: {}, repository_selection: "all" };
  }
});
