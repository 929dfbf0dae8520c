import { GoError, type Value } from "../../../core/gotemplate/value.ts";
import { hasValue } from "../../../core/shuttle/lookup.ts";
import { type Command, DONE, isOn, printJson } from "../command.ts";

/** Ends with 0 if the variable or script is there, else with 1; or prints which. */
export const has: Command = async (call) => {
  const { world, flags, words, load } = call;
  const project = await load(flags);
  if (project.kind !== "loaded") return project;
  const [name = ""] = words;
  const isThere = isOn(flags, "script")
    ? project.scripts.has(name)
    : hasVariable(name, project.file.vars);
  if (isOn(flags, "json")) return printJson(call, { name, found: isThere });
  if (!isOn(flags, "stdout")) return { kind: "done", exitCode: isThere ? 0 : 1 };
  world.stdout.write(isThere ? "true" : "false");
  return DONE;
};

/** A path through a number leads nowhere. */
function hasVariable(path: string, vars: Value): boolean {
  try {
    return hasValue(path, vars);
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}
