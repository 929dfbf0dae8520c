import { format } from "./literals.ts";
import { CAREFUL, SPECIAL } from "./special-calls.ts";
import { anything, list, map, type Scope, termOf } from "./terms.ts";
import { DOTTED, FORMATS, VERBS } from "./words.ts";
import { shuttleFunctions, sprigFunctions } from "../../../src/core/gotemplate/functions/all.ts";

/** A call of a function, most often with arguments that fit. */
export function call(scope: Scope): string {
  const { dice } = scope;
  const name = dice.pick(NAMES);
  const maker = SPECIAL[name];
  if (maker !== undefined && dice.chance(0.8)) return maker(scope);
  if (CAREFUL.has(name)) return maker?.(scope) ?? anything(scope);
  return `${name}${argumentsOf(name, scope)
    .map((argument) => ` ${argument}`)
    .join("")}`;
}

/** A function as the next stage of a pipeline: all its arguments but the last. */
export function stage(scope: Scope): string {
  const { dice } = scope;
  const name = dice.pick(NAMES);
  if (CAREFUL.has(name) || SPECIAL[name] !== undefined) return dice.pick(STAGES);
  const given = argumentsOf(name, scope).slice(0, -1);
  return `${name}${given.map((argument) => ` ${argument}`).join("")}`;
}

function argumentsOf(name: string, scope: Scope): string[] {
  const { dice } = scope;
  const { params = [], variadic = false } = shuttleFunctions[name] ?? {};
  const last = params.at(-1);
  const more = variadic && last !== undefined ? dice.several(0, 3, () => last) : [];
  const fixed = variadic ? params.slice(0, -1) : params;
  const given = [...fixed, ...more].map((type) =>
    dice.chance(0.1) ? anything(scope) : termOf(type, scope),
  );
  if (dice.chance(0.04)) given.pop();
  if (dice.chance(0.04)) given.push(anything(scope));
  return given;
}

export function printf(scope: Scope): string {
  const { dice } = scope;
  const verb = (): string => (dice.chance(0.8) ? dice.pick(VERBS) : dice.pick(FORMATS));
  const text = dice.weighted([
    [4, () => JSON.stringify(verb())],
    [1, () => JSON.stringify(`${verb()} ${verb()}`)],
    [3, () => format(dice)],
  ]);
  const operands = dice.several(0, 3, () => anything(scope)).filter(hasText);
  return `printf ${text} ${operands.join(" ")}`.trim();
}

/** Under most verbs dates print the place in memory of their zone. */
function hasText(term: string): boolean {
  return !term.includes("toDate");
}

const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"];

export function comparison(scope: Scope): string {
  const { dice } = scope;
  const operand = (): string =>
    dice.chance(0.5)
      ? anything(scope)
      : dice.pick(["1", "2", "1.5", '"a"', '"b"', "$.Vars.i", "$.Vars.s", "true"]);
  return `${dice.pick(COMPARISONS)} ${dice.several(dice.chance(0.05) ? 1 : 2, 3, operand).join(" ")}`;
}

export function lookUp(scope: Scope): string {
  const { dice } = scope;
  const from = (): string =>
    dice.pick([list(scope), map(scope), "$.Vars.s", "$.Vars.u", "$.Args", anything(scope)]);
  const key = (): string =>
    dice.pick(["0", "1", "2", "-1", "9", '"a"', '"k"', '"m"', '"A"', anything(scope)]);
  return dice.weighted([
    [4, () => `index ${from()} ${dice.several(0, 2, key).join(" ")}`.trim()],
    [2, () => `len ${from()}`],
    [
      1,
      () =>
        `slice ${from()} ${dice.several(0, 3, () => dice.pick(["0", "1", "2", "3", "-1"])).join(" ")}`.trim(),
    ],
    [
      3,
      () =>
        `${dice.pick(["get", "string", "int", "array", "objectArray"])} ${JSON.stringify(dice.pick(DOTTED))} ${from()}`,
    ],
  ]);
}

/** Every function but those whose answer is never the same, and those that reach for the network. */
const NAMES: readonly string[] = Object.keys({ ...sprigFunctions, ...shuttleFunctions })
  .filter((name) => !["now", "getHostByName", "hello"].includes(name))
  .concat("html", "js", "urlquery", "print", "println", "not", "and", "or", "hello");

const STAGES: readonly string[] = [
  ..."print println not html js quote squote upper len toString toJson toYaml typeOf kindOf first list b64enc trim title int64 float64 add1".split(
    " ",
  ),
  'printf "%v|"',
  "default 3",
  "or 0",
  "and 1",
  "eq 1",
  "index $.Vars.m",
  'join "-"',
  "indent 2",
  "dict",
];
