import { quoted } from "./fmt/quote.ts";
import { MAX_NESTING } from "./functions/limits.ts";
import { Lexer } from "./lexer.ts";
import { isEmptyBody } from "./node.ts";
import type { Branch, Node, TemplateCall } from "./node.ts";
import { PipelineParser } from "./pipeline-parser.ts";
import { TokenReader } from "./token-reader.ts";
import type { Token } from "./token.ts";

export type Source = {
  /** Named in messages; also the name of the template that the file itself is. */
  readonly name: string;
  readonly text: string;
  readonly leftDelimiter: string;
  readonly rightDelimiter: string;
  readonly isFunction: (name: string) => boolean;
};

/** The bodies of a file's templates by name, that of the file itself included. */
export type Definitions = ReadonlyMap<string, readonly Node[]>;

/** Reads a template file. Throws a TemplateError. */
export function parse(source: Source): Definitions {
  const names = new Set(["break", "continue"].filter(source.isFunction));
  const { leftDelimiter, rightDelimiter } = source;
  const lexer = new Lexer(source.text, { leftDelimiter, rightDelimiter, names });
  const definitions = new Map<string, readonly Node[]>();
  const reader = new TokenReader(lexer, source.name);
  new DefinitionParser(reader, {
    definitions,
    isFunction: source.isFunction,
    depth: 0,
  }).parseFile();
  return definitions;
}

type Shared = {
  readonly definitions: Map<string, readonly Node[]>;
  readonly isFunction: (name: string) => boolean;
  /** Levels of blocks around this definition. */
  readonly depth: number;
};

/** What ends a body. */
type Terminator = { readonly kind: "end" | "else" };

class DefinitionParser {
  private readonly reader: TokenReader;
  private readonly shared: Shared;
  private readonly pipelines: PipelineParser;
  private loops = 0;
  private depth: number;

  constructor(reader: TokenReader, shared: Shared) {
    this.reader = reader;
    this.shared = shared;
    this.pipelines = new PipelineParser(reader, shared.isFunction);
    this.depth = shared.depth;
  }

  parseFile(): void {
    const nodes: Node[] = [];
    while (this.reader.peek().kind !== "end-of-text") {
      if (this.takeDefine()) this.nested().parseDefinition();
      else nodes.push(this.notTerminator(this.parseNode()));
    }
    this.define(this.reader.templateName, nodes);
  }

  private takeDefine(): boolean {
    const delimiter = this.reader.peek();
    if (delimiter.kind !== "left-delimiter") return false;
    this.reader.next();
    const token = this.reader.nextNonSpace();
    if (isKeyword(token, "define")) return true;
    this.reader.putBack(token);
    this.reader.putBack(delimiter);
    return false;
  }

  private notTerminator(node: Node | Terminator): Node {
    if (isTerminator(node)) this.reader.fail(`unexpected {{${node.kind}}}`);
    return node;
  }

  private nested(): DefinitionParser {
    return new DefinitionParser(this.reader.forDefinition(), { ...this.shared, depth: this.depth });
  }

  private parseDefinition(): void {
    const context = "define clause";
    const token = this.reader.nextNonSpace();
    if (token.kind !== "string" && token.kind !== "raw-string") {
      this.reader.unexpected(token, context);
    }
    const name = this.pipelines.readText(token);
    this.reader.expect("right-delimiter", context);
    const { nodes, terminator } = this.parseBody();
    if (terminator.kind !== "end") this.reader.fail(`unexpected {{else}} in ${context}`);
    this.define(name, nodes);
  }

  private define(name: string, nodes: readonly Node[]): void {
    const existing = this.shared.definitions.get(name);
    if (existing === undefined || isEmptyBody(existing)) this.shared.definitions.set(name, nodes);
    else if (!isEmptyBody(nodes)) {
      this.reader.fail(`template: multiple definition of template ${quoted(name)}`);
    }
  }

  private parseBody(): { readonly nodes: readonly Node[]; readonly terminator: Terminator } {
    if (this.depth >= MAX_NESTING) {
      this.reader.fail(`more than ${MAX_NESTING} blocks inside one another`, "limit");
    }
    this.depth += 1;
    const nodes: Node[] = [];
    while (this.reader.peekNonSpace().kind !== "end-of-text") {
      const node = this.parseNode();
      if (isTerminator(node)) {
        this.depth -= 1;
        return { nodes, terminator: node };
      }
      nodes.push(node);
    }
    return this.reader.fail("unexpected EOF");
  }

