import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { LAUNCHER, shuttle } from "../cli/shuttle/shuttle-process.ts";
import { withProjectWorld } from "../flows/shuttle/project-world.ts";
import { parseGuide } from "./guide-blocks.ts";

const GUIDE = join(import.meta.dirname, "..", "..", "docs", "shuttle.md");
const SECTIONS = parseGuide(readFileSync(GUIDE, "utf8"));

describe("docs/shuttle.md", () => {
  const world = withProjectWorld();

  it("has examples", () => {
    expect(SECTIONS.map(({ steps }) => steps.length > 1)).toEqual([true, true, true]);
  });

  it.each(SECTIONS)("says what happens: $title", async ({ steps }) => {
    const PATH = `${dirname(LAUNCHER)}:${process.env["PATH"] ?? ""}`;
    for (const step of steps) {
      if (step.kind === "file") {
        world().write({ [step.path]: step.text });
        continue;
      }
      const result = await shuttle(world(), [], {
        folder: step.folder,
        environment: { PATH },
        command: ["sh", "-c", `exec 2>&1; ${step.command}`],
      });

      expect(shown(step, result.stdout.replaceAll(`${world().root}/`, ""))).toBe(
        shown(step, step.output),
      );
    }
  });
});

/** Blanks at the ends of lines are not to be seen in a document. */
function shown({ command }: { readonly command: string }, output: string): string {
  return `$ ${command}\n${output.replace(/[ \t]+$/gm, "")}`;
}
