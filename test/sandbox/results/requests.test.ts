import { createHash } from "node:crypto";

import { beforeEach, describe, expect, it } from "@jest/globals";
import * as v from "valibot";

import type { OutsideRun } from "../../../src/sandbox/actions/outside-runs.ts";
import { createShop, withActions, workflow } from "../actions/actions-world.ts";

const service = "twirp/github.actions.results.api.v1.ArtifactService";
const begun = v.object({ ok: v.literal(true), signed_upload_url: v.string() });

describe("requests of the artifact protocol", () => {
  const world = withActions();
  let run: OutsideRun;

  beforeEach(async () => {
    await createShop(world());
    await world().push({ ".github/workflows/ci.yml": workflow("- run: 'true'") });
    const [first] = world().runs();
    run = await world().sandbox.admin.startOutsideRun({ runId: first?.id ?? 0 });
  });

  async function call(
    operation: string,
    message: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(`${run.resultsUrl}${service}/${operation}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${run.runtimeToken}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify({ ...idsOf(run), ...message }),
    });
    return { status: answer.status, body: await answer.json() };
  }

  async function begin(message: object = {}): Promise<string> {
    const { body } = await call("CreateArtifact", { name: "built", version: 7, ...message });
    return v.parse(begun, body).signed_upload_url;
  }

  async function put(address: string, body: string): Promise<number> {
    return (await fetch(address, { method: "PUT", body })).status;
  }

  function list(): Promise<{ readonly body: unknown }> {
    return call("ListArtifacts", {});
  }

  it("puts blocks together in the order of the list", async () => {
    const address = await begin();
    await put(`${address}&comp=block&blockid=Mg==`, "two");
    await put(`${address}&comp=block&blockid=MQ==`, "an earlier one");
    await put(`${address}&comp=block&blockid=MQ==`, "one");
    await put(`${address}&comp=block&blockid=Mw==`, "never named");
    const blocks = "<BlockList><Latest>MQ==</Latest><Latest>Mg==</Latest></BlockList>";
    await put(`${address}&comp=blocklist`, blocks);

    const hash = `sha256:${createHash("sha256").update("onetwo").digest("hex")}`;
    const finalized = await call("FinalizeArtifact", { name: "built", size: "6", hash });
    expect(finalized.body).toEqual({ ok: true, artifact_id: "1" });
    const { body } = await call("GetSignedArtifactURL", { name: "built" });
    const { signed_url: url } = v.parse(v.object({ signed_url: v.string() }), body);
    expect(await (await fetch(url)).text()).toBe("onetwo");
  });

  it("no longer names what has expired", async () => {
    const soon = new Date(world().sandbox.clock.now().getTime() + 60 * 60 * 1000);
    await put(await begin({ expires_at: soon.toISOString() }), "zip");
    await call("FinalizeArtifact", { name: "built", size: "3" });

    expect((await list()).body).toMatchObject({ artifacts: [{ name: "built", size: "3" }] });
    await world().sandbox.admin.advanceClock({ milliseconds: 61 * 60 * 1000 });
    expect((await list()).body).toEqual({ artifacts: [] });
    expect((await call("GetSignedArtifactURL", { name: "built" })).status).toBe(404);
  });

  describe("when an upload is not what it claims", () => {
    it.each([
      ["size", { size: "4" }, "3 bytes arrived, not 4"],
      ["digest", { size: "3", hash: `sha256:${"0".repeat(64)}` }, "arrived, not sha256:0000"],
    ])("refuses another %s, and keeps nothing", async (_, claim, sentence) => {
      await put(await begin(), "zip");

      const { status, body } = await call("FinalizeArtifact", { name: "built", ...claim });

      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(sentence);
      expect((await list()).body).toEqual({ artifacts: [] });
    });

    it("refuses a list with a block that never arrived", async () => {
      const address = await begin();

      expect(await put(`${address}&comp=blocklist`, "<Latest>MQ==</Latest>")).toBe(400);
      expect((await call("FinalizeArtifact", { name: "built", size: "0" })).status).toBe(412);
    });

    it("refuses to end what was never begun", async () => {
      expect((await call("FinalizeArtifact", { name: "other" })).status).toBe(404);
    });
  });

  describe("when the address to upload to is not good any more", () => {
    it.each([
      ["its signature", (address: string) => address.replace(/sig=../, "sig=00")],
      ["its end", (address: string) => address.replace(/se=\d/, "se=9")],
      ["the upload it is for", (address: string) => address.replace("uploads/1", "uploads/2")],
    ])("refuses one with %s changed", async (_, change) => {
      expect(await put(change(await begin()), "zip")).toBe(403);
    });

    it("refuses one that is older than an hour", async () => {
      const address = await begin();
      await world().sandbox.admin.advanceClock({ milliseconds: 61 * 60 * 1000 });

      expect(await put(address, "zip")).toBe(403);
    });
  });

  it.each([
    ["a name that is a path", "CreateArtifact", { name: "../x", version: 7 }, {}, 400],
    [
      "an end in the past",
      "CreateArtifact",
      { name: "x", version: 7, expires_at: "2020-01-01T00:00:00Z" },
      {},
      400,
    ],
    [
      "what is no zip",
      "CreateArtifact",
      { name: "x", version: 7, mime_type: "text/plain" },
      {},
      501,
    ],
    [
      "another job's id",
      "CreateArtifact",
      { name: "x", version: 7, workflow_job_run_backend_id: "job-99" },
      {},
      403,
    ],
    ["another run's id", "ListArtifacts", { workflow_run_backend_id: "run-99" }, {}, 403],
    ["an operation that isn't there", "constructor", {}, {}, 404],
    ["the binary form", "ListArtifacts", {}, { "content-type": "application/protobuf" }, 404],
    ["a call without a token", "ListArtifacts", {}, { authorization: "" }, 401],
  ])("refuses %s with a sentence", async (_, operation, message, headers, status) => {
    const answer = await call(operation, message, headers);

    expect(answer).toMatchObject({ status, body: { msg: expect.stringMatching(/\w+ \w+/) } });
  });

  it("takes 40 MiB at a time and not more", async () => {
    const address = await begin();

    expect(await put(address, "x".repeat(40 * 1024 * 1024 + 1))).toBe(413);
  });

  it("tells actions of Node.js where to upload, and scripts not", async () => {
    const names = "ACTIONS_RESULTS_URL ACTIONS_RUNTIME_TOKEN";
    await world().push({
      "tell/action.yml": "name: tell\nruns: {using: node24, main: index.js}\n",
      "tell/index.js": `for (const name of "${names}".split(" ")) console.log("> action", name, typeof process.env[name]);`,
      ".github/workflows/ci.yml": workflow(`
- uses: actions/checkout@v5
- uses: ./tell
- run: for name in ${names}; do echo "> script $name [$(printenv $name)]"; done
`),
    });

    const log = world().log(world().runs().at(-1));
    expect(log.split("\n").filter((line) => line.startsWith("> "))).toEqual([
      "> action ACTIONS_RESULTS_URL string",
      "> action ACTIONS_RUNTIME_TOKEN string",
      "> script ACTIONS_RESULTS_URL []",
      "> script ACTIONS_RUNTIME_TOKEN []",
    ]);
  });
});

function idsOf({ runtimeToken }: OutsideRun): object {
  const [, payload = ""] = runtimeToken.split(".");
  const schema = v.object({ scp: v.string() });
  const { scp } = v.parse(schema, JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  const [, workflow_run_backend_id = "", workflow_job_run_backend_id = ""] = scp.split(":");
  return { workflow_run_backend_id, workflow_job_run_backend_id };
}
