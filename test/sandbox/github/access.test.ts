import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Caller } from "../../../src/sandbox/context.ts";
import {
  allows,
  canSee,
  legacyPermission,
  requireAccess,
  roleOf,
  visibleRepository,
} from "../../../src/sandbox/github/access.ts";
import { createRepository, grantRoles } from "../../../src/sandbox/github/repositories.ts";
import type { Repository } from "../../../src/sandbox/model.ts";
import { createWorld } from "./world.ts";
import type { World } from "./world.ts";

describe("access", () => {
  let world: World;
  let secret: Repository;

  beforeAll(async () => {
    world = await createWorld();
    secret = await createRepository(world.context, {
      owner: "acme",
      name: "secret",
      private: true,
    });
  });

  afterAll(() => world.close());

  const user = (login: string): Caller => ({ kind: "user", login });
  const installation = (changes: Partial<Extract<Caller, { kind: "installation" }>>): Caller => ({
    kind: "installation",
    app: world.app,
    installation: world.installation,
    permissions: world.installation.permissions,
    repositoryIds: null,
    ...changes,
  });

  describe("roleOf", () => {
    it.each([
      ["maintainer", "admin", "admin"],
      ["developer", "write", "read"],
      ["outsider", "read", "none"],
      ["MAINTAINER", "admin", "admin"],
      ["nobody", "read", "none"],
    ])("gives %s %s on the public and %s on the private repository", (login, open, closed) => {
      expect(roleOf(world.context, world.shop(), login)).toBe(open);
      expect(roleOf(world.context, secret, login)).toBe(closed);
    });

    it("takes the highest of what a person has", () => {
      const granted = grantRoles(world.context, secret, {
        collaborators: { Developer: "maintain" },
        teams: { builders: "triage" },
      });

      expect(roleOf(world.context, granted, "developer")).toBe("maintain");

      grantRoles(world.context, granted, { collaborators: { Developer: null } });
    });

    it.each([
      ["maintain", "write"],
      ["triage", "read"],
      ["admin", "admin"],
      ["none", "none"],
    ] as const)("of %s is %s in GitHub's old words", (role, permission) => {
      expect(legacyPermission(role)).toBe(permission);
    });
  });

  describe("when the repository is private", () => {
    it("hides it as if there were none", () => {
      expect(() => visibleRepository(world.context, user("outsider"), "acme", "secret")).toThrow(
        "Not Found",
      );
      expect(canSee(world.context, { kind: "anonymous" }, secret)).toBe(false);
      expect(canSee(world.context, user("developer"), secret)).toBe(true);
    });

    it("hides it from tokens for other repositories", () => {
      const narrowed = installation({ repositoryIds: [world.shop().id] });

      expect(canSee(world.context, narrowed, secret)).toBe(false);
      expect(canSee(world.context, installation({}), secret)).toBe(true);
    });
  });

  describe("when an App acts", () => {
    it("needs the permission by name and level", () => {
      const reader = installation({ permissions: { contents: "read" } });

      expect(allows(world.context, reader, secret, "contents", "read")).toBe(true);
      expect(allows(world.context, reader, secret, "contents", "write")).toBe(false);
      expect(allows(world.context, reader, secret, "issues", "read")).toBe(false);
      expect(allows(world.context, reader, secret, "metadata", "read")).toBe(true);
    });

    it("is told that the resource is not accessible", () => {
      const reader = installation({ permissions: {} });

      expect(() => requireAccess(world.context, reader, secret, "contents", "read")).toThrow(
        "Resource not accessible by integration",
      );
    });

    it("reads what is public elsewhere, and writes nothing there", async () => {
      const other = await createRepository(world.context, { owner: "outsider", name: "theirs" });

      expect(allows(world.context, installation({}), other, "contents", "read")).toBe(true);
      expect(allows(world.context, installation({}), other, "contents", "write")).toBe(false);
    });
  });

  it("keeps a workflow's token to its repository", () => {
    const job: Caller = {
      kind: "actions",
      permissions: { contents: "write" },
      repositoryId: world.shop().id,
    };

    expect(allows(world.context, job, world.shop(), "contents", "write")).toBe(true);
    expect(canSee(world.context, job, secret)).toBe(false);
  });
});
