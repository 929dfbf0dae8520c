import { join } from "node:path";

import { type Admin, createAdmin } from "./admin.ts";
import { startChild } from "./child.ts";

/** GitHub on this machine, as a process. */
export type SandboxProcess = {
  /** Without a trailing slash. */
  readonly url: string;
  readonly admin: Admin;
  readonly adminToken: string;
  /** The bare folder of a repository `owner/name`. */
  readonly bare: (repository: string) => string;
  /** Where a workflow run's jobs and their logs are. */
  readonly runFolder: (runId: number) => string;
  readonly stop: () => Promise<void>;
};

export async function startSandboxProcess(options: {
  readonly dataFolder: string;
  readonly args?: readonly string[];
}): Promise<SandboxProcess> {
  const { dataFolder, args = [] } = options;
  const adminToken = "sandbox-admin";
  const data = join(dataFolder, "github");
  const child = await startChild({
    name: "The sandbox",
    script: "build/sandbox.mjs",
    args: ["--port", "0", "--data", data, "--admin-token", adminToken, ...args],
    env: {},
    logFile: join(dataFolder, "sandbox.log"),
    ready: (output) => /^data /m.test(output),
  });
  const url = /^REST\s+(http\S+)\/api\/v3$/m.exec(child.output())?.[1];
  if (url === undefined) throw new Error(`The sandbox printed no address:\n${child.output()}`);
  return {
    url,
    admin: createAdmin(url, adminToken),
    adminToken,
    bare: (repository) => join(data, "repositories", `${repository}.git`),
    runFolder: (runId) => join(data, "actions", "runs", String(runId)),
    stop: child.stop,
  };
}
