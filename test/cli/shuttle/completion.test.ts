import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { withProjectWorld } from "../../flows/shuttle/project-world.ts";
import { LAUNCHER, shuttle } from "./shuttle-process.ts";

const FILES = {
  "project/shuttle.yaml": `plan: false
vars: {a: {b: 1, c: 2}, service: shop}
scripts:
  build: {args: [{name: imageTag}, {name: dry, type: bool}]}
  bump: {}
`,
  "project/templates/web.tmpl": "",
  "project/notes.txt": "",
  "other/shuttle.yaml": "plan: false\nscripts: {elsewhere: {}}\n",
};

/** What is typed, and what the shell offers, or makes of it where there is but one way to go on. */
const LINES: readonly (readonly [string, readonly string[]])[] = [
  ["shuttle te", ["telemetry", "template"]],
  ["shuttle run bu", ["build", "bump"]],
  ["shuttle -p ../other run ", ["elsewhere"]],
  ["shuttle run build ", ["--dry", "--image-tag"]],
  ["shuttle run build --dry --i", ["--image-tag"]],
  ["shuttle run build im", ["imageTag="]],
  ["shuttle run build imageTag=no", ["imageTag=notes.txt"]],
  ["shuttle run build --image-tag no", ["notes.txt"]],
  ["shuttle help run bui", ["build"]],
  ["shuttle get a.", ["a.b", "a.c"]],
  ["shuttle get s", ["service"]],
  ["shuttle template ", ["web.tmpl"]],
  ["shuttle get --js", ["--json"]],
  ["shuttle completion f", ["fish"]],
];

const SHELLS = {
  bash: ["bash", "--norc"],
  fish: ["fish", "--no-config"],
  zsh: ["zsh", "-f"],
} as const;

for (const [shell, command] of Object.entries(SHELLS)) {
  const isThere = spawnSync(shell, ["-c", "exit"]).status === 0;

  (isThere ? describe : describe.skip)(`completion in ${shell}`, () => {
    const program = join(import.meta.dirname, "completion", `ask.${shell}`);
    const world = withProjectWorld();

    it.each(LINES)("goes on with '%s'", async (line, expected) => {
      world().write(FILES);

      const { stdout } = await shuttle(world(), [program, line], {
        command: [...command],
        environment: { PATH: `${dirname(LAUNCHER)}:${process.env["PATH"] ?? ""}`, TERM: "dumb" },
      });

      const offered = [...stdout.matchAll(/<([^<>]+)>/g)].map(([, one]) => one);
      expect([...new Set(offered)].sort()).toEqual(expected);
    });
  });
}
