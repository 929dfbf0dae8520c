import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import type { HamOptions } from "../../src/app/options.ts";
import { type HamServer, startServer } from "../../src/app/server.ts";
import { CONFIG, SHOP, appManifest } from "../adapters/github/world.ts";
import { withSandbox } from "../support/sandbox.ts";
import { webhookExamples } from "./webhook-examples.ts";

const HAM_YAML = `version: 1
defaultBranch: main
environments:
  - {name: dev}
services:
  shop: {repository: acme/shop}
`;

describe("the App", () => {
  let server: HamServer;
  let data: string;

  // Before the sandbox ends: hooks run in the order in which they are written.
  afterEach(async () => {
    await server.ready;
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const world = withSandbox({ manifest: appManifest() });

  beforeEach(async () => {
    const { admin } = world().sandbox;
    await admin.createRepository({ owner: "acme", name: "config", autoInit: true });
    await admin.createRepository({ owner: "acme", name: "shop", autoInit: true });
    data = mkdtempSync(join(tmpdir(), "ham-"));
    server = await startServer(optionsFor());
  });

  describe("when a webhook arrives", () => {
    it("acknowledges one that is signed", async () => {
      expect((await post("ping", { zen: "…" })).status).toBe(200);
    });

    it("refuses one with a wrong signature, or none", async () => {
      const body = JSON.stringify({ action: "created" });

      expect((await send("issue_comment", body, sign("{}"))).status).toBe(400);
      expect((await send("issue_comment", body, undefined)).status).toBe(400);
    });

    it("acknowledges every example of every event", async () => {
      const statuses = new Set<number>();
      for (const { event, payload } of webhookExamples()) {
        statuses.add((await post(event, payload)).status);
      }

      expect([...statuses]).toEqual([200]);
    });

    it("answers a comment", async () => {
      await server.ready;
      const { admin } = world().sandbox;
      await admin.commitFiles({
        repository: CONFIG,
        files: { "ham.yaml": HAM_YAML },
        as: "maintainer",
      });
      await admin.updateApp({
        app: world().app.slug,
        webhookUrl: `${server.url}/api/github/webhooks`,
      });
      await admin.commitFiles({
        repository: SHOP,
        branch: "feature",
        files: { "a.txt": "a" },
        as: "developer",
      });
      const { number } = await admin.openPull({
        repository: SHOP,
        title: "A change",
        head: "feature",
        as: "developer",
      });
      await admin.createComment({ repository: SHOP, number, body: "/help", as: "developer" });
      await world().sandbox.settled();
      await server.stop();

      const { data } = await world().as("developer").rest.issues.listComments({
        owner: "acme",
        repo: "shop",
        issue_number: number,
      });
      expect(data.some(({ user }) => user?.login === "ham[bot]")).toBe(true);
    });
  });

  describe("when a browser or a monitor asks", () => {
    it("tells when it is ready", async () => {
      await server.ready;

      const response = await fetch(`${server.url}/healthz`);

      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ ready: true });
    });

    it("shows figures and a page", async () => {
      await server.ready;

      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      const page = await (await fetch(`${server.url}/`)).text();

      expect(metrics).toContain('ham_github_call_seconds_count{call="GET /app",status="200"} 1');
      expect(metrics).toContain("ham_jobs_waiting 0");
      expect(page).toContain(CONFIG);
      expect(page).toContain("ham[bot]");
    });

    it("knows no other pages", async () => {
      expect((await fetch(`${server.url}/admin`)).status).toBe(404);
    });
  });

  function optionsFor(): HamOptions {
    const { sandbox, app, privateKey, webhookSecret } = world();
    return {
      appId: app.id,
      privateKey,
      webhookSecret,
      configRepository: CONFIG,
      apiUrl: sandbox.apiUrl,
      serverUrl: sandbox.url,
      host: "127.0.0.1",
      port: 0,
      watermarkFile: join(data, "watermark.json"),
      sweepMs: 3_600_000,
      answersPerMinute: 1000,
      logLevel: "silent",
    };
  }

  function post(event: string, payload: unknown): Promise<Response> {
    const body = JSON.stringify(payload);
    return send(event, body, sign(body));
  }

  function send(event: string, body: string, signature: string | undefined): Promise<Response> {
    return fetch(`${server.url}/api/github/webhooks`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        ...(signature === undefined ? {} : { "x-hub-signature-256": signature }),
      },
    });
  }

  function sign(body: string): string {
    const digest = createHmac("sha256", world().webhookSecret).update(body).digest("hex");
    return `sha256=${digest}`;
  }
});
