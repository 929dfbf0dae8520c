import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** What `npm run build` does with it. */
describe("the process of the App", () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ham-"));
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    writeFileSync(join(folder, "key.pem"), privateKey);
    await build({
      entryPoints: [new URL("../../src/app/main.ts", import.meta.url).pathname],
      outfile: join(folder, "main.mjs"),
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
      banner: {
        js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
      },
    });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("says what its environment lacks, and ends with 1", async () => {
    const child = start({});

    const [said] = await Promise.all([text(child.stderr), once(child, "exit")]);

    expect(said).toContain("HAM_CONFIG_REPOSITORY: missing");
    expect(child.exitCode).toBe(1);
  });

  it("listens although GitHub doesn't answer, is not ready then, and stops when it is told to", async () => {
    const child = start({
      APP_ID: "1",
      PRIVATE_KEY_PATH: join(folder, "key.pem"),
      WEBHOOK_SECRET: "development",
      HAM_CONFIG_REPOSITORY: "acme/config",
      GITHUB_API_URL: "http://127.0.0.1:9/api/v3",
      HOST: "127.0.0.1",
      PORT: "0",
      HAM_DATA: folder,
    });
    const url = await addressOf(child);

    expect((await fetch(`${url}/healthz`)).status).toBe(503);

    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  function start(environment: Readonly<Record<string, string>>) {
    const { PATH = "" } = process.env;
    return spawn(process.execPath, [join(folder, "main.mjs")], {
      env: { PATH, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
});

async function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    const url = /"url":"([^"]+)"/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`it never listened: ${said}`);
}
