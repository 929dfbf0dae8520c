import { resolveDocumentation } from "../../../core/shuttle/documentation.ts";
import { type Command, DONE } from "../command.ts";

/** Tells where the plan's documentation is, and opens it. */
export const documentation: Command = async ({ world, terminal, flags, load }) => {
  const project = await load(flags);
  if (project.kind !== "loaded") return project;
  const { plan, file } = project;
  const written = plan.kind === "none" ? "" : plan.file.documentation;
  const found = resolveDocumentation({ documentation: written, plan: file.plan });
  if (found.kind === "refused") return found;
  terminal.notify({ level: "info", text: `Documentation available at: ${found.url}` });
  // Without a browser the address is on the screen all the same.
  await world.openBrowser(found.url);
  return DONE;
};
