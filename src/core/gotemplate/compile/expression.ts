import { builtins } from "../functions/builtins.ts";
import type { FunctionTable } from "../functions/table.ts";
import { sourceOf } from "../node.ts";
import type { Command, Expression, Pipeline, Place, Variable } from "../node.ts";
import { literalOf } from "./argument.ts";
import type { Argument } from "./argument.ts";
import { bindBuiltin, bindCall } from "./call.ts";
import type { Call, CallSite } from "./call.ts";
import { bindFields } from "./field.ts";
import type { Evaluate, Result } from "./machine.ts";
import type { Slots } from "./scope.ts";
import { bindSpecial } from "./special-call.ts";

/** What a command is given in addition to its first word. */
type Given = {
  readonly place: Place;
  readonly rest: readonly Expression[];
  /** Whether a value arrives from the stage before. */
  readonly isPiped: boolean;
};

/** A pipeline, and where it puts its value; `undefined` for variables that don't exist. */
export type CompiledPipeline = {
  readonly evaluate: Evaluate;
  readonly slots: readonly (number | undefined)[];
};

/** Turns expressions into functions that evaluate them. */
export class ExpressionCompiler {
  private readonly slots: Slots;
  private readonly functions: FunctionTable;

  constructor(slots: Slots, functions: FunctionTable) {
    this.slots = slots;
    this.functions = functions;
  }

  compile(pipeline: Pipeline): Evaluate {
    return this.compilePipeline(pipeline).evaluate;
  }

  compilePipeline(pipeline: Pipeline): CompiledPipeline {
    const { variables, isAssignment, commands } = pipeline;
    const evaluate = inStages(
      commands.map((command, index) => this.compileCommand(command, pipeline, index > 0)),
    );
    const slots = variables.map(({ name }) =>
      isAssignment ? this.slots.find(name) : this.slots.declare(name),
    );
    return { evaluate: assigning(evaluate, pipeline, slots), slots };
  }

  private compileCommand(command: Command, pipeline: Pipeline, isPiped: boolean): Call {
    const { first, rest } = command;
    const given = { place: command, rest, isPiped };
    if (first.kind !== "pipeline") return this.compileWord(first, given);
    if (!isGiven(given)) return this.compile(first);
    return (machine) => {
      if (!isPiped) machine.place = pipeline;
      return machine.fail(notAFunction(first));
    };
  }

  private compileWord(word: Expression, given: Given): Call {
    switch (word.kind) {
      case "field":
        return this.compileField(word, given);
      case "chain":
        return this.compileChain(word, given);
      case "variable":
        return this.compileVariable(word, given);
      case "function":
        return this.compileFunction(word, given);
      case "pipeline":
        return this.compile(word);
      case "dot":
      case "nil":
      case "bool":
      case "number":
      case "text-literal":
        if (isGiven(given)) return (machine) => machine.failAt(word, notAFunction(word));
        return compileConstant(word);
    }
  }

  private compileField(field: Expression & { readonly kind: "field" }, given: Given): Call {
    const follow = bindFields({
      names: field.names,
      place: field,
      args: this.compileArguments(given.rest),
      isPiped: given.isPiped,
      isInterface: (machine) => machine.isDotInterface,
    });
    return (machine, dot, final) => {
      machine.place = field;
      return follow(machine, dot, dot, final);
    };
  }

  private compileChain(chain: Expression & { readonly kind: "chain" }, given: Given): Call {
    const receiver = this.compileWord(chain.of, { place: chain.of, rest: [], isPiped: false });
    const follow = bindFields({
      names: chain.names,
      place: chain,
      args: this.compileArguments(given.rest),
      isPiped: given.isPiped,
      isInterface: () => false,
    });
    return (machine, dot, final) => {
      machine.place = chain;
      return follow(machine, dot, receiver(machine, dot, undefined), final);
    };
  }

