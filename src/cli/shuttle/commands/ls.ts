import type { AvailableScript } from "../../../core/shuttle/merge-scripts.ts";
import { flagOf } from "../../../core/shuttle/script-arguments.ts";
import { formatScriptList } from "../../../core/shuttle/script-help.ts";
import { scriptListData } from "../../../core/shuttle/template-data.ts";
import { type Command, DONE, isOn, printJson } from "../command.ts";
import { renderInline } from "../inline-template.ts";

/** Lists the scripts of the project and its plan. */
export const ls: Command = async (call) => {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const text = call.flags.get("template") ?? "";
  if (text !== "") return renderInline(call, { name: "ls", text }, scriptListData(project.scripts));
  if (isOn(call.flags, "json")) return printJson(call, { scripts: toRecords(project.scripts) });
  call.world.stdout.write(formatScriptList(project.scripts));
  return DONE;
};

function toRecords(scripts: ReadonlyMap<string, AvailableScript>): readonly object[] {
  return [...scripts.values()].map(({ name, origin, script }) => ({
    name,
    description: script.description,
    origin,
    arguments: script.arguments.map((argument) => ({
      name: argument.name,
      flag: `--${flagOf(argument)}`,
      required: argument.required,
      description: argument.description,
      type: argument.type === "bool" ? "bool" : "string",
    })),
  }));
}
