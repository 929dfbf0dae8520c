import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import type { OutsideRun } from "../../../src/sandbox/actions/outside-runs.ts";
import { createShop, shop, withActions, workflow } from "../actions/actions-world.ts";
import { artifactClient } from "./artifact-client.ts";
import type { ClientCall, ClientEnvironment } from "./artifact-client.ts";

describe("the artifact protocol", () => {
  const world = withActions();
  let folder = "";
  let run: OutsideRun;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "artifacts-"));
    await createShop(world());
    await world().push({ ".github/workflows/ci.yml": workflow("- run: 'true'") });
    run = await start();
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function start(): Promise<OutsideRun> {
    const [first] = world().runs();
    return world().sandbox.admin.startOutsideRun({ runId: first?.id ?? 0 });
  }

  function client(more: Partial<ClientEnvironment> = {}, of: OutsideRun = run): ClientCall {
    return artifactClient({
      ACTIONS_RESULTS_URL: of.resultsUrl,
      ACTIONS_RUNTIME_TOKEN: of.runtimeToken,
      ...more,
    });
  }

  function write(files: Readonly<Record<string, string | Buffer>>): readonly string[] {
    return Object.entries(files).map(([name, content]) => {
      const path = join(folder, "source", name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content);
      return path;
    });
  }

  function upload(name: string, files: Readonly<Record<string, string | Buffer>>, options = {}) {
    return client()("uploadArtifact", name, write(files), join(folder, "source"), options);
  }

  async function listed(): Promise<readonly unknown[]> {
    const { data } = await world()
      .as("developer")
      .rest.actions.listWorkflowRunArtifacts({ ...shop, run_id: run.runId });
    return data.artifacts;
  }

  it("takes an upload of the real client and binds it to the run", async () => {
    const uploaded = await upload("shuttle-shop", { "dev/a.yaml": "a\n", "artifact.json": "{}" });

    const [artifact] = world().sandbox.context.state.artifacts.list();
    const zip = readFileSync(join(world().sandbox.dataFolder, artifact?.file ?? ""));
    const sha256 = createHash("sha256").update(zip).digest("hex");
    expect(uploaded).toEqual({ id: artifact?.id, size: zip.length, digest: sha256 });
    expect(await listed()).toMatchObject([
      {
        name: "shuttle-shop",
        digest: `sha256:${sha256}`,
        size_in_bytes: zip.length,
        expired: false,
        workflow_run: { id: run.runId, head_branch: "main", head_sha: run.sha },
      },
    ]);
  });

  it("gives it back to the real client, with the digest that it was given", async () => {
    const large = randomBytes(20 * 1024 * 1024);
    const { id, digest } = asUpload(
      await upload("built", { "large.bin": large, "dev/a.yaml": "a\n" }, { compressionLevel: 0 }),
    );

    const target = join(folder, "target");
    const options = { path: target, expectedHash: `sha256:${digest}` };
    const downloaded = await client()("downloadArtifact", id, options);

    expect(downloaded).toEqual({ downloadPath: target, digestMismatch: false });
    expect(readdirSync(target).sort()).toEqual(["dev", "large.bin"]);
    expect(readFileSync(join(target, "large.bin")).equals(large)).toBe(true);
    expect(readFileSync(join(target, "dev", "a.yaml"), "utf8")).toBe("a\n");
  });

  it("lists what the run has, and finds one by its name", async () => {
    const one = asUpload(await upload("one", { a: "a" }));
    const other = asUpload(await upload("other", { b: "b" }));

    expect(await client()("listArtifacts", { latest: true })).toMatchObject({
      artifacts: [
        { name: "other", id: other.id, digest: `sha256:${other.digest}` },
        { name: "one", id: one.id, size: one.size },
      ],
    });
    expect(await client()("getArtifact", "one")).toMatchObject({ artifact: { id: one.id } });
    await expect(client()("getArtifact", "none")).rejects.toThrow("not found for name: none");
  });

  it("takes a name once, and again after it was deleted: under a new id", async () => {
    const first = asUpload(await upload("built", { a: "1" }));

    await expect(upload("built", { a: "2" })).rejects.toThrow(
      "an artifact with this name already exists on the workflow run",
    );
    expect(await client()("deleteArtifact", "built")).toEqual({ id: first.id });
    const second = asUpload(await upload("built", { a: "2" }));

    expect(second.id).toBeGreaterThan(first.id);
    expect(await listed()).toMatchObject([{ id: second.id }]);
  });

  it("keeps it as long as the workflow wants", async () => {
    await upload("built", { a: "a" }, { retentionDays: 5 });
    const [artifact] = world().sandbox.context.state.artifacts.list();
    const life = Date.parse(artifact?.expiresAt ?? "") - Date.parse(artifact?.createdAt ?? "");

    expect(Math.round(life / 3_600_000)).toBe(5 * 24);
    await world().sandbox.admin.advanceClock({ milliseconds: 6 * 24 * 3_600_000 });
    expect(await listed()).toMatchObject([{ name: "built", expired: true }]);
  });

  it("keeps it for 90 days when nothing is said, and never longer", async () => {
    await upload("short", { a: "a" });
    await upload("long", { a: "a" }, { retentionDays: 400 });

    // In hours: it is asked for in one second and kept in the next.
    const hours = world()
      .sandbox.context.state.artifacts.list()
      .map(({ createdAt, expiresAt }) =>
        Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 3_600_000),
      );
    expect(hours).toEqual([90 * 24, 90 * 24]);
  });

  describe("when the token is not that of a running job", () => {
    it.each([
      ["made up", (token: string) => token.replace(/\.[^.]+$/, ".AAAA")],
      ["changed", (token: string) => changed(token)],
    ])("refuses one that was %s", async (_, change) => {
      const call = client({ ACTIONS_RUNTIME_TOKEN: change(run.runtimeToken) });

      await expect(call("listArtifacts")).rejects.toThrow(
        "(401) Unauthorized: the token is not one of a job that runs",
      );
    });

    it("refuses one of a job that has ended", async () => {
      const { runId, token } = run;
      await world().sandbox.admin.endOutsideRun({ runId, token, conclusion: "success" });

      await expect(upload("late", { a: "a" })).rejects.toThrow("(401)");
      expect(await listed()).toEqual([]);
    });

    it("shows one run nothing of another", async () => {
      const { id } = asUpload(await upload("built", { a: "a" }));
      const other = await start();

      expect(await client({}, other)("listArtifacts")).toEqual({ artifacts: [] });
      await expect(
        client({}, other)("downloadArtifact", id, { path: join(folder, "target") }),
      ).rejects.toThrow("No artifacts found for ID");
    });
  });

  it("is not asked where the server is none that the client knows", async () => {
    const call = client({ GITHUB_SERVER_URL: "http://127.0.0.1:1" });

    await expect(call("listArtifacts")).rejects.toThrow("not currently supported on GHES");
  });
});

function asUpload(value: unknown): {
  readonly id: number;
  readonly digest: string;
  readonly size: number;
} {
  if (typeof value !== "object" || value === null) throw new Error("nothing was uploaded");
  const { id, digest, size } = { id: 0, digest: "", size: 0, ...value };
  return { id, digest, size };
}

/** The same token with another job in it. */
function changed(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const text = Buffer.from(payload, "base64url").toString("utf8");
  const other = text.replace(/"job":\d+/, '"job":1');
  return `${header}.${Buffer.from(other).toString("base64url")}.${signature}`;
}
