import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import { createRepository } from "../../../src/sandbox/github/repositories.ts";
import { answerOf, createApi, shop } from "./api.ts";
import type { Api } from "./api.ts";

describe("accounts and permissions over REST", () => {
  let api: Api;
  let bot: Octokit["rest"];

  beforeAll(async () => {
    api = await createApi();
    bot = api.as("bot").rest;
    await createRepository(api.world.context, { owner: "acme", name: "secret", private: true });
  });

  it.each([
    ["maintainer", "admin"],
    ["developer", "write"],
    ["outsider", "read"],
  ])("gives the permission of %s: %s", async (username, permission) => {
    const { data } = await bot.repos.getCollaboratorPermissionLevel({ ...shop, username });

    expect(data).toMatchObject({ permission, role_name: permission, user: { login: username } });
  });

  it("gives no permission on a private repository to who has none, and none to who is nobody", async () => {
    const level = (username: string) =>
      bot.repos.getCollaboratorPermissionLevel({ owner: "acme", repo: "secret", username });

    expect((await level("outsider")).data.permission).toBe("none");
    expect(await answerOf(level("somebody"))).toBe("404 somebody is not a user");
  });

  it("knows people by name and by id, and bots", async () => {
    const { data } = await bot.users.getByUsername({ username: "Ham[bot]" });

    expect(data).toMatchObject({ login: "ham[bot]", type: "Bot" });
    expect(
      (await api.as("bot").request("GET /user/{account_id}", { account_id: data.id })).data,
    ).toMatchObject({ login: "ham[bot]" });
  });

  it("knows who asks", async () => {
    expect((await api.as("developer").rest.users.getAuthenticated()).data.login).toBe("developer");
    expect(await answerOf(bot.users.getAuthenticated())).toBe(
      "403 Resource not accessible by integration",
    );
    expect(await answerOf(api.as("nobody").rest.users.getAuthenticated())).toBe(
      "401 Requires authentication",
    );
  });

  it("shows teams to members and to Apps with the permission", async () => {
    const team = { org: "acme", team_slug: "builders" };
    const list = (who: Octokit) => answerOf(who.rest.teams.listMembersInOrg(team));

    expect((await bot.teams.listMembersInOrg(team)).data).toMatchObject([{ login: "developer" }]);
    expect(await list(api.as("developer"))).toBe(200);
    expect(await list(api.as("outsider"))).toBe("404 Not Found");
    expect(
      await answerOf(bot.teams.getMembershipForUserInOrg({ ...team, username: "outsider" })),
    ).toBe("404 Not Found");
  });

  it("hides a private repository", async () => {
    const get = (who: Octokit) => answerOf(who.rest.repos.get({ owner: "acme", repo: "secret" }));

    expect(await get(api.as("developer"))).toBe(200);
    expect(await get(api.as("outsider"))).toBe("404 Not Found");
    expect(await get(api.as("nobody"))).toBe("404 Not Found");
  });

  it("gives an App its installations and tokens for them", async () => {
    const app = api.as("app").rest;
    const { data: installation } = await app.apps.getRepoInstallation(shop);
    const installation_id = installation.id;

    expect((await app.apps.getOrgInstallation({ org: "acme" })).data.id).toBe(installation_id);
    expect((await app.apps.listInstallations()).data).toHaveLength(1);
    const token = await app.apps.createInstallationAccessToken({
      installation_id,
      permissions: { contents: "read" },
      repositories: ["shop"],
    });
    expect(token.data).toMatchObject({
      expires_at: "2030-05-10T13:00:00Z",
      permissions: { contents: "read" },
      repository_selection: "selected",
      repositories: [{ full_name: "acme/shop" }],
    });
    expect(
      await answerOf(
        app.apps.createInstallationAccessToken({
          installation_id,
          permissions: { administration: "write" },
        }),
      ),
    ).toBe("422 The permissions requested are not granted to this installation.");
  });
});
