import { refName, withoutCredentials } from "../../../core/shuttle/plan-reference.ts";
import { planData } from "../../../core/shuttle/template-data.ts";
import { type Command, DONE, isOn, printJson } from "../command.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
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
  if (isOn(call.flags, "json")) return printJson(call, toRecord(project));
  call.world.stdout.write(project.file.plan);
  return DONE;
};

/** The plan that is used, beside the one that is written; `path` is its copy in the project. */
function toRecord({ file, plan, projectPath }: LoadedProject): object {
  const common = { plan: withoutCredentials(file.plan), kind: plan.kind, project: projectPath };
  switch (plan.kind) {
    case "none":
      return common;
    case "local":
      return { ...common, path: plan.path, source: plan.source };
    case "git": {
      const { source, ref } = plan.reference;
      const origin = { source: withoutCredentials(source), ref: refName(ref) };
      return { ...common, path: plan.path, ...origin, sha: plan.sha ?? null };
    }
  }
}
