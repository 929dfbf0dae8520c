/**
 * Expressions of workflows and actions: parsed and evaluated by GitHub's own library, on plain JSON.
 * A template token (a scalar, list or mapping read from YAML) becomes JSON with its expressions evaluated.
 */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { TokenType } from "@actions/expressions/lexer";
import type { Token } from "@actions/expressions/lexer";
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from "@actions/workflow-parser";
import type { BasicExpressionToken } from "@actions/workflow-parser/templates/tokens/basic-expression-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

import { ActionsError, messageOf } from "./actions-error.ts";
import { parseJson } from "./json-schema.ts";
import type { Json } from "./json-schema.ts";
import { piecesOf } from "./template-text.ts";

/** What an expression can see. Contexts that are missing read as null. */
export type ExpressionScope = {
  readonly contexts: Readonly<Record<string, Json>>;
  /** Whether `success()`, `failure()` and `cancelled()` hold here; `always()` always does. */
  readonly status: {
    readonly success: boolean;
    readonly failure: boolean;
    readonly cancelled: boolean;
  };
  /** The value of `hashFiles(...)`; undefined where there is no workspace. */
  readonly hashFiles: ((patterns: readonly string[]) => string) | undefined;
};

export const NO_STATUS: ExpressionScope["status"] = {
  success: true,
  failure: false,
  cancelled: false,
};

/** Evaluates an expression written without `${{ }}`; an `ActionsError` "expression" if it can't be. */
export function evaluateExpression(
  expression: string,
  scope: ExpressionScope,
  line: number | null = null,
): Json {
  try {
    const functions = functionsOf(scope);
    const names = [...new Set([...CONTEXT_NAMES, ...Object.keys(scope.contexts)])];
    const tree = new Parser(tokensOf(expression), names, [...functions.values()]).parse();
    return toJson(new Evaluator(tree, dictionaryOf(names, scope), functions).evaluate());
  } catch (error) {
    throw new ActionsError(
      "expression",
      `The expression \`${expression.slice(0, 200)}\` can't be evaluated: ${messageOf(error)}.`,
      { cause: error, line },
    );
  }
}

/** Evaluates a condition by GitHub's rules of what counts as true. */
export function evaluateCondition(
  expression: string,
  scope: ExpressionScope,
  line: number | null = null,
): boolean {
  const value = evaluateExpression(expression, scope, line);
  return value !== null && value !== false && value !== 0 && value !== "";
}

/** The token as JSON, every expression in it evaluated; an absent token is null. */
export function evaluateToken(token: TemplateToken | undefined, scope: ExpressionScope): Json {
  if (token === undefined) return null;
  if (isBasicExpression(token)) return evaluateTemplate(token, scope);
  if (isString(token)) return token.value;
  if (isBoolean(token)) return token.value;
  if (isNumber(token)) return token.value;
  if (isSequence(token)) return Array.from(token, (item) => evaluateToken(item, scope));
  if (isMapping(token)) return evaluateMapping(token, scope);
  return null;
}

/** The token as text, coerced as GitHub coerces: null is empty, `1.0` is `1`. */
export function evaluateText(token: TemplateToken | undefined, scope: ExpressionScope): string {
  return toText(evaluateToken(token, scope));
}

/** A mapping of names to texts, in order; anything else is an empty one. */
export function evaluateTextMap(
  token: TemplateToken | undefined,
  scope: ExpressionScope,
): Readonly<Record<string, string>> {
  const value = evaluateToken(token, scope);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toText(item)]));
}

/** How GitHub turns a value into text. */
export function toText(value: Json): string {
  return toData(value).coerceString();
}

/** GitHub's own: the contexts that any expression may name. */
const CONTEXT_NAMES = [
  "github",
  "env",
  "vars",
  "secrets",
  "inputs",
  "steps",
  "job",
  "runner",
  "matrix",
  "needs",
  "strategy",
  "jobs",
];

/** Contexts are immutable and large (the event's payload), so each is converted once. */
const converted = new WeakMap<object, data.ExpressionData>();

/** The library's lexer undoes only the first doubled quote of a text. */
function tokensOf(expression: string): Token[] {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      token.type === TokenType.STRING
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}

function evaluateTemplate(token: BasicExpressionToken, scope: ExpressionScope): Json {
  const line = token.line ?? null;
  const pieces = piecesOf(token);
  if (pieces === undefined) return evaluateExpression(token.expression, scope, line);
  const texts = pieces.map((piece) =>
    piece.kind === "text" ? piece.text : toText(evaluateExpression(piece.expression, scope, line)),
  );
  return texts.join("");
}

function evaluateMapping(
  token: Iterable<{ readonly key: TemplateToken; readonly value: TemplateToken }>,
  scope: ExpressionScope,
): Json {
  const entries: [string, Json][] = [];
  for (const { key, value } of token) {
    if (key.isExpression && !isBasicExpression(key)) {
      // `${{ insert }}: mapping`
      const inserted = evaluateToken(value, scope);
      if (inserted !== null && typeof inserted === "object" && !Array.isArray(inserted)) {
        entries.push(...Object.entries(inserted));
      }
    } else {
      entries.push([toText(evaluateToken(key, scope)), evaluateToken(value, scope)]);
    }
  }
  return Object.fromEntries(entries);
}

function dictionaryOf(names: readonly string[], scope: ExpressionScope): data.Dictionary {
  return new data.Dictionary(
    ...names.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
  );
}

function toData(value: Json): data.ExpressionData {
  if (value === null || typeof value !== "object") return convert(value);
  const known = converted.get(value);
  if (known !== undefined) return known;
  const result = convert(value);
  converted.set(value, result);
  return result;
}

function convert(value: Json): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(convert));
  return new data.Dictionary(
    ...Object.entries(value).map(([key, item]) => ({ key, value: convert(item) })),
  );
}

function toJson(value: data.ExpressionData): Json {
  return parseJson(JSON.stringify(value, data.replacer));
}

function functionsOf(scope: ExpressionScope): Map<string, FunctionDefinition> {
  const flag = (name: string, holds: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: () => new data.BooleanData(holds),
  });
  const hashFiles: FunctionDefinition = {
    name: "hashFiles",
    minArgs: 1,
    maxArgs: 255,
    call: (...patterns) => {
      if (scope.hashFiles === undefined) throw new Error("hashFiles needs a workspace");
      return new data.StringData(scope.hashFiles(patterns.map((item) => item.coerceString())));
    },
  };
  return new Map([
    ["always", flag("always", true)],
    ["success", flag("success", scope.status.success)],
    ["failure", flag("failure", scope.status.failure)],
    ["cancelled", flag("cancelled", scope.status.cancelled)],
    ["hashfiles", hashFiles],
  ]);
}