  private compileVariable(variable: Variable, given: Given): Call {
    const slot = this.slots.find(variable.name);
    if (slot === undefined) {
      return (machine) => machine.failAt(variable, undefinedVariable(variable));
    }
    if (variable.names.length > 0) return this.compileVariableFields(variable, slot, given);
    if (isGiven(given)) return (machine) => machine.failAt(variable, notAFunction(variable));
    return (machine) => {
      machine.place = variable;
      return machine.frame[slot];
    };
  }

  private compileVariableFields(variable: Variable, slot: number, given: Given): Call {
    const follow = bindFields({
      names: variable.names,
      place: variable,
      args: this.compileArguments(given.rest),
      isPiped: given.isPiped,
      isInterface: (machine) => machine.interfaceSlots[slot] === true,
    });
    return (machine, dot, final) => {
      machine.place = variable;
      return follow(machine, dot, machine.frame[slot], final);
    };
  }

  private compileFunction(word: Expression & { readonly kind: "function" }, given: Given): Call {
    const { place, rest, isPiped } = given;
    const call = this.bindFunction({
      name: word.name,
      place,
      args: this.compileArguments(rest),
      isPiped,
    });
    return (machine, dot, final) => {
      machine.place = word;
      return call(machine, dot, final);
    };
  }

  private bindFunction(site: CallSite): Call {
    const { name } = site;
    const own = Object.hasOwn(this.functions, name) ? this.functions[name] : undefined;
    if (own !== undefined) return bindCall(own, site);
    const builtin = builtins.get(name);
    if (builtin !== undefined) return bindBuiltin(builtin, site);
    return bindSpecial(site);
  }

  private compileArguments(expressions: readonly Expression[]): readonly Argument[] {
    return expressions.map((expression) => ({
      expression,
      evaluate: isLiteral(expression) ? undefined : this.compileArgument(expression),
    }));
  }

  private compileArgument(expression: Expression): Evaluate {
    const call = this.compileWord(expression, { place: expression, rest: [], isPiped: false });
    return (machine, dot) => call(machine, dot, undefined);
  }
}

function inStages(stages: readonly Call[]): Evaluate {
  const [only] = stages;
  if (stages.length === 1 && only !== undefined) {
    return (machine, dot) => only(machine, dot, undefined) ?? undefined;
  }
  return (machine, dot) => {
    let value: Result;
    for (const stage of stages) value = stage(machine, dot, value) ?? undefined;
    return value;
  };
}

function assigning(
  evaluate: Evaluate,
  { variables, isAssignment }: Pipeline,
  slots: readonly (number | undefined)[],
): Evaluate {
  if (variables.length === 0) return evaluate;
  return (machine, dot) => {
    const value = evaluate(machine, dot);
    for (const [index, variable] of variables.entries()) {
      const slot = slots[index];
      if (slot === undefined) return machine.fail(undefinedVariable(variable));
      machine.frame[slot] = value;
      if (isAssignment) machine.interfaceSlots[slot] = false;
    }
    return value;
  };
}

function compileConstant(word: Expression): Call {
  if (word.kind === "dot") {
    return (machine, dot) => {
      machine.place = word;
      return dot;
    };
  }
  if (word.kind === "nil") return (machine) => machine.failAt(word, "nil is not a command");
  const literal = literalOf(word);
  if ("problem" in literal) return (machine) => machine.failAt(word, literal.problem);
  return (machine) => {
    machine.place = word;
    return literal.value;
  };
}

function isLiteral({ kind }: Expression): boolean {
  return (
    kind === "dot" ||
    kind === "nil" ||
    kind === "bool" ||
    kind === "number" ||
    kind === "text-literal"
  );
}

function isGiven({ rest, isPiped }: Given): boolean {
  return rest.length > 0 || isPiped;
}

function notAFunction(word: Expression): string {
  return `can't give argument to non-function ${sourceOf(word)}`;
}

function undefinedVariable({ name }: Variable): string {
  return `undefined variable: ${name}`;
}
