import { formatScriptList } from "../../../core/shuttle/script-help.ts";
import { scriptListData } from "../../../core/shuttle/template-data.ts";
import { type Command, DONE } from "../command.ts";
import { renderInline } from "../inline-template.ts";

/** Lists the scripts of the project and its plan. */
export const ls: Command = async (call) => {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const text = call.flags.get("template") ?? "";
  if (text !== "") return renderInline(call, { name: "ls", text }, scriptListData(project.scripts));
  call.world.stdout.write(formatScriptList(project.scripts));
  return DONE;
};
