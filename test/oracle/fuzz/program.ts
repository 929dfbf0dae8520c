/** What both engines are asked: a template with its data, or a text of YAML. */
export type Program =
  | {
      readonly kind: "template";
      readonly template: string;
      readonly doc: string;
      readonly args: Readonly<Record<string, string>>;
      readonly left: string;
      readonly right: string;
    }
  | { readonly kind: "yaml"; readonly yaml: string; readonly strict: boolean };

/**
 * What came of it: `done`, or where it failed: parse, exec, or data (YAML that can't be read). `lost`: the
 * oracle gave up, nothing can be said. Texts are bytes in latin1, so that nothing is lost.
 */
export type Answer = {
  readonly stage: string;
  readonly output: string;
  readonly error: string;
};

/** The part of a program that can be made shorter. */
export function textOf(program: Program): string {
  return program.kind === "template" ? program.template : program.yaml;
}

export function withText(program: Program, text: string): Program {
  return program.kind === "template" ? { ...program, template: text } : { ...program, yaml: text };
}
