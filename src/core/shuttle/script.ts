import type { Node } from "../yaml/node.ts";
import type { Path, ShapeReader } from "../yaml/shape-reader.ts";

/** A script of a plan or project: what `shuttle run <name>` does. */
export type Script = {
  readonly description: string;
  /** Run in order, until one fails. */
  readonly actions: readonly ScriptAction[];
  readonly arguments: readonly ScriptArgument[];
};

export type ScriptAction = {
  /** Text for `sh -c`; the first of the three that is not empty counts. */
  readonly shell: string;
  /** Name of a compiled action. */
  readonly task: string;
  /** No longer supported by the original either. */
  readonly dockerfile: string;
};

export type ScriptArgument = {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** `bool` makes a flag that needs no value; everything else is a text. */
  readonly type: string;
};

export type Scripts = ReadonlyMap<string, Script>;

/** The value of a `scripts` key, beside the scripts that a merge has brought in. Findings are in the reader. */
export function readScripts(reader: ShapeReader, node: Node, path: Path, before: Scripts): Scripts {
  return reader.readMap(node, path, "map[string]config.ShuttlePlanScript", before, (value, at) =>
    readScript(reader, value, at),
  );
}

function readScript(reader: ShapeReader, node: Node, path: Path): Script | undefined {
  let description = "";
  let actions: readonly ScriptAction[] = [];
  let declared: readonly ScriptArgument[] = [];
  const isScript = reader.readStruct(node, path, "config.ShuttlePlanScript", {
    description: (value, at) => (description = reader.readString(value, at)),
    actions: (value, at) =>
      (actions = reader.readList(value, at, "[]config.ShuttleAction", (item, place) =>
        readAction(reader, item, place),
      )),
    args: (value, at) =>
      (declared = reader.readList(value, at, "[]config.ShuttleScriptArgs", (item, place) =>
        readArgument(reader, item, place),
      )),
  });
  return isScript ? { description, actions, arguments: declared } : undefined;
}

function readAction(reader: ShapeReader, node: Node, path: Path): ScriptAction | undefined {
  const action = { shell: "", task: "", dockerfile: "" };
  const isAction = reader.readStruct(node, path, "config.ShuttleAction", {
    shell: (value, at) => (action.shell = reader.readString(value, at)),
    dockerfile: (value, at) => (action.dockerfile = reader.readString(value, at)),
    task: (value, at) => (action.task = reader.readString(value, at)),
  });
  return isAction ? action : undefined;
}

function readArgument(reader: ShapeReader, node: Node, path: Path): ScriptArgument | undefined {
  const argument = { name: "", required: false, description: "", type: "" };
  const isArgument = reader.readStruct(node, path, "config.ShuttleScriptArgs", {
    name: (value, at) => (argument.name = reader.readString(value, at)),
    required: (value, at) => (argument.required = reader.readBool(value, at)),
    description: (value, at) => (argument.description = reader.readString(value, at)),
    type: (value, at) => (argument.type = reader.readString(value, at)),
  });
  return isArgument ? argument : undefined;
}
