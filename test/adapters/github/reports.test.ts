import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { createChecks } from "../../../src/adapters/github/checks.ts";
import { createDeliveries } from "../../../src/adapters/github/deliveries.ts";
import { createWatermark } from "../../../src/adapters/watermark.ts";
import { createTranslator } from "../../../src/app/to-job.ts";
import { APP_LOGIN, CONFIG, SHOP, withGithub } from "./world.ts";

describe("check runs by Ham", () => {
  const world = withGithub();

  it("reports once what is the same, and anew what is not", async () => {
    const commit = await world().push(CONFIG, "main", { "ham.yaml": "version: 2\n" });
    const checks = createChecks({ github: world().github, appLogin: APP_LOGIN });
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: "ham.yaml",
      line: index + 1,
      message: `mistake ${index}`,
    }));
    const check = { repository: CONFIG, commit, name: "ham.yaml", title: "120 mistakes" };
    const failure = { ...check, conclusion: "failure", summary: "no", annotations } as const;
    const latest = async () => {
      const place = { owner: "acme", repo: "config", ref: commit };
      const { data } = await world().as("maintainer").rest.checks.listForRef(place);
      return data.check_runs;
    };

    await checks.report(failure);
    const [first] = await latest();
    await checks.report(failure);
    expect(await latest()).toMatchObject([
      { id: first?.id, conclusion: "failure", output: { annotations_count: 120 } },
    ]);

    await checks.report({ ...check, conclusion: "success", summary: "yes", annotations: [] });
    expect(await latest()).toMatchObject([
      { conclusion: "success", output: { annotations_count: 0 } },
    ]);
  });
});

describe("the log of deliveries", () => {
  const world = withGithub();
  const events = createTranslator({ configRepository: CONFIG });

  it("gives each delivery once, with the job that is in it", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const { admin } = world().sandbox;
    const address = "http://127.0.0.1:9/";
    await admin.updateApp({ app: world().app.slug, webhookUrl: address });
    const { number } = await admin.createIssue({ repository: SHOP, title: "A", as: "developer" });
    await admin.createComment({ repository: SHOP, number, body: "/help", as: "developer" });
    await world().sandbox.settled();
    const deliveries = createDeliveries({ github: world().github, events });

    const [first] = await deliveries.since(since);
    await deliveries.redeliver(first?.id ?? 0);
    await world().sandbox.settled();
    const found = await deliveries.since(since);

    expect(found).toMatchObject([{ event: "issue_comment", delivered: false }]);
    expect(await found[0]?.job()).toMatchObject({
      kind: "comment-created",
      comment: { body: "/help" },
      isPullRequest: false,
    });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await deliveries.since(later)).toEqual([]);
  });
});

describe("the watermark", () => {
  it("is what was written last", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ham-"));
    const watermark = createWatermark(join(folder, "data", "watermark.json"));

    expect(await watermark.read()).toBeUndefined();
    const done = new Map([["guid-1", "2030-05-10T12:04:00.000Z"]]);
    await watermark.write({ until: undefined, done: new Map() });
    await watermark.write({ until: "2030-05-10T12:05:00.000Z", done });

    expect(await watermark.read()).toEqual({ until: "2030-05-10T12:05:00.000Z", done });
    expect(readdirSync(join(folder, "data"))).toEqual(["watermark.json"]);
  });

  it("is none when the file is broken", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "ham-")), "watermark.json");
    writeFileSync(file, '{"sweptUntil":"yester');

    expect(await createWatermark(file).read()).toBeUndefined();
    expect(readFileSync(file, "utf8")).toContain("yester");
  });
});
