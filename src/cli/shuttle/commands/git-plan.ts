import { type Command } from "../command.ts";

/** Runs git in the plan's folder, or where it was called without a plan, and ends as git does. */
export const gitPlan: Command = async ({ world, flags, words, load }) => {
  const project = await load(flags);
  if (project.kind !== "loaded") return project;
  const folder = project.plan.kind === "none" ? world.workingDirectory : project.plan.path;
  return { kind: "done", exitCode: await world.git(folder, words) };
};
