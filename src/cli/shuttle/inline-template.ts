import { toBytes } from "../../core/gotemplate/functions/byte-string.ts";
import type { Value } from "../../core/gotemplate/value.ts";
import { refuseShuttle } from "../../core/shuttle/shuttle-refusal.ts";
import { type CommandCall, type CommandResult, DONE } from "./command.ts";

/** Prints what a template of `--template` makes of the data; errors name it as the command. */
export async function renderInline(
  { world }: CommandCall,
  template: { readonly name: string; readonly text: string },
  data: Value,
): Promise<CommandResult> {
  const rendered = await world.engine({ ...template, data, left: "{{", right: "}}" });
  if (rendered.kind === "rendered") {
    world.stdout.write(toBytes(rendered.text));
    return DONE;
  }
  // As far as it came: the original writes while it renders.
  world.stdout.write(toBytes(rendered.partial));
  const isParsing = rendered.phase === "parse";
  const message = isParsing ? `invalid template: ${rendered.message}` : rendered.message;
  return refuseShuttle("template-invalid", message);
}
