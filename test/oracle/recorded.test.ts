import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { createEngine, type Engine } from "./fuzz/engine.ts";
import { readRecorded, toProgram, type RecordedCase } from "./fuzz/recorded.ts";
import { ENVIRONMENT, writeFiles } from "./fuzz/world.ts";

const recorded = readRecorded(new URL("../conformance/fuzz-recorded.json", import.meta.url));

function nameOf(one: RecordedCase): string {
  return JSON.stringify("yaml" in one ? one.yaml : one.template);
}

describe("our engine", () => {
  describe("when it once differed from Go", () => {
    let folder: string;
    let engine: Engine;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "recorded-"));
      writeFiles(folder);
      engine = createEngine({ folder, environment: ENVIRONMENT });
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(recorded.cases.map((one) => [nameOf(one), one] as const))(
      "answers the same to %s",
      (_name, one) => {
        const { stage, output, error } = one;

        expect(engine(toProgram(one, recorded))).toEqual({ stage, output, error });
      },
    );
  });
});
