import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

import { startSandbox } from "../../../src/sandbox/start.ts";
import { isRunning, waitUntil } from "../actions/actions-world.ts";
import { startSandboxWorld } from "../../support/sandbox.ts";
import { startReceiver } from "../hooks/receiver.ts";

const repository = "acme/shop";

describe("a sandbox that is started again on its folder", () => {
  let dataFolder: string;

  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), "sandbox-restart-"));
  });

  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

  it("goes on with people, tokens, conversations and time", async () => {
    const { sandbox: first, tokens } = await startSandboxWorld({ dataFolder });
    await first.admin.createRepository({ owner: "acme", name: "shop" });
    await first.admin.createIssue({ repository, title: "broken", as: "developer" });
    first.clock.advance(3_600_000);
    await first.close();

    const second = await startSandbox({ dataFolder });
    const headers = { authorization: `token ${tokens.developer}` };
    const answer = await fetch(`${second.apiUrl}/repos/acme/shop/issues/1`, { headers });
    await second.admin.createIssue({ repository, title: "again", as: "developer" });
    const numbers = second.context.state.issues.list().map(({ number }) => number);
    const ahead = second.clock.now().getTime() - Date.now();
    await second.close();

    expect(await answer.json()).toMatchObject({ title: "broken", user: { login: "developer" } });
    expect(numbers).toEqual([1, 2]);
    expect(ahead).toBeGreaterThan(3_500_000);
  });

  it("finds the folder also when its path is relative", async () => {
    const sandbox = await startSandbox({ dataFolder: relative(process.cwd(), dataFolder) });
    await sandbox.close();

    expect(sandbox.dataFolder).toBe(dataFolder);
  });

  it("delivers what it had not delivered", async () => {
    const receiver = await startReceiver();
    const { sandbox: first } = await startSandboxWorld({ dataFolder, webhookUrl: receiver.url });
    await first.admin.createRepository({ owner: "acme", name: "shop" });
    await first.admin.createIssue({ repository, title: "broken", as: "developer" });
    first.hooks.hold();
    await first.admin.createComment({ repository, number: 1, body: "hello", as: "developer" });
    await first.close();

    const second = await startSandbox({ dataFolder });
    await second.settled();
    const deliveries = second.context.state.hookDeliveries.list();
    await second.close();
    await receiver.close();

    expect(receiver.received).toHaveLength(1);
    expect(deliveries).toMatchObject([{ event: "issue_comment", statusCode: 202 }]);
  });
});

