import { parsePlanReference, refName } from "../../../core/shuttle/plan-reference.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import { type Command, DONE } from "../command.ts";

/** Prints version, plan and environment. On a CI runner values are left out: they may be secrets. */
export const config: Command = async ({ world, flags, load }) => {
  const project = await load(flags);
  if (project.kind !== "loaded") return project;
  const excluded = new Set((flags.get("exclude-env-vars") ?? "").split(","));
  const isRunner = world.environment.get("GITHUB_ACTIONS") === "true";
  const variables = [...world.environment]
    .filter(([name]) => !excluded.has(name))
    .map(([name, value]) => `${name}=${isRunner ? "***" : value}\n`);
  const plan = `Plan:\n${planText(project)}\n`;
  world.stdout.write(`Version ${world.version}\n\n${plan}\nEnvironment:\n${variables.join("")}`);
  return DONE;
};

/** As written, with the ref that counts. */
function planText({ file }: LoadedProject): string {
  const reference = parsePlanReference(file.plan);
  if (reference.kind === "none") return "false";
  if (reference.kind !== "git") return file.plan;
  return `${file.plan.replace(/#.*$/s, "")} ${refName(reference.ref)}`;
}