  private parseNode(): Node | Terminator {
    const token = this.reader.nextNonSpace();
    if (token.kind === "text") return { kind: "text", position: token.position, text: token.text };
    if (token.kind !== "left-delimiter") return this.reader.unexpected(token, "input");
    this.reader.enterAction(token.line);
    const node = this.parseAction();
    this.reader.leaveAction();
    return node;
  }

  private parseAction(): Node | Terminator {
    const token = this.reader.nextNonSpace();
    const control = token.kind === "keyword" ? this.parseKeyword(token) : undefined;
    if (control !== undefined) return control;
    this.reader.putBack(token);
    const pipeline = this.pipelines.parse("command");
    return { kind: "action", position: token.position, pipeline };
  }

  /** `undefined` for a keyword that starts no action here. */
  private parseKeyword(token: Token): Node | Terminator | undefined {
    switch (token.text) {
      case "block":
        return this.parseBlock();
      case "break":
      case "continue":
        return this.parseJump(token.text, token.position);
      case "else":
        return this.parseElse();
      case "end":
        this.reader.expect("right-delimiter", "end");
        return { kind: "end" };
      case "if":
      case "range":
      case "with":
        return this.parseBranch(token.text);
      case "template":
        return this.parseTemplateCall();
      default:
        return undefined;
    }
  }

  private parseJump(kind: "break" | "continue", position: number): Node {
    const token = this.reader.nextNonSpace();
    if (token.kind !== "right-delimiter") this.reader.unexpected(token, `{{${kind}}}`);
    if (this.loops === 0) this.reader.fail(`{{${kind}}} outside {{range}}`);
    return { kind, position };
  }

  /** Leaves the `if` or `with` of an `else if` where it is. */
  private parseElse(): Terminator {
    const token = this.reader.peekNonSpace();
    const isCombined = isKeyword(token, "if") || isKeyword(token, "with");
    if (!isCombined) this.reader.expect("right-delimiter", "else");
    return { kind: "else" };
  }

  private parseBranch(kind: Branch["kind"]): Branch {
    return this.pipelines.inScope(() => {
      const pipeline = this.pipelines.parse(kind);
      if (kind === "range") this.loops += 1;
      const { nodes: body, terminator } = this.parseBody();
      if (kind === "range") this.loops -= 1;
      const otherwise = terminator.kind === "else" ? this.parseOtherwise(kind) : undefined;
      return { kind, position: pipeline.position, pipeline, body, otherwise };
    });
  }

  private parseOtherwise(kind: Branch["kind"]): readonly Node[] {
    if (kind !== "range" && isKeyword(this.reader.peek(), kind)) {
      this.reader.next();
      return [this.parseCombined(kind)];
    }
    const { nodes, terminator } = this.parseBody();
    if (terminator.kind !== "end") this.reader.fail("expected end; found {{else}}");
    return nodes;
  }

  /** `else if`, a branch inside the branch that shares its end. */
  private parseCombined(kind: "if" | "with"): Branch {
    if (this.depth >= MAX_NESTING) {
      this.reader.fail(`more than ${MAX_NESTING} blocks inside one another`, "limit");
    }
    this.depth += 1;
    const branch = this.parseBranch(kind);
    this.depth -= 1;
    return branch;
  }

  /** Defines a template and calls it. */
  private parseBlock(): TemplateCall {
    const context = "block clause";
    const token = this.reader.nextNonSpace();
    const name = this.parseTemplateName(token, context);
    const pipeline = this.pipelines.parse(context);
    const block = this.nested();
    const { nodes, terminator } = block.parseBody();
    if (terminator.kind !== "end") this.reader.fail(`unexpected {{else}} in ${context}`);
    block.define(name, nodes);
    return { kind: "template", position: token.position, name, pipeline };
  }

  private parseTemplateCall(): TemplateCall {
    const context = "template clause";
    const token = this.reader.nextNonSpace();
    const name = this.parseTemplateName(token, context);
    const next = this.reader.nextNonSpace();
    if (next.kind === "right-delimiter") {
      return { kind: "template", position: token.position, name, pipeline: undefined };
    }
    this.reader.putBack(next);
    const pipeline = this.pipelines.parse(context);
    return { kind: "template", position: token.position, name, pipeline };
  }

  private parseTemplateName(token: Token, context: string): string {
    if (token.kind === "string" || token.kind === "raw-string") {
      return this.pipelines.readText(token);
    }
    return this.reader.unexpected(token, context);
  }
}

function isKeyword(token: Token, keyword: string): boolean {
  return token.kind === "keyword" && token.text === keyword;
}

function isTerminator(node: Node | Terminator): node is Terminator {
  return node.kind === "end" || node.kind === "else";
}
