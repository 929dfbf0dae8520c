import { quoted } from "./fmt/quote.ts";
import { MAX_NESTING } from "./functions/limits.ts";
import { LiteralError, readNumber, readText } from "./literals.ts";
import { sourceOf } from "./node.ts";
import type { Command, Expression, NumberLiteral, Pipeline, Variable } from "./node.ts";
import type { TokenReader } from "./token-reader.ts";
import type { Token } from "./token.ts";

type End = "right-delimiter" | "right-paren";

/** Reads what stands inside the delimiters. Throws a TemplateError. */
export class PipelineParser {
  private readonly reader: TokenReader;
  private readonly isFunction: (name: string) => boolean;
  /** Declared so far, the innermost last. */
  private readonly variables: string[] = ["$"];
  private depth = 0;

  constructor(reader: TokenReader, isFunction: (name: string) => boolean) {
    this.reader = reader;
    this.isFunction = isFunction;
  }

  /** Variables declared meanwhile are forgotten afterwards. */
  inScope<T>(parse: () => T): T {
    const count = this.variables.length;
    const result = parse();
    this.variables.length = count;
    return result;
  }

  /** Reads up to and including the `end`. */
  parse(context: string, end: End = "right-delimiter"): Pipeline {
    const { position } = this.reader.peekNonSpace();
    const { variables, isAssignment } = this.parseVariables(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.reader.nextNonSpace();
      if (token.kind === end) break;
      if (!startsOperand(token)) this.reader.unexpected(token, context);
      this.reader.putBack(token);
      commands.push(this.parseCommand());
    }
    this.check(commands, context);
    return { kind: "pipeline", position, variables, isAssignment, commands };
  }

  private parseVariables(context: string): Pick<Pipeline, "variables" | "isAssignment"> {
    const variables: Variable[] = [];
    for (;;) {
      const token = this.reader.peekNonSpace();
      if (token.kind !== "variable") return { variables, isAssignment: false };
      this.reader.next();
      const after = this.reader.peek();
      const next = this.reader.peekNonSpace();
      if (next.kind === "assign" || next.kind === "declare") {
        this.reader.nextNonSpace();
        variables.push(this.declare(token));
        return { variables, isAssignment: next.kind === "assign" };
      }
      if (next.text !== "," || next.kind !== "other") {
        if (after.kind === "space") this.reader.putBack(after);
        this.reader.putBack(token);
        return { variables, isAssignment: false };
      }
      this.reader.nextNonSpace();
      variables.push(this.declare(token));
      this.checkMoreVariables(context, variables.length);
    }
  }

  private declare(token: Token): Variable {
    this.variables.push(token.text);
    return { kind: "variable", position: token.position, name: token.text, names: [] };
  }

  private checkMoreVariables(context: string, count: number): void {
    if (context !== "range" || count >= 2) {
      this.reader.fail(`too many declarations in ${context}`);
    }
    const { kind } = this.reader.peekNonSpace();
    if (kind === "variable" || kind === "right-delimiter" || kind === "right-paren") return;
    this.reader.fail("range can only initialize variables");
  }

  private check(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.reader.fail(`missing value for ${context}`);
    const stage = commands.findIndex(({ first }, index) => index > 0 && isConstant(first));
    if (stage > 0) this.reader.fail(`non executable command in pipeline stage ${stage + 1}`);
  }

  private parseCommand(): Command {
    const { position } = this.reader.peekNonSpace();
    const operands: Expression[] = [];
    for (;;) {
      this.reader.peekNonSpace();
      const operand = this.parseOperand();
      if (operand !== undefined) operands.push(operand);
      const token = this.reader.next();
      if (token.kind === "space") continue;
      if (token.kind === "right-delimiter" || token.kind === "right-paren") {
        this.reader.putBack(token);
      } else if (token.kind !== "pipe") this.reader.unexpected(token, "operand");
      break;
    }
    const [first, ...rest] = operands;
    if (first === undefined) this.reader.fail("empty command");
    return { kind: "command", position, first, rest };
  }

  /** A term and the fields that follow it without a blank. */
  private parseOperand(): Expression | undefined {
    const term = this.parseTerm();
    if (term === undefined) return undefined;
    const { kind, position } = this.reader.peek();
    if (kind !== "field") return term;
    const names: string[] = [];
    while (this.reader.peek().kind === "field") names.push(this.reader.next().text.slice(1));
    if (term.kind === "field" || term.kind === "variable") {
      return { ...term, position, names: [...term.names, ...names] };
    }
    if (isConstant(term)) this.reader.fail(`unexpected . after term ${quoted(sourceOf(term))}`);
    return { kind: "chain", position, of: term, names };
  }

  private parseTerm(): Expression | undefined {
    const token = this.reader.nextNonSpace();
    const { kind, position, text } = token;
    switch (kind) {
      case "identifier":
        if (!this.isFunction(text)) this.reader.fail(`function ${quoted(text)} not defined`);
        return { kind: "function", position, name: text };
      case "dot":
      case "nil":
        return { kind, position };
      case "variable":
        return this.readVariable(token);
      case "field":
        return { kind: "field", position, names: [text.slice(1)] };
      case "bool":
        return { kind: "bool", position, value: text === "true" };
      case "character":
      case "complex":
      case "number":
        return this.readLiteral(() => readNumber(token));
      case "left-paren":
        return this.parseParenthesized();
      case "string":
      case "raw-string":
        return { kind: "text-literal", position, text, value: this.readText(token) };
      default:
        this.reader.putBack(token);
        return undefined;
    }
  }

  /** The value of a text literal. */
  readText(token: Token): string {
    return this.readLiteral(() => readText(token));
  }

  private readVariable({ text, position }: Token): Variable {
    if (!this.variables.includes(text)) this.reader.fail(`undefined variable ${quoted(text)}`);
    return { kind: "variable", position, name: text, names: [] };
  }

  private parseParenthesized(): Pipeline {
    if (this.depth >= MAX_NESTING) this.reader.fail("max expression depth exceeded", "limit");
    this.depth += 1;
    const pipeline = this.parse("parenthesized pipeline", "right-paren");
    this.depth -= 1;
    return pipeline;
  }

  private readLiteral<T extends string | NumberLiteral>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof LiteralError) this.reader.fail(error.message);
      throw error;
    }
  }
}

const OPERAND_STARTS: ReadonlySet<string> = new Set([
  "bool",
  "character",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "raw-string",
  "string",
  "variable",
  "left-paren",
]);

function startsOperand({ kind }: Token): boolean {
  return OPERAND_STARTS.has(kind);
}

function isConstant({ kind }: Expression): boolean {
  return (
    kind === "bool" ||
    kind === "dot" ||
    kind === "nil" ||
    kind === "number" ||
    kind === "text-literal"
  );
}
