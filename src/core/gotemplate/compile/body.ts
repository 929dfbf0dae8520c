import { MAX_TEMPLATE_DEPTH } from "../functions/limits.ts";
import { quoted } from "../fmt/quote.ts";
import type { Branch, Node, TemplateCall } from "../node.ts";
import type { FunctionTable } from "../functions/table.ts";
import { ExpressionCompiler } from "./expression.ts";
import { BREAK, CONTINUE, GO_ON } from "./machine.ts";
import type { Execute, Machine, Result } from "./machine.ts";
import { compileRange } from "./range.ts";
import { Slots } from "./scope.ts";
import { isTrue } from "./truth.ts";

/** A definition that can be rendered. */
export type Definition = {
  readonly name: string;
  readonly execute: Execute;
  readonly slotCount: number;
};

/** Definitions call each other by name, so they are looked up when they are called. */
export type FindDefinition = (name: string) => Definition | undefined;

export function compileDefinition(
  name: string,
  nodes: readonly Node[],
  context: { readonly functions: FunctionTable; readonly find: FindDefinition },
): Definition {
  const slots = new Slots();
  const expressions = new ExpressionCompiler(slots, context.functions);
  const execute = new BodyCompiler(slots, expressions, context.find).compile(nodes);
  return { name, execute, slotCount: slots.count };
}

/** Renders a definition with a frame of its own. */
export function runDefinition(machine: Machine, definition: Definition, dot: Result): void {
  const { templateName, frame, interfaceSlots, isDotInterface, place } = machine;
  machine.templateName = definition.name;
  machine.frame = new Array<Result>(definition.slotCount).fill(undefined);
  machine.frame[0] = dot;
  machine.interfaceSlots = [];
  machine.isDotInterface = false;
  machine.depth += 1;
  definition.execute(machine, dot);
  machine.depth -= 1;
  Object.assign(machine, { templateName, frame, interfaceSlots, isDotInterface, place });
}

class BodyCompiler {
  private readonly slots: Slots;
  private readonly expressions: ExpressionCompiler;
  private readonly find: FindDefinition;

  constructor(slots: Slots, expressions: ExpressionCompiler, find: FindDefinition) {
    this.slots = slots;
    this.expressions = expressions;
    this.find = find;
  }

  compile(nodes: readonly Node[]): Execute {
    const steps = nodes.map((node) => this.compileNode(node));
    const cost = steps.length + 1;
    return (machine, dot) => {
      machine.spend(cost);
      for (const step of steps) {
        const signal = step(machine, dot);
        if (signal !== GO_ON) return signal;
      }
      return GO_ON;
    };
  }

  private compileNode(node: Node): Execute {
    switch (node.kind) {
      case "text":
        return compileText(node.text);
      case "action":
        return this.compileAction(node);
      case "break":
        return () => BREAK;
      case "continue":
        return () => CONTINUE;
      case "if":
      case "with":
      case "range":
        return this.slots.inScope(() => this.compileBranch(node));
      case "template":
        return this.compileCall(node);
    }
  }

  private compileAction({ pipeline }: Node & { readonly kind: "action" }): Execute {
    const evaluate = this.expressions.compile(pipeline);
    if (pipeline.variables.length > 0) {
      return (machine, dot) => {
        evaluate(machine, dot);
        return GO_ON;
      };
    }
    return (machine, dot) => {
      machine.print(evaluate(machine, dot));
      return GO_ON;
    };
  }

  private compileBranch(branch: Branch): Execute {
    const pipeline = this.expressions.compilePipeline(branch.pipeline);
    const body = this.slots.inScope(() => this.compile(branch.body));
    const otherwise = this.slots.inScope(() => this.compile(branch.otherwise ?? []));
    if (branch.kind === "range") {
      const { isAssignment } = branch.pipeline;
      return compileRange({ pipeline, isAssignment, body, otherwise });
    }
    const { evaluate } = pipeline;
    if (branch.kind === "with") return compileWith(evaluate, body, otherwise);
    return (machine, dot) =>
      isTrue(evaluate(machine, dot)) ? body(machine, dot) : otherwise(machine, dot);
  }

  private compileCall(call: TemplateCall): Execute {
    const { name, pipeline } = call;
    const evaluate = pipeline === undefined ? undefined : this.expressions.compile(pipeline);
    return (machine, dot) => {
      machine.place = call;
      const definition = this.find(name);
      if (definition === undefined) return machine.fail(`template ${quoted(name)} not defined`);
      if (machine.depth >= MAX_TEMPLATE_DEPTH) {
        const reason = `exceeded maximum template depth (${MAX_TEMPLATE_DEPTH})`;
        machine.fail(reason, { code: "limit" });
      }
      runDefinition(machine, definition, evaluate?.(machine, dot));
      return GO_ON;
    };
  }
}

function compileText(text: string): Execute {
  return (machine) => {
    machine.write(text);
    return GO_ON;
  };
}

function compileWith(
  evaluate: (machine: Machine, dot: Result) => Result,
  body: Execute,
  otherwise: Execute,
): Execute {
  return (machine, dot) => {
    const value = evaluate(machine, dot);
    if (!isTrue(value)) return otherwise(machine, dot);
    const { isDotInterface } = machine;
    machine.isDotInterface = false;
    const signal = body(machine, value);
    machine.isDotInterface = isDotInterface;
    return signal;
  };
}