describe("the sandbox as a process", () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(process.cwd(), "node_modules", ".cache-sandbox-"));
    program = join(folder, "main.mjs");
    await build({
      entryPoints: ["src/sandbox/main.ts"],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
      banner: { js: requireBanner },
    });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...args: readonly string[]) =>
    new SandboxProcess(spawn("node", [program, ...args]));

  it("loses nothing it has answered when it is killed", async () => {
    const data = join(folder, "data");
    const options = ["--port", "0", "--data", data, "--admin-token", "secret"];
    const first = start(...options);
    const create = async (login: string) => {
      const address = `${await first.admin()}createUser`;
      const headers = { authorization: "Bearer secret" };
      const body = JSON.stringify({ login });
      expect((await fetch(address, { method: "POST", headers, body })).status).toBe(200);
    };
    for (const login of ["one", "two", "three"]) await create(login);
    await first.end("SIGKILL");

    const second = start(...options);
    const answers = await Promise.all(
      ["one", "two", "three", "four"].map(async (login) =>
        fetch(`${await second.rest()}/users/${login}`),
      ),
    );
    await second.end("SIGTERM");

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  });

  it("ends the run that it was killed in, with the steps that went on", async () => {
    const data = join(folder, "killed");
    const options = ["--port", "0", "--data", data, "--admin-token", "secret"];
    const marker = join(folder, "pid");
    const first = start(...options);
    await first.call("createUser", { login: "developer" });
    await first.call("createRepository", { owner: "developer", name: "shop" });
    const steps = `[{run: 'echo $$ > ${marker}; sleep 300'}]`;
    await first.call("commitFiles", {
      repository: "developer/shop",
      as: "developer",
      files: {
        ".github/workflows/ci.yml": `on: push\njobs: {a: {runs-on: x, steps: ${steps}}}\n`,
      },
    });
    await waitUntil(() => existsSync(marker) && readFileSync(marker, "utf8").endsWith("\n"));
    const pid = Number(readFileSync(marker, "utf8"));
    // What it has answered it knows afterwards: else it could begin the run once more.
    const runs = "/repos/developer/shop/actions/runs";
    const before = await fetch(`${await first.rest()}${runs}`);
    expect(await before.json()).toMatchObject({ workflow_runs: [{ status: "in_progress" }] });
    await first.end("SIGKILL");
    expect(isRunning(pid)).toBe(true);

    const second = start(...options);
    await second.call("settle", {});
    const answer = await fetch(`${await second.rest()}${runs}`);
    await second.end("SIGTERM");

    expect(await answer.json()).toMatchObject({
      workflow_runs: [{ status: "completed", conclusion: "cancelled" }],
    });
    await waitUntil(() => !isRunning(pid));
  });

  it("prints its addresses and each call, and ends cleanly", async () => {
    const sandbox = start("--port", "0", "--log");
    await fetch(`${await sandbox.rest()}/meta`);

    expect(await sandbox.end("SIGTERM")).toBe(0);
    expect(sandbox.printed).toMatch(/^GraphQL +http:\/\/127\.0\.0\.1:\d+\/api\/graphql$/m);
    expect(sandbox.printed).toMatch(/ anonymous: GET \/api\/v3\/meta → 200 \d+ ms$/m);
  });

  it.each([
    [["--port", "http"], `--port needs a whole number from 0 to 65535, not "http".`],
    [["--colour"], "Unknown option '--colour'"],
  ])("explains what is wrong with %j", async (args, message) => {
    const sandbox = start(...args);

    expect(await sandbox.ended).toBe(2);
    expect(sandbox.complaints).toContain(message);
    expect(sandbox.complaints).toContain("Usage: npm run sandbox");
  });

  it("explains that its port is taken", async () => {
    const first = start("--port", "0");
    const { port } = new URL(await first.rest());
    const second = start("--port", port);

    expect(await second.ended).toBe(1);
    expect(second.complaints).toContain(`address already in use 127.0.0.1:${port}`);
    await first.end("SIGTERM");
  });
});

/** Parts of packages look for it. */
const requireBanner =
  "import{createRequire as create}from'node:module';const require=create(import.meta.url);";

class SandboxProcess {
  printed = "";
  complaints = "";
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (chunk: Buffer) => (this.printed += chunk.toString("utf8")));
    child.stderr?.on("data", (chunk: Buffer) => (this.complaints += chunk.toString("utf8")));
    this.ended = once(child, "close").then(([code]: readonly unknown[]) => code);
  }

  async rest(): Promise<string> {
    return this.#address("REST");
  }

  async admin(): Promise<string> {
    return this.#address("admin");
  }

  /** Of the admin API, with the token `secret`. */
  async call(operation: string, input: object): Promise<void> {
    const answer = await fetch(`${await this.admin()}${operation}`, {
      method: "POST",
      headers: { authorization: "Bearer secret" },
      body: JSON.stringify(input),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
  }

  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#child.kill(signal);
    return this.ended;
  }

  async #address(name: string): Promise<string> {
    const line = new RegExp(`^${name} +(\\S+)`, "m");
    while (!/^data /m.test(this.printed)) {
      if (this.#child.exitCode !== null) throw new Error(this.complaints);
      if (this.#child.stdout !== null) await once(this.#child.stdout, "data");
    }
    return line.exec(this.printed)?.[1] ?? "";
  }
}
