import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { afterAll } from "@jest/globals";
import * as v from "valibot";

/** The environment by which a runner tells an action where to upload. */
export type ClientEnvironment = {
  readonly ACTIONS_RESULTS_URL: string;
  readonly ACTIONS_RUNTIME_TOKEN: string;
  readonly GITHUB_SERVER_URL?: string;
};

export type ClientCall = (
  operation:
    "uploadArtifact" | "listArtifacts" | "getArtifact" | "downloadArtifact" | "deleteArtifact",
  ...args: readonly unknown[]
) => Promise<unknown>;

const answer = v.union([v.object({ value: v.unknown() }), v.object({ error: v.string() })]);

/** The real client, as an action uses it. Rejects with what it throws. */
export function artifactClient(environment: ClientEnvironment): ClientCall {
  return async (operation, ...args) => {
    const child = clientProcess();
    const all = {
      // The client looks at the name alone: it wants GitHub's own, or one that ends so.
      GITHUB_SERVER_URL: "http://sandbox.localhost",
      GITHUB_WORKSPACE: "/",
      ...environment,
    };
    child.send({ environment: all, operation, args });
    const received: unknown[] = await once(child, "message");
    const parsed = v.parse(answer, received[0]);
    if ("error" in parsed) throw new Error(parsed.error);
    return parsed.value;
  };
}

let process: ChildProcess | undefined;

/** Loading it takes longer than most tests: one for all of a file. */
function clientProcess(): ChildProcess {
  process ??= fork(fileURLToPath(new URL("client-process.mjs", import.meta.url)), {
    stdio: "ignore",
    execArgv: [],
    env: { PATH: "/usr/bin:/bin" },
  });
  return process;
}

afterAll(() => {
  process?.kill();
});
