import { createSign, generateKeyPairSync } from "node:crypto";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { withSandbox } from "../../support/sandbox.ts";

const hour = 3_600_000;

describe("authentication", () => {
  const world = withSandbox();

  beforeEach(async () => {
    await world().sandbox.admin.createRepository({ owner: "acme", name: "shop" });
    await world().sandbox.admin.createRepository({ owner: "acme", name: "vault", private: true });
  });

  const get = async (path: string, authorization?: string) => {
    const headers = { ...(authorization === undefined ? {} : { authorization }) };
    const response = await fetch(`${world().sandbox.apiUrl}${path}`, { headers });
    return { status: response.status, message: messageIn(await response.json()) };
  };

  describe("with a person's token", () => {
    it.each([
      ["Bearer", (token: string) => `Bearer ${token}`],
      ["token", (token: string) => `token ${token}`],
      ["Basic, as the password", (token: string) => `Basic ${encode(`developer:${token}`)}`],
      ["Basic, as the user", (token: string) => `Basic ${encode(`${token}:x-oauth-basic`)}`],
    ])("takes it as %s", async (_, header) => {
      expect(await get("/user", header(world().tokens.developer))).toMatchObject({ status: 200 });
    });

    it("refuses one that it does not know", async () => {
      expect(await get("/repos/acme/shop", "Bearer nobody")).toEqual({
        status: 401,
        message: "Bad credentials",
      });
    });

    it("hides a private repository from others", async () => {
      const { developer, outsider } = world().tokens;

      expect(await get("/repos/acme/vault", `token ${developer}`)).toMatchObject({ status: 200 });
      expect(await get("/repos/acme/vault", `token ${outsider}`)).toMatchObject({ status: 404 });
      expect(await get("/repos/acme/vault")).toEqual({ status: 404, message: "Not Found" });
    });
  });

  describe("with an App's JSON web token", () => {
    const now = () => Math.floor(world().sandbox.clock.now().getTime() / 1000);
    const jwt = (claims: Readonly<Record<string, unknown>>, key = world().privateKey) =>
      `Bearer ${sign({ iss: world().app.id, iat: now() - 30, exp: now() + 570, ...claims }, key)}`;

    it("takes one that the App signed, its id as text or number", async () => {
      expect(await get("/app", jwt({}))).toMatchObject({ status: 200 });
      expect(await get("/app", jwt({ iss: String(world().app.id) }))).toMatchObject({
        status: 200,
      });
    });

    it.each([
      ["has expired", { exp: 1 }, /^'Expiration time' claim \('exp'\) must be a numeric value/],
      ["lives too long", { exp: 9_999_999_999 }, /is too far in the future$/],
      [
        "is from the future",
        { iat: 9_999_999_990 },
        /^'Issued at' claim \('iat'\) must be an Integer/,
      ],
      ["names no App", { iss: 4711 }, /^'Issuer' claim/],
    ])("refuses one that %s", async (_, claims, message) => {
      expect(await get("/app", jwt(claims))).toEqual({
        status: 401,
        message: expect.stringMatching(message),
      });
    });

    it("refuses one signed by another key, and none at all", async () => {
      const { privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
      });
      const refusal = { status: 401, message: "A JSON web token could not be decoded" };

      expect(await get("/app", jwt({}, privateKey))).toEqual(refusal);
      expect(await get("/app")).toEqual(refusal);
      expect(await get("/app", `token ${world().tokens.developer}`)).toEqual(refusal);
    });

    it("opens nothing but the App's own operations", async () => {
      expect(await get("/repos/acme/vault", jwt({}))).toMatchObject({ status: 404 });
    });
  });

  describe("with an installation's token", () => {
    const token = async (options: {
      readonly permissions?: Readonly<Record<string, "read" | "write">>;
      readonly repositories?: readonly string[];
    }) => {
      const { permissions, repositories } = options;
      const { sandbox, installation } = world();
      const made = await sandbox.admin.createInstallationToken({
        installationId: installation.id,
        ...(permissions === undefined ? {} : { permissions }),
        ...(repositories === undefined ? {} : { repositories: [...repositories] }),
      });
      return `token ${made.token}`;
    };

    it("ends it after an hour", async () => {
      const authorization = await token({});

      world().sandbox.clock.advance(hour - 60_000);
      expect(await get("/repos/acme/vault", authorization)).toMatchObject({ status: 200 });
      world().sandbox.clock.advance(60_000);
      expect(await get("/repos/acme/vault", authorization)).toEqual({
        status: 401,
        message: "Bad credentials",
      });
    });

    it("refuses what its permissions leave out", async () => {
      expect(await get("/repos/acme/vault/issues", await token({ permissions: {} }))).toEqual({
        status: 403,
        message: "Resource not accessible by integration",
      });
      const conversation = await token({ permissions: { pull_requests: "read" } });
      expect(await get("/repos/acme/vault/issues/comments", conversation)).toMatchObject({
        status: 200,
      });
    });

    it("hides the private repositories that it leaves out", async () => {
      const narrowed = await token({ repositories: ["shop"] });

      expect(await get("/repos/acme/vault", narrowed)).toEqual({
        status: 404,
        message: "Not Found",
      });
    });

    it("ends with the installation", async () => {
      const authorization = await token({});

      await world().sandbox.admin.uninstallApp({ app: "ham", account: "acme" });

      expect(await get("/repos/acme/shop", authorization)).toMatchObject({ status: 401 });
    });
  });
});

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

function sign(claims: Readonly<Record<string, unknown>>, key: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createSign("sha256").update(text).sign(key).toString("base64url")}`;
}

function messageIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
}
