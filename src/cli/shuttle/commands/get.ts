import { toBytes } from "../../../core/gotemplate/functions/byte-string.ts";
import { GoError, type Value } from "../../../core/gotemplate/value.ts";
import { formatJson } from "../../../core/shuttle/json-text.ts";
import { lookUp } from "../../../core/shuttle/lookup.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../../core/shuttle/shuttle-refusal.ts";
import { encodeYaml } from "../../../core/yaml/encode.ts";
import { YamlError } from "../../../core/yaml/yaml-error.ts";
import { type Command, type CommandCall, type CommandResult, DONE, isOn } from "../command.ts";
import { renderInline } from "../inline-template.ts";

/** Prints a variable as YAML, without the final line break; what isn't there is nothing. */
export const get: Command = async (call) => {
  const project = await call.load(call.flags);
  if (project.kind !== "loaded") return project;
  const found = find(call.words[0] ?? "", project.file.vars);
  if (found.kind === "refused") return found;
  const { value } = found;
  const text = call.flags.get("template") ?? "";
  if (text !== "") return renderInline(call, { name: "get", text }, value);
  if (isOn(call.flags, "json")) return printAsJson(call, value);
  if (isOn(call.flags, "raw") && typeof value === "string") return printText(call, value);
  return print(call, value);
};

function find(
  path: string,
  vars: Value,
): { readonly kind: "found"; readonly value: Value } | ShuttleRefusal {
  try {
    return { kind: "found", value: lookUp(path, vars) };
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return refuseShuttle("usage", `'${path}' leads through a value that has no parts`);
  }
}

function printAsJson({ world }: CommandCall, value: Value): CommandResult {
  world.stdout.write(`${formatJson(value)}\n`);
  return DONE;
}

/** As it is, for scripts: YAML quotes what it could take for a number. */
function printText({ world }: CommandCall, text: string): CommandResult {
  world.stdout.write(toBytes(text));
  return DONE;
}

function print({ world }: CommandCall, value: Value): CommandResult {
  if (value === null) return DONE;
  try {
    world.stdout.write(toBytes(encodeYaml(value).replace(/\n+$/, "")));
    return DONE;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return refuseShuttle("value-not-encodable", error.message, 9);
  }
}
