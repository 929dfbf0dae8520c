import type { TemplateHost } from "../value.ts";
import { TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** What templates see of the machine that renders them. */
export const systemFunctions: FunctionTable = {
  env: unary(TEXT, "string", (name, host) => host.environment(name) ?? ""),
  expandenv: unary(TEXT, "string", expandVariables),
  getHostByName: unary(TEXT, "string", (name, host) => host.lookupHost(name)),
};

/** `${NAME}`, a shell's name of one character, `$NAME`; a brace that isn't closed disappears. */
const VARIABLE = /\$(?:\{([^}]*)\}|\{|([*#$@!?0-9-])|([A-Za-z_][A-Za-z0-9_]*))/g;

function expandVariables(text: string, host: TemplateHost): string {
  return text.replace(VARIABLE, (_all, ...found) => {
    const name: unknown = found.slice(0, 3).find((group) => group !== undefined);
    return typeof name === "string" && name !== "" ? (host.environment(name) ?? "") : "";
  });
}
