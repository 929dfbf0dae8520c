import { type FlagSpec, likelyFlags, parseFlags } from "../../../core/shuttle/flags.ts";
import { type AvailableScript } from "../../../core/shuttle/merge-scripts.ts";
import {
  flagOf,
  missingArguments,
  parseScriptArguments,
  requireArguments,
  type ScriptCall,
} from "../../../core/shuttle/script-arguments.ts";
import { formatScriptHelp } from "../../../core/shuttle/script-help.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../../core/shuttle/shuttle-refusal.ts";
import type { LoadedProject, NotLoaded } from "../../../flows/shuttle/load-project.ts";
import {
  type Command,
  type CommandCall,
  type CommandResult,
  DONE,
  GLOBAL_FLAGS,
  isOn,
} from "../command.ts";
import { findCommand } from "../commands.ts";
import { isOutside } from "../is-outside.ts";
import { runAnswered } from "../run-answered.ts";
import { formatRunHelp, refuseUnknownScript } from "./help.ts";
import { splitAtWord } from "../split-command.ts";

const FLAGS: readonly FlagSpec[] = [...(findCommand("run")?.flags ?? []), ...GLOBAL_FLAGS];

/** Flags that decide which project and plan is loaded. */
const LOADING = ["project", "plan", "clean", "skip-pull"];

type Flags = ReadonlyMap<string, string>;

/** Runs a script with the arguments behind its name. */
export const run: Command = async (call) => {
  const { name, before, after } = splitAtWord(call.words, FLAGS);
  const parsed = parseFlags(before, FLAGS);
  if (parsed.kind === "refused") return parsed;
  const flags = new Map([...call.flags, ...parsed.flags]);
  if (name === undefined) {
    return parsed.wantsHelp && isOutside(flags, call.world)
      ? showHelp(call, new Map())
      : listScripts(call, flags);
  }
  const found = await findScript(call, name, waysToLoad(flags, after));
  if (found.kind !== "found") return found;
  const scriptCall = parseScriptArguments(after, found.script.script.arguments, FLAGS);
  if (scriptCall.kind === "refused") return scriptCall;
  if (parsed.wantsHelp || scriptCall.wantsHelp) {
    call.world.stdout.write(formatScriptHelp(found.script));
    return DONE;
  }
  return runWith(call, found, { scriptCall, flags: new Map([...flags, ...scriptCall.flags]) });
};

type Found = {
  readonly kind: "found";
  readonly script: AvailableScript;
  readonly project: LoadedProject;
  /** What it was loaded with. */
  readonly loading: Flags;
};

/** The first way that leads to the script; if none does, the first one tells why. */
async function findScript(
  call: CommandCall,
  name: string,
  ways: readonly Flags[],
): Promise<Found | CommandResult> {
  let failure: CommandResult | undefined;
  for (const loading of ways) {
    const found = await loadScript(call, name, loading);
    if (found.kind === "found") return found;
    failure ??= found;
  }
  return failure ?? refuseOutside();
}

async function loadScript(
  call: CommandCall,
  name: string,
  loading: Flags,
): Promise<Found | CommandResult> {
  const project = await load(call, loading);
  if (project.kind !== "loaded") return project;
  const script = project.scripts.get(name);
  if (script === undefined) return refuseUnknownScript(name, project.scripts);
  return { kind: "found", script, project, loading };
}

/**
 * A global flag behind the script's name counts too, unless the script has an argument of that name, which only
 * the loaded project tells: so it is loaded with those that are surely flags, else with all that look like
 * one, else without.
 */
function waysToLoad(flags: Flags, words: readonly string[]): readonly Flags[] {
  const ways = [sureFlags(words), likelyFlags(words, FLAGS), []].map(
    (late) => new Map([...flags, ...late].filter(([name]) => LOADING.includes(name))),
  );
  return ways.filter((way, index) => ways.findIndex((one) => isLoadedAlike(one, way)) === index);
}

function isLoadedAlike(one: Flags, other: Flags): boolean {
  return LOADING.every((name) => one.get(name) === other.get(name));
}

/** Global flags in front of every flag that isn't known. */
function sureFlags(words: readonly string[]): Flags {
  for (let end = words.length; end > 0; end -= 1) {
    const parsed = parseFlags(words.slice(0, end), FLAGS);
    if (parsed.kind === "parsed") return parsed.flags;
  }
  return new Map();
}

async function load(call: CommandCall, flags: Flags): Promise<LoadedProject | NotLoaded> {
  return isOutside(flags, call.world) ? refuseOutside() : call.load(flags);
}

async function runWith(
  call: CommandCall,
  found: Found,
  { scriptCall, flags }: { readonly scriptCall: ScriptCall; readonly flags: Flags },
): Promise<CommandResult> {
  const isRight = isLoadedAlike(flags, found.loading);
  const project = isRight ? found.project : await load(call, flags);
  if (project.kind !== "loaded") return project;
  if (isRight) call.tell(project, flags);
  const script = project.scripts.get(found.script.name) ?? found.script;
  const asked = await askMissing(call, flags, { script, scriptCall });
  const declared = script.script.arguments;
  const checked = isOn(flags, "validate", true) ? requireArguments(asked, declared) : asked;
  if (checked.kind === "refused") return checked;
  return execute(call, project, { script, values: checked.values });
}

/** Asks for what is required and missing, if that is wanted and somebody is there. */
async function askMissing(
  { world }: CommandCall,
  flags: Flags,
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
  const given = world.environment.get("SHUTTLE_CONTEXT_ID") ?? "";
  const contextId = given === "" ? world.newId() : given;
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

async function listScripts(call: CommandCall, flags: Flags): Promise<CommandResult> {
  const project = await load(call, flags);
  return project.kind === "loaded" ? showHelp(call, project.scripts) : project;
}

function showHelp({ world }: CommandCall, scripts: LoadedProject["scripts"]): CommandResult {
  world.stdout.write(formatRunHelp(scripts));
  return DONE;
}

function refuseOutside(): ShuttleRefusal {
  return refuseShuttle(
    "project-missing",
    "shuttle run is not available in this context. To use shuttle run you need to be in a project with a shuttle.yaml file",
  );
}
