import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { type CliCase, type CliCases, parseCliCases, type Expected } from "./cli-case.ts";
import { createProjectWorld, type ProjectWorld } from "../flows/shuttle/project-world.ts";
import { LAUNCHER, type ProcessResult, shuttle } from "./shuttle/shuttle-process.ts";

const FOLDER = join(import.meta.dirname, "cases");
const SUITES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .sort()
  .map((file) => ({
    subject: file.replace(".json", ""),
    ...parseCliCases(readFileSync(join(FOLDER, file), "utf8")),
  }));

type Seen = ProcessResult & { readonly left: Readonly<Record<string, string | null>> };

/** Command lines run as they ship, as processes; several at once, because they mostly wait. */
describe("shuttle", () => {
  const seen = new Map<CliCase, Seen>();

  beforeAll(async () => {
    const waiting = SUITES.flatMap((suite) => suite.cases.map((one) => ({ suite, one })));
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        seen.set(next.one, await runCase(next.one, next.suite));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() + 2 }, work));
  }, 600_000);

  describe.each(SUITES)("$subject", ({ cases }) => {
    it.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      const result = seen.get(one);

      expect(result).toMatchObject({
        stdout: toMatcher(one.stdout),
        stderr: toMatcher(one.stderr),
        status: one.exit,
        left: Object.fromEntries(
          Object.entries(one.leaves).map(([file, text]) => [file, text && toMatcher(text)]),
        ),
      });
    });
  });
});

async function runCase(one: CliCase, suite: CliCases): Promise<Seen> {
  const world = createProjectWorld();
  try {
    world.write(inWorld({ "project/.keep": "", ...suite.files, ...one.files }, world));
    const setUp = [suite.setup, one.setup].filter((text) => text !== "").join("\n");
    if (setUp !== "") setUpBy(setUp, world);
    const environment = inWorld({ ...suite.env, ...one.env }, world);
    const path = { PATH: `${dirname(LAUNCHER)}:${process.env["PATH"] ?? ""}` };
    const result = await (one.shell === undefined
      ? shuttle(world, one.args, { folder: one.cwd, environment })
      : shuttle(world, [], {
          folder: one.cwd,
          environment: { ...path, ...environment },
          command: ["sh", "-c", one.shell],
        }));
    return { ...withoutPlace(result, world), left: leftBy(one, world) };
  } finally {
    world.dispose();
  }
}

/** `$ROOT` stands for the folder of the case, in files and expectations alike. */
function inWorld(
  texts: Readonly<Record<string, string>>,
  { root }: ProjectWorld,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text.replaceAll("$ROOT", root)]),
  );
}

function setUpBy(text: string, world: ProjectWorld): void {
  const { status, stderr } = spawnSync("sh", ["-ec", text], {
    cwd: world.root,
    encoding: "utf8",
    env: {
      ...Object.fromEntries(world.environment),
      ROOT: world.root,
      GIT_CONFIG_GLOBAL: world.path("gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
    },
  });
  if (status !== 0) throw new Error(`the setup of a case failed: ${stderr}`);
}

function withoutPlace(result: ProcessResult, { root }: ProjectWorld): ProcessResult {
  const [stdout, stderr] = [result.stdout, result.stderr].map((one) =>
    one.replaceAll(root, "$ROOT"),
  );
  return { status: result.status, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function leftBy(one: CliCase, world: ProjectWorld): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.keys(one.leaves).map((file) => {
      const path = world.path(file);
      return [
        file,
        existsSync(path) ? readFileSync(path, "utf8").replaceAll(world.root, "$ROOT") : null,
      ];
    }),
  );
}

function toMatcher(expected: Expected): unknown {
  if (typeof expected === "string") return expected;
  return expect.stringMatching(new RegExp(expected.matches, "s"));
}
