import { type FlagSpec, parseFlags } from "../../../core/shuttle/flags.ts";
import { type AvailableScript } from "../../../core/shuttle/merge-scripts.ts";
import {
  flagOf,
  missingArguments,
  parseScriptArguments,
  requireArguments,
  type ScriptCall,
} from "../../../core/shuttle/script-arguments.ts";
import { formatScriptHelp, formatScriptList } from "../../../core/shuttle/script-help.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../../core/shuttle/shuttle-refusal.ts";
import {
  findProject,
  type LoadedProject,
  type NotLoaded,
} from "../../../flows/shuttle/load-project.ts";
import {
  type Command,
  type CommandCall,
  type CommandResult,
  DONE,
  GLOBAL_FLAGS,
  isOn,
} from "../command.ts";
import { findCommand } from "../commands.ts";
import { runAnswered } from "../run-answered.ts";
import { refuseUnknownScript } from "./help.ts";
import { splitAtWord } from "../split-command.ts";

const FLAGS: readonly FlagSpec[] = [...(findCommand("run")?.flags ?? []), ...GLOBAL_FLAGS];

/** Flags that decide which project and plan is loaded. */
const LOADING = ["project", "plan", "clean", "skip-pull"];

/** Runs a script with the arguments behind its name. */
export const run: Command = async (call) => {
  const { name, before, after } = splitAtWord(call.words, FLAGS);
  const parsed = parseFlags(before, FLAGS);
  if (parsed.kind === "refused") return parsed;
  const flags = new Map([...call.flags, ...parsed.flags]);
  const project = await loadFor(call, flags, after);
  if (project.kind !== "loaded") return project;
  if (name === undefined || parsed.wantsHelp) return listScripts(call, project);
  const script = project.scripts.get(name);
  if (script === undefined) return refuseUnknownScript(name, project.scripts);
  const scriptCall = parseScriptArguments(after, script.script.arguments, FLAGS);
  if (scriptCall.kind === "refused") return scriptCall;
  return runWith(call, script, { project, flags, scriptCall });
};

type Prepared = {
  readonly project: LoadedProject;
  /** Those before the script's name. */
  readonly flags: ReadonlyMap<string, string>;
  readonly scriptCall: ScriptCall;
};

/**
 * A global flag behind the script's name counts too, unless the script has an argument of that name,
 * which only the loaded project tells. Where none loads without such flags they are global.
 */
async function loadFor(
  call: CommandCall,
  flags: ReadonlyMap<string, string>,
  after: readonly string[],
): Promise<LoadedProject | NotLoaded> {
  const late = lateFlags(after);
  const isOutside =
    findProject(
      { workingDirectory: call.world.workingDirectory, project: flags.get("project") },
      call.world,
    ) === undefined;
  if (isOutside && !late.has("project")) return refuseOutside();
  return call.load(isOutside ? new Map([...flags, ...late]) : flags);
}

/** Global flags among words whose other flags aren't known. */
function lateFlags(words: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  words.forEach((word, index) => {
    const parsed = parseFlags(words.slice(index, index + 2), GLOBAL_FLAGS);
    if (parsed.kind === "parsed" && word.startsWith("-")) {
      for (const [name, value] of parsed.flags) found.set(name, value);
    }
  });
  return found;
}

async function runWith(
  call: CommandCall,
  script: AvailableScript,
  prepared: Prepared,
): Promise<CommandResult> {
  const { scriptCall } = prepared;
  if (scriptCall.wantsHelp) {
    call.world.stdout.write(formatScriptHelp(script));
    return DONE;
  }
  const flags = new Map([...prepared.flags, ...scriptCall.flags]);
  const isLate = LOADING.some((name) => scriptCall.flags.has(name));
  const project = isLate ? await call.load(flags) : prepared.project;
  if (project.kind !== "loaded") return project;
  const current = project.scripts.get(script.name) ?? script;
  const asked = await askMissing(call, flags, { script: current, scriptCall });
  const declared = current.script.arguments;
  const checked = isOn(flags, "validate", true) ? requireArguments(asked, declared) : asked;
  if (checked.kind === "refused") return checked;
  return execute(call, project, { script: current, values: checked.values });
}

/** Asks for what is required and missing, if that is wanted and somebody is there. */
async function askMissing(
  { world }: CommandCall,
  flags: ReadonlyMap<string, string>,
  { script, scriptCall }: { readonly script: AvailableScript; readonly scriptCall: ScriptCall },
): Promise<ScriptCall> {
  const byDefault = world.environment.get("SHUTTLE_INTERACTIVE") === "true";
  if (!isOn(flags, "interactive", byDefault)) return scriptCall;
  const values = new Map(scriptCall.values);
  for (const argument of missingArguments(values, script.script.arguments)) {
    const answer = await world.ask(`${flagOf(argument)}: ${argument.description} `);
    if (answer !== undefined) values.set(argument.name, answer);
  }
  return { ...scriptCall, values };
}

async function execute(
  { world, terminal }: CommandCall,
  project: LoadedProject,
  { script, values }: { readonly script: AvailableScript; readonly values: ScriptCall["values"] },
): Promise<CommandResult> {
  const onSignal = (): void =>
    terminal.notify({ level: "info", text: "Received interrupt signal..." });
  const { files } = world;
  const contextId = world.environment.get("SHUTTLE_CONTEXT_ID") ?? world.newId();
  const shell = await world.shell(onSignal);
  const output = { stdout: await world.stdout.sink(), stderr: await world.stderr.sink() };
  const { environment, launcherPath } = world;
  const result = await runAnswered(
    await world.answerCalls(),
    project,
    { script, arguments: values, output },
    { files, shell, environment, launcherPath, contextId },
  );
  if (result.kind === "done" || result.code !== "cancelled") return result;
  return { ...result, details: ["Operation cancelled"] };
}

function listScripts({ world }: CommandCall, { scripts }: LoadedProject): CommandResult {
  const usage = "Usage:\n  shuttle run <script> [arguments]\n\n";
  world.stdout.write(
    `Run a script of the project or its plan\n\n${usage}${formatScriptList(scripts)}`,
  );
  return DONE;
}

function refuseOutside(): ShuttleRefusal {
  return refuseShuttle(
    "project-missing",
    "shuttle run is not available in this context. To use shuttle run you need to be in a project with a shuttle.yaml file",
    2,
  );
}
