import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import type { Admin } from "./admin.ts";
import { registeredAppSchema } from "./answers-schema.ts";
import { type Child, startChild } from "./child.ts";

/** Ham as it would run in production, only pointed at the sandbox. */
export type HamProcess = {
  readonly url: string;
  /** The App's login when it writes. */
  readonly login: string;
  readonly start: () => Promise<void>;
  /** As a crash would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Undefined while it does not run. */
  readonly pid: () => number | undefined;
  readonly output: () => string;
};

/** An App as `app.yml` describes it, registered and installed on the sandbox. */
export type RegisteredApp = {
  readonly id: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly port: number;
};

/** Webhooks go to a port that was free a moment ago; `hamProcess` listens there. */
export async function registerHam(admin: Admin, organisation: string): Promise<RegisteredApp> {
  const port = await freePort();
  const { app, privateKey, webhookSecret } = await admin.call(registeredAppSchema, "registerApp", {
    manifest: readFileSync("app.yml", "utf8"),
    owner: organisation,
    webhookUrl: `http://127.0.0.1:${port}/api/github/webhooks`,
  });
  await admin.run("installApp", { app: app.slug, account: organisation });
  return { ...app, privateKey, webhookSecret, port };
}

export function hamProcess(options: {
  readonly app: RegisteredApp;
  readonly sandboxUrl: string;
  readonly configRepository: string;
  readonly dataFolder: string;
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: where the webhooks go. */
  readonly port?: number;
}): HamProcess {
  const { app, sandboxUrl, dataFolder, name = "ham", port = app.port, env = {} } = options;
  const url = `http://127.0.0.1:${port}`;
  let child: Child | undefined;
  return {
    url,
    login: `${app.slug}[bot]`,
    start: async () => {
      child = await startChild({
        name: "Ham",
        script: "build/ham.mjs",
        env: {
          APP_ID: String(app.id),
          PRIVATE_KEY: app.privateKey,
          WEBHOOK_SECRET: app.webhookSecret,
          HAM_CONFIG_REPOSITORY: options.configRepository,
          HAM_DATA: join(dataFolder, name),
          GHE_HOST: new URL(sandboxUrl).host,
          GHE_PROTOCOL: "http",
          HOST: "127.0.0.1",
          PORT: String(port),
          ...env,
        },
        logFile: join(dataFolder, `${name}.log`),
        ready: () => isListening(`${url}/healthz`),
      });
    },
    kill: async () => child?.kill(),
    stop: async () => child?.stop(),
    pid: () => child?.pid,
    output: () => child?.output() ?? "",
  };
}

async function isListening(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Free at this moment; whoever needs it takes it soon. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
