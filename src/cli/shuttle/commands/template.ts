import { fileProblem } from "../../../adapters/files/error-code.ts";
import { joinPath } from "../../../core/shuttle/resolve-plan.ts";
import { splitPositionals } from "../../../core/shuttle/script-arguments.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../../core/shuttle/shuttle-refusal.ts";
import { templateDelimiters } from "../../../core/shuttle/template-delimiters.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import { renderTemplate } from "../../../flows/shuttle/render-template.ts";
import { type Command, type CommandCall, type CommandResult, DONE, isOn } from "../command.ts";

/** Renders a template of the project, else of its plan, to stdout or to a file of the temporary folder. */
export const template: Command = async (call) => {
  const { flags, words, world } = call;
  const project = await call.load(flags);
  if (project.kind !== "loaded") return project;
  const delimiters = templateDelimiters(flags);
  if (delimiters.kind === "refused") return delimiters;
  const [name = "", ...rest] = words;
  const { pairs, ignored } = splitPositionals(rest);
  if (ignored[0] !== undefined) return refuseWord(ignored[0]);
  const result = await renderTemplate(
    project,
    {
      name,
      arguments: new Map(pairs),
      delimiters,
      projectTemplates: isOn(flags, "ignore-project-overrides") ? "ignored" : "first",
      workingDirectory: world.workingDirectory,
    },
    world,
  );
  if (result.kind === "done") return write(call, project, result.bytes);
  // As far as it came: the original writes while it renders.
  const written = write(call, project, result.partial ?? new Uint8Array());
  return written.kind === "done" ? result : written;
};

function write(
  { world, flags }: CommandCall,
  { temporaryPath }: LoadedProject,
  bytes: Uint8Array,
): CommandResult {
  const output = flags.get("output") ?? "";
  if (output === "") {
    world.stdout.write(bytes);
    return DONE;
  }
  const path = joinPath(temporaryPath, output);
  try {
    world.files.makeFolder(temporaryPath);
    world.files.write(path, bytes);
    return DONE;
  } catch (error) {
    return refuseShuttle(
      "template-invalid",
      `create template output file '${path}': ${fileProblem(error, path, "open")}`,
    );
  }
}

function refuseWord(word: string): ShuttleRefusal {
  return refuseShuttle("usage", `the argument '${word}' is not valid: expected key=value`);
}
