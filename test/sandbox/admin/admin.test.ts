import { beforeEach, describe, expect, it } from "@jest/globals";

import { withSandbox } from "../../support/sandbox.ts";

describe("the admin API", () => {
  const world = withSandbox();

  const call = async (operation: string, input?: unknown, token = world().sandbox.adminToken) => {
    const response = await fetch(`${world().sandbox.adminUrl}${operation}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${world().sandbox.adminToken}` };
    return (await fetch(`${world().sandbox.adminUrl}${path}`, { headers })).text();
  };

  it("does over HTTP what it does in-process", async () => {
    expect(await call("createUser", { login: "guest" })).toMatchObject({
      status: 200,
      body: { account: { login: "guest", type: "User" }, token: expect.stringMatching(/^ghp_/) },
    });
    expect(await call("createRepository", { owner: "acme", name: "shop" })).toMatchObject({
      body: { owner: "acme", name: "shop", defaultBranch: "main" },
    });
    expect(
      await call("createIssue", { repository: "acme/shop", title: "x", as: "guest" }),
    ).toMatchObject({ body: { number: 1, author: "guest" } });
  });

  it("lets nobody in without its token", async () => {
    expect(await call("createUser", { login: "guest" }, "guess")).toMatchObject({ status: 401 });
  });

  it("explains what it cannot do", async () => {
    const refusal = (message: string) => ({ status: 422, body: { message } });

    expect(await call("createUser", { name: "guest" })).toMatchObject(
      refusal(`login: Invalid key: Expected "login" but received undefined`),
    );
    expect(await call("createUser", { login: "developer" })).toMatchObject(
      refusal("Validation Failed"),
    );
    expect(
      await call("createIssue", { repository: "acme/none", title: "x", as: "developer" }),
    ).toMatchObject(refusal("There is no repository acme/none"));
    expect(await call("destroy")).toMatchObject({
      status: 404,
      body: { message: "There is no operation destroy: GET /_sandbox/ lists them" },
    });
  });

  it("lists its operations", async () => {
    expect(JSON.parse(await read(""))).toMatchObject({
      operations: expect.arrayContaining(["createUser", "registerApp", "advanceClock"]),
    });
  });

  describe("Apps", () => {
    const manifest = [
      "name: Company Ham",
      "url: https://example.test",
      "default_events: [push, issue_comment]",
      "default_permissions: { contents: write, issues: read }",
    ].join("\n");

    it("are made from the text of an app.yml", async () => {
      const { admin } = world().sandbox;
      const { app, privateKey } = await admin.registerApp({ manifest, owner: "acme" });
      const installation = await admin.installApp({ app: "company-ham", account: "acme" });

      expect(app).toMatchObject({
        slug: "company-ham",
        permissions: { contents: "write", issues: "read" },
        events: ["push", "issue_comment"],
      });
      expect(privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
      expect(installation).toMatchObject({ account: "acme", permissions: app.permissions });
    });

    it("keep a key that is given", async () => {
      const { privateKey, sandbox } = world();
      const input = { manifest, owner: "acme", privateKey, webhookSecret: "secret" };

      expect(await sandbox.admin.registerApp(input)).toMatchObject({
        privateKey,
        webhookSecret: "secret",
      });
    });

    it("are refused without a name", async () => {
      expect(await call("registerApp", { manifest: "url: x", owner: "acme" })).toMatchObject({
        status: 422,
        body: { message: expect.stringContaining("name") },
      });
    });
  });

  describe("roles", () => {
    beforeEach(() => world().sandbox.admin.createRepository({ owner: "acme", name: "shop" }));

    const permission = async (username: string) => {
      const octokit = await world().asInstallation();
      const place = { owner: "acme", repo: "shop", username };
      return (await octokit.rest.repos.getCollaboratorPermissionLevel(place)).data.role_name;
    };

    it("follow from invitations and teams", async () => {
      const { admin } = world().sandbox;
      const repository = "acme/shop";
      await admin.createTeam({ organization: "acme", slug: "releasers" });
      await admin.addTeamToRepository({ repository, slug: "releasers", role: "maintain" });

      expect(await permission("outsider")).toBe("read");
      await admin.addCollaborator({ repository, login: "outsider", role: "triage" });
      expect(await permission("outsider")).toBe("triage");
      await admin.addCollaborator({ repository, login: "outsider", role: null });
      expect(await permission("outsider")).toBe("read");
      await admin.setTeamMembers({
        organization: "acme",
        slug: "releasers",
        members: ["outsider"],
      });
      expect(await permission("outsider")).toBe("maintain");
    });
  });

  describe("controls", () => {
    beforeEach(() => world().sandbox.admin.createRepository({ owner: "acme", name: "shop" }));

    const get = () => fetch(`${world().sandbox.apiUrl}/repos/acme/shop`);

    it("reads and marks the log", async () => {
      await get();
      await call("mark", { name: "here" });
      await get();

      expect(await call("readLog", { mark: "here" })).toMatchObject({
        body: [{ operation: "repos/get", status: 200 }],
      });
      expect(await call("readSteps")).toMatchObject({ body: [{ name: "here" }] });
      expect(await read("log")).toMatch(/^(.* anonymous: GET .* → 200 \d+ ms\n){2}$/);
    });

    it("sets and removes faults", async () => {
      const { body } = await call("addFault", { times: null, do: { kind: "status", status: 503 } });
      expect((await get()).status).toBe(503);
      expect(await call("listFaults")).toMatchObject({ body: [{ struck: 1 }] });

      await call("removeFault", body);
      expect((await get()).status).toBe(200);
    });

    it("switches limits", async () => {
      await call("setLimits", { primary: { anonymous: 1 } });

      expect([(await get()).status, (await get()).status]).toEqual([200, 403]);
      expect(await call("setLimits", false)).toMatchObject({
        body: { primary: null, secondary: null },
      });
    });

    it("advances the clock", async () => {
      const before = world().sandbox.clock.now().getTime();
      const { body } = await call("advanceClock", { milliseconds: 3_600_000 });

      expect(body).toEqual({ now: expect.any(String) });
      expect(world().sandbox.clock.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    });

    it("holds deliveries, waits until all is settled, hands out problems", async () => {
      await call("holdDeliveries");
      await call("addDeliveryRule", { do: { kind: "drop" } });
      await call("releaseDeliveries");
      expect(await call("settle")).toMatchObject({ status: 200 });
      await fetch(`${world().sandbox.apiUrl}/unknown`);

      expect(await call("takeProblems")).toMatchObject({ body: [{ kind: "unknown-operation" }] });
      expect(await call("readProblems")).toMatchObject({ body: [] });
    });
  });
});
