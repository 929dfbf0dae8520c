import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { readZipArchive } from "../src/adapters/archive/zip-archive.ts";
import { projectFiles } from "../src/adapters/files/project-files.ts";
import { planFolders } from "../src/adapters/git/plan-folders.ts";
import { sourceTrees } from "../src/adapters/git/source-trees.ts";
import { createShell } from "../src/adapters/process/shell.ts";
import { streamSink } from "../src/adapters/process/stream-sink.ts";
import { createTemplateHost } from "../src/adapters/template-host.ts";
import { createEarlierUploads } from "../src/adapters/workflow/earlier-uploads.ts";
import { leftFiles } from "../src/adapters/workflow/left-files.ts";
import { diffManifests } from "../src/adapters/workflow/manifest-diff.ts";
import { cachePlans } from "../src/adapters/workflow/plan-cache.ts";
import { answerCalls } from "../src/cli/shuttle/answer-calls.ts";
import { runAnswered } from "../src/cli/shuttle/run-answered.ts";
import { createTemplateEngine } from "../src/flows/shuttle/go-templates.ts";
import { type LoadRequest, loadProject } from "../src/flows/shuttle/load-project.ts";
import type { ScriptWorld } from "../src/flows/shuttle/run-script.ts";
import type { PlanFolders } from "../src/flows/shuttle/ports.ts";
import type { WorkflowRun } from "./event.ts";
import type { ActionInputs } from "./io.ts";
import type { ActionLog, ActionPorts } from "./ports.ts";

export type Runner = {
  /** As the runner gave it to this process. */
  readonly environment: ReadonlyMap<string, string>;
  readonly run: WorkflowRun;
  readonly log: ActionLog;
  /** The folder of this action's repository. */
  readonly root: string;
};

/** The ports of a real run. */
export function createPorts(inputs: ActionInputs, runner: Runner): ActionPorts {
  const { run, log } = runner;
  const workspace = runner.environment.get("GITHUB_WORKSPACE") ?? process.cwd();
  const temporary = runner.environment.get("RUNNER_TEMP") ?? join(workspace, ".shuttle");
  const environment = scriptsEnvironment(runner.environment, join(temporary, "shuttle", "output"));
  const notify = ({ text }: { readonly text: string }): void => log.info(text);
  const origin = new URL(run.serverUrl).origin;
  const plans = keptPlans(planFolders(environment, { token: inputs.token, origin }), environment);
  const world = scriptWorld(environment, runner);
  const host = createTemplateHost({
    environment,
    workingDirectory: resolve(workspace, inputs.project),
  });
  const version = process.env["SHUTTLE_BUILD_VERSION"] ?? "<dev-version>";
  const commit = "<unspecified-commit>";
  const output = { stdout: streamSink(process.stdout), stderr: streamSink(process.stderr) };
  return {
    run,
    workspace,
    outputFolder: join(temporary, "shuttle", "artifacts"),
    files: { ...projectFiles, write },
    left: leftFiles,
    load: ({ project, plan }) =>
      loadProject(loadRequest({ folder: resolve(workspace, project), plan, environment }), {
        files: projectFiles,
        plans,
        notify,
      }),
    runScript: async (project, script) =>
      runAnswered(
        await answerCalls({ version, commit, launcherPath: world.launcherPath }, process.execPath),
        project,
        { ...script, output },
        world,
      ),
    engine: createTemplateEngine(() => Promise.resolve(host)),
    source: sourceTrees,
    uploads: createEarlierUploads({
      apiUrl: run.apiUrl,
      repository: run.repository,
      token: inputs.token,
      readArchive: readZipArchive,
      onTrouble: onceOnly((message) => log.info(`Nothing is reused: ${message}`)),
    }),
    diff: diffManifests,
    log,
    version,
    now: () => new Date(),
  };
}

function loadRequest(of: {
  readonly folder: string;
  readonly plan: string;
  readonly environment: ReadonlyMap<string, string>;
}): LoadRequest {
  return {
    // A relative plan is meant from the project, as in the project's own file.
    workingDirectory: of.folder,
    project: of.folder,
    plan: of.plan,
    clean: false,
    skipPull: false,
    // What is published should be new, although this is a CI runner.
    environment: new Map([["SHUTTLE_SKIP_PULL", "false"], ...of.environment]),
  };
}

/** A runner's tool cache outlives the job, and is there for all of its repositories. */
function keptPlans(plans: PlanFolders, environment: ReadonlyMap<string, string>): PlanFolders {
  const tools = environment.get("RUNNER_TOOL_CACHE") ?? "";
  return tools === "" ? plans : cachePlans(plans, join(tools, "shuttle-plans"));
}

/** What GitHub denies once it denies every time. */
function onceOnly(tell: (message: string) => void): (message: string) => void {
  let told = false;
  return (message) => {
    if (!told) tell(message);
    told = true;
  };
}

/** A runner kills 7.5 seconds after its first signal. */
const GRACE_MS = 3_000;

function scriptWorld(environment: ReadonlyMap<string, string>, { root, log }: Runner): ScriptWorld {
  const onSignal = (signal: string): void => log.info(`Received ${signal}, ending the script`);
  return {
    files: projectFiles,
    shell: createShell({ mode: "relayed", graceMs: GRACE_MS, onSignal }),
    environment,
    launcherPath: join(root, "bin"),
    contextId: environment.get("SHUTTLE_CONTEXT_ID") ?? randomUUID(),
  };
}

/**
 * Scripts see nothing of our inputs, the token among them. What they write as outputs of the step goes to a
 * file of its own: it would stand among ours, and a slip in it would make GitHub drop them all.
 */
function scriptsEnvironment(
  environment: ReadonlyMap<string, string>,
  outputFile: string,
): ReadonlyMap<string, string> {
  const visible = [...environment].filter(([name]) => !name.startsWith("INPUT_"));
  write(outputFile, "");
  return new Map([...visible, ["SHUTTLE_NODE", process.execPath], ["GITHUB_OUTPUT", outputFile]]);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
