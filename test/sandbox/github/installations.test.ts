import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import {
  createInstallationToken,
  installApp,
  installationOfRepository,
  repositoriesOfInstallation,
} from "../../../src/sandbox/github/installations.ts";
import { createRepository } from "../../../src/sandbox/github/repositories.ts";
import type { Installation } from "../../../src/sandbox/model.ts";
import { createWorld } from "./world.ts";
import type { World } from "./world.ts";

describe("installations", () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    await createRepository(world.context, { owner: "acme", name: "config", private: true });
    await createRepository(world.context, { owner: "outsider", name: "theirs" });
  });

  afterAll(() => world.close());

  const token = (input = {}, installation: Installation = world.installation) =>
    createInstallationToken(world.context, installation, input);

  it("cover their account's repositories, all or those selected", () => {
    const only = installApp(world.context, world.app, {
      account: "outsider",
      repositories: [world.shop()],
    });

    const names = repositoriesOfInstallation(world.context, world.installation);
    expect(names.map(({ name }) => name)).toEqual(["shop", "config"]);
    expect(repositoriesOfInstallation(world.context, only)).toEqual([]);
    expect(installationOfRepository(world.context, world.app, world.shop())?.id).toBe(
      world.installation.id,
    );
  });

  it("give tokens for an hour, much longer than forty characters", async () => {
    const made = await token();

    expect(made).toMatchObject({
      expiresAt: "2030-05-10T13:00:00Z",
      permissions: world.installation.permissions,
      repositoryIds: null,
    });
    expect(made.token).toMatch(/^ghs_/);
    expect(made.token.length).toBeGreaterThan(200);
  });

  it("give narrower tokens", async () => {
    expect(
      await token({ permissions: { contents: "read" }, repositories: ["SHOP"] }),
    ).toMatchObject({ permissions: { contents: "read" }, repositoryIds: [world.shop().id] });
  });

  it.each([
    ["a permission that was not granted", { permissions: { administration: "read" } }],
    ["a repository of somebody else's", { repositories: ["theirs"] }],
    ["a repository that is not there", { repositoryIds: [999_999] }],
  ])("refuse tokens for %s", (_, input) => {
    expect(() => token(input)).toThrow(/not granted to this installation|not accessible/);
  });

  it("refuse to turn read into write", () => {
    const permissions = { contents: "read" } as const;
    const reading: Installation = { ...world.installation, permissions };

    expect(() => token({ permissions: { contents: "write" } }, reading)).toThrow(
      "not granted to this installation",
    );
  });
});
