import { type Command, DONE } from "../command.ts";

/** Brings the plan into place and checks both files. */
export const prepare: Command = async ({ flags, load }) => {
  const project = await load(flags);
  return project.kind === "loaded" ? DONE : project;
};
