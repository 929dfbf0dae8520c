/** Runs one process of a step as a runner does: its environment, its output, and the files by which it answers. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { delimiter, dirname, join } from "node:path";

import { ActionsError } from "./actions-error.ts";
import { runProcess } from "./child-process.ts";
import { runnerEnvironment, withAction } from "./contexts.ts";
import { parseAssignments, parsePaths } from "./file-command.ts";
import type { JobSession, StepEnd, StepFrame } from "./job-session.ts";
import { isJsonObject } from "./json-schema.ts";
import { StepOutput } from "./step-output.ts";

export type StepProcess = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The step's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stepId: string | null;
  readonly signal: AbortSignal;
};

/** Also answers what the process wrote to GITHUB_STATE. Throws an `ActionsError` when it can't be started. */
export async function runStepProcess(
  frame: StepFrame,
  process: StepProcess,
): Promise<StepEnd & { readonly state: Readonly<Record<string, string>> }> {
  const { session } = frame;
  const output = new StepOutput(session.log);
  const files = createCommandFiles(session);
  try {
    const { code, signal, leftGroup } = await runProcess({
      ...process,
      environment: { ...processEnvironment(frame, process), ...files },
      onLine: (line) => output.take(line),
    });
    if (leftGroup !== null)
      session.changing.leftGroups = [...session.changing.leftGroups, leftGroup];
    const { outputs, state } = applyCommandFiles(session, files);
    return { outputs, state, failure: failureOf({ code, signal }, process.signal, output) };
  } finally {
    for (const file of Object.values(files)) rmSync(file, { force: true });
  }
}

/** Nothing of the sandbox's own environment gets in but where programs are. */
function processEnvironment(
  frame: StepFrame,
  { environment, stepId }: StepProcess,
): Readonly<Record<string, string>> {
  const { session } = frame;
  const { changing, contexts, folders } = session;
  const github = withAction(contexts.github, frame.action, stepId);
  const runner = isJsonObject(contexts["runner"]) ? contexts["runner"] : {};
  const given = { ...changing.environment, ...frame.environment, ...environment };
  const path = given["PATH"] ?? programFolders();
  return {
    CI: "true",
    HOME: folders.home,
    LANG: "C.UTF-8",
    ...given,
    GITHUB_ACTIONS: "true",
    ...runnerEnvironment(github, runner),
    PATH: [...changing.paths, path].join(delimiter),
  };
}

/** Without what npm adds for the package that it runs; with this Node, which every runner has. */
function programFolders(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const own = folders.filter((folder) => !folder.includes("node_modules"));
  return [...own, dirname(process.execPath)].join(delimiter);
}

type CommandFiles = Readonly<
  Record<
    "GITHUB_OUTPUT" | "GITHUB_ENV" | "GITHUB_PATH" | "GITHUB_STATE" | "GITHUB_STEP_SUMMARY",
    string
  >
>;

function createCommandFiles({ folders }: JobSession): CommandFiles {
  const folder = join(folders.temp, "_runner_file_commands");
  mkdirSync(folder, { recursive: true });
  const id = randomUUID();
  const create = (name: string) => {
    const file = join(folder, `${name}_${id}`);
    writeFileSync(file, "");
    return file;
  };
  return {
    GITHUB_OUTPUT: create("set_output"),
    GITHUB_ENV: create("set_env"),
    GITHUB_PATH: create("add_path"),
    GITHUB_STATE: create("save_state"),
    GITHUB_STEP_SUMMARY: create("step_summary"),
  };
}

/** Larger than this no answer is. */
const answerLimitBytes = 16 * 1024 * 1024;

function applyCommandFiles({ log, changing }: JobSession, files: CommandFiles) {
  log.summarize(readAnswer(files.GITHUB_STEP_SUMMARY));
  const added = parsePaths(readAnswer(files.GITHUB_PATH));
  changing.paths = [...added.toReversed(), ...changing.paths];
  const variables = parseAssignments(readAnswer(files.GITHUB_ENV));
  for (const [name] of variables) requireSettable(name);
  changing.environment = { ...changing.environment, ...Object.fromEntries(variables) };
  return {
    outputs: Object.fromEntries(parseAssignments(readAnswer(files.GITHUB_OUTPUT))),
    state: Object.fromEntries(parseAssignments(readAnswer(files.GITHUB_STATE))),
  };
}

/** A step may have removed its file. */
function readAnswer(file: string): string {
  try {
    const content = readFileSync(file);
    if (content.length <= answerLimitBytes) return content.toString("utf8");
  } catch {
    return "";
  }
  throw new ActionsError(
    "file-command",
    "A step wrote more than 16 MiB to one of its answer files",
  );
}

/** Node would run code of the step's choice in every later action. */
function requireSettable(name: string): void {
  if (name.toUpperCase() !== "NODE_OPTIONS") return;
  throw new ActionsError("file-command", "NODE_OPTIONS can't be set through GITHUB_ENV");
}

function failureOf(
  end: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  stopped: AbortSignal,
  output: StepOutput,
): string | null {
  if (stopped.aborted) return "The step was stopped.";
  if (end.code === null) return `Process ended by ${end.signal ?? "a signal"}.`;
  return end.code === 0 ? output.refused : `Process completed with exit code ${end.code}.`;
}
