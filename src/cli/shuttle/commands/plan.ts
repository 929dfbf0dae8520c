import { planData } from "../../../core/shuttle/template-data.ts";
import { type Command, DONE } from "../command.ts";
import { renderInline } from "../inline-template.ts";

/** Prints the plan as it is written in the project's file, whatever plan is used instead. */
export const plan: Command = async (call) => {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const text = call.flags.get("template") ?? "";
  if (text !== "") {
    const data = planData({
      ...project.file,
      ...project,
      planPath: project.plan.path,
      plan: project.file.plan,
    });
    return renderInline(call, { name: "plan", text }, data);
  }
  call.world.stdout.write(project.file.plan);
  return DONE;
};
