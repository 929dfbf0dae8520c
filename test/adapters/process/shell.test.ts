import { describe, expect, it } from "@jest/globals";

import { createShell } from "../../../src/adapters/process/shell.ts";
import type { ShellResult } from "../../../src/flows/shuttle/ports.ts";

type Ran = { readonly result: ShellResult; readonly stdout: string; readonly stderr: string };

async function run(text: string): Promise<Ran> {
  const texts = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof texts) => ({
    write: (lines: Uint8Array) => {
      texts[name] += Buffer.from(lines).toString();
      return undefined;
    },
  });
  const shell = createShell({ mode: "relayed", graceMs: 1_000, onSignal: () => undefined });
  const environment = new Map([
    ["PATH", process.env["PATH"] ?? ""],
    ["greeting", "hello"],
  ]);
  const output = { stdout: sink("stdout"), stderr: sink("stderr") };
  return { result: await shell.run({ text, environment, output }), ...texts };
}

describe("createShell", () => {
  it("runs the text with that environment and no other", async () => {
    const { result, stdout } = await run('echo "$greeting $HOME."');

    expect(result).toEqual({ kind: "ended", status: 0 });
    expect(stdout).toBe("hello .\n");
  });

  it("keeps the streams apart", async () => {
    const { stdout, stderr } = await run("echo out; echo err >&2");

    expect([stdout, stderr]).toEqual(["out\n", "err\n"]);
  });

  it("gives the script no input", async () => {
    expect(await run("cat; echo done")).toMatchObject({ stdout: "done\n" });
  });

  it("tells the script's own status", async () => {
    expect(await run("exit 7")).toMatchObject({ result: { kind: "ended", status: 7 } });
  });

  it("tells which signal killed the script", async () => {
    expect(await run("kill -9 $$")).toMatchObject({
      result: { kind: "killed", signal: "SIGKILL" },
    });
  });

  it("waits for background processes that hold the output", async () => {
    expect(await run("(sleep 0.3; echo late) & echo early")).toMatchObject({
      stdout: "early\nlate\n",
    });
  });

  it("lets the script open its streams by name", async () => {
    expect(await run("echo out >/dev/stdout; echo err >/dev/stderr")).toMatchObject({
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  it("tells when the system finds the text too long", async () => {
    expect(await run(`# ${"x".repeat(3 << 20)}`)).toMatchObject({
      result: { kind: "not-started", cause: { message: "spawn E2BIG" } },
    });
  });

  it("does not wait for ever for what left the process group", async () => {
    const tell: { signal?: (signal: NodeJS.Signals) => void } = {};
    const shell = createShell({
      mode: "relayed",
      graceMs: 50,
      onSignal: () => undefined,
      listen: (listener) => {
        tell.signal = listener;
        return () => undefined;
      },
    });
    const sink = {
      write: () => {
        tell.signal?.("SIGTERM");
        return undefined;
      },
    };

    const result = await shell.run({
      text: "set -m; sleep 3 & echo started; wait",
      environment: new Map([["PATH", process.env["PATH"] ?? ""]]),
      output: { stdout: sink, stderr: sink },
    });

    expect(result).toEqual({ kind: "cancelled", signal: "SIGTERM" });
  }, 2_000);

  it.each(["yes", "trap '' TERM; echo; while :; do sleep 1; done"])(
    "ends the script when its reader is gone: %s",
    async (text) => {
      const shell = createShell({ mode: "relayed", graceMs: 100, onSignal: () => undefined });
      const broken = { write: () => Promise.reject(new Error("gone")) };
      const quiet = { write: () => undefined };

      const running = shell.run({
        text,
        environment: new Map([["PATH", process.env["PATH"] ?? ""]]),
        output: { stdout: broken, stderr: quiet },
      });

      await expect(running).rejects.toThrow("gone");
    },
  );
});
