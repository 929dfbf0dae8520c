import { spawnSync } from "node:child_process";

import { describe, expect, it } from "@jest/globals";

import { withProjectWorld } from "../../flows/shuttle/project-world.ts";
import { shuttle } from "./shuttle-process.ts";

const HAS_PYTHON = spawnSync("python3", ["-c", "import pty"]).status === 0;

/** Runs a command line in a terminal of its own, answers the first prompt, and prints what was to be seen. */
const IN_TERMINAL = `
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
answered = False
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if b"? " in seen and not answered:
        answered = True
        os.write(terminal, sys.argv[1].encode() + b"\\n")
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.stdout.buffer.write(seen.replace(b"\\r\\n", b"\\n"))
sys.exit(status)
`;

const PROJECT = `plan: false
scripts:
  asks: {actions: [{shell: 'printf "who? "; read -r name; echo "hello $name"; [ -t 1 ] && echo terminal'}]}
  needs: {args: [{name: imageTag, required: true, description: 'which one?'}], actions: [{shell: echo "tag $imageTag"}]}
`;

(HAS_PYTHON ? describe : describe.skip)("shuttle in a terminal", () => {
  const world = withProjectWorld();
  const inTerminal = async (
    answer: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) => {
    world().write({ "project/shuttle.yaml": PROJECT });
    const { LAUNCHER } = await import("./shuttle-process.ts");
    return shuttle(world(), [answer, LAUNCHER, ...args], {
      command: ["python3", "-c", IN_TERMINAL],
      environment,
    });
  };

  it("passes the terminal on to scripts", async () => {
    expect(await inTerminal("you", ["run", "asks"])).toMatchObject({
      stdout: "who? you\nhello you\nterminal\n",
      status: 0,
    });
  });

  it("asks for what is required and missing", async () => {
    const { stdout, status } = await inTerminal("v1", ["run", "--interactive", "needs"]);

    expect([stdout.endsWith("\ntag v1\n"), status]).toEqual([true, 0]);
  });

  it.each([
    [{}, "\u001b[31;1mError:\u001b[0m required flag(s)"],
    [{ NO_COLOR: "1" }, "Error: required flag(s)"],
  ])("has colours unless %j", async (environment, start) => {
    const { stdout } = await inTerminal("", ["run", "needs"], environment);

    expect(stdout.startsWith(start)).toBe(true);
  });
});
