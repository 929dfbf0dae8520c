import { compileDefinition, runDefinition } from "./compile/body.ts";
import type { Definition } from "./compile/body.ts";
import { Machine } from "./compile/machine.ts";
import { SPECIAL_NAMES } from "./compile/special-call.ts";
import { builtins } from "./functions/builtins.ts";
import { joinBytes } from "./functions/byte-string.ts";
import type { FunctionTable } from "./functions/table.ts";
import { parse } from "./parser.ts";
import type { Definitions } from "./parser.ts";
import { TemplateError } from "./template-error.ts";
import type { TemplateHost, Value } from "./value.ts";

export type TemplateSource = {
  /** How errors call the template; usually the base name of its file. */
  readonly name: string;
  readonly text: string;
  /** Two braces where it is absent or empty. */
  readonly leftDelimiter?: string;
  readonly rightDelimiter?: string;
  readonly functions: FunctionTable;
};

/** Reads a template. Throws a TemplateError (syntax, limit). */
export function parseTemplate(source: TemplateSource): Template {
  const { name, text, functions } = source;
  const definitions = guarded(name, () =>
    parse({
      name,
      text,
      leftDelimiter: delimiter(source.leftDelimiter, "{{"),
      rightDelimiter: delimiter(source.rightDelimiter, "}}"),
      isFunction: (word) => isFunction(word, functions),
    }),
  );
  return new Template(source, definitions);
}

/** A template that has been read; it can be executed any number of times. */
export class Template {
  private readonly source: TemplateSource;
  private readonly compiled = new Map<string, Definition>();

  constructor(source: TemplateSource, definitions: Definitions) {
    this.source = source;
    const { functions } = source;
    const find = (name: string): Definition | undefined => this.compiled.get(name);
    for (const [name, nodes] of definitions) {
      this.compiled.set(name, compileDefinition(name, nodes, { functions, find }));
    }
  }

  /**
   * Renders with `data` as dot. Throws a TemplateError (execution, limit) that has what was written before
   * the failure.
   */
  execute(data: Value, host: TemplateHost): string {
    const { name, text } = this.source;
    const definition = this.compiled.get(name);
    if (definition === undefined) throw new Error(`the template ${name} has no body`);
    const machine = new Machine({ fileName: name, source: text, host });
    guarded(name, () => runDefinition(machine, definition, data ?? undefined), machine);
    return joinBytes(machine.output);
  }
}

function delimiter(given: string | undefined, usual: string): string {
  return given === undefined || given === "" ? usual : given;
}

function isFunction(name: string, functions: FunctionTable): boolean {
  return Object.hasOwn(functions, name) || builtins.has(name) || SPECIAL_NAMES.has(name);
}

/** What is too deep or too large for this process is a fault of the template. */
function guarded<T>(name: string, run: () => T, machine?: Machine): T {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof RangeError ? exhaustion(error) : undefined;
    if (reason === undefined) throw error;
    if (machine !== undefined) machine.fail(reason, { code: "limit", cause: error });
    const message = `template: ${name}: ${reason}`;
    throw new TemplateError({
      code: "limit",
      message,
      reason,
      templateName: name,
      line: 1,
      cause: error,
    });
  }
}

/** What of this process a template has used up; `undefined` for errors that have other causes. */
function exhaustion({ message }: RangeError): string | undefined {
  if (/call stack/i.test(message)) return "nested too deeply";
  return /(?:string|array) length|maximum size|allocation failed/i.test(message)
    ? "value too large; render less at once"
    : undefined;
}
