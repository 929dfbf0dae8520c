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

  it("ends the script when its reader is gone", async () => {
    const shell = createShell({ mode: "relayed", graceMs: 1_000, onSignal: () => undefined });
    const broken = { write: () => Promise.reject(new Error("gone")) };
    const quiet = { write: () => undefined };

    const running = shell.run({
      text: "yes",
      environment: new Map([["PATH", process.env["PATH"] ?? ""]]),
      output: { stdout: broken, stderr: quiet },
    });

    await expect(running).rejects.toThrow("gone");
  });
});
