import type { Dice } from "./dice.ts";
import { number, quotedText } from "./literals.ts";
import { literal } from "./texts.ts";
import { BROKEN_NUMBERS, NUMBERS, PATHS, STRINGS } from "./words.ts";

/** Where a term stands: what it may name. */
export type Scope = {
  readonly dice: Dice;
  /** The variables that are declared here. */
  readonly variables: readonly string[];
};

/** A term that is likely to be of this Go type; anything for a type that is not known here. */
export function termOf(type: string, scope: Scope): string {
  switch (type) {
    case "string":
      return text(scope);
    case "int":
    case "uint32":
      return whole(scope);
    case "float64":
      return scope.dice.pick(["1.5", "0.5", "2", "-1.25", "$.Vars.f", "1e3", "0"]);
    case "bool":
      return scope.dice.pick(["true", "false", "$.Vars.t", "(eq 1 1)", "(not 1)"]);
    case "[]interface {}":
      return list(scope);
    case "map[string]interface {}":
      return map(scope);
    case "time.Time":
      return time(scope);
    default:
      return anything(scope);
  }
}

function text({ dice }: Scope): string {
  return dice.weighted([
    [5, () => dice.pick(STRINGS)],
    [4, () => literal(dice, "words")],
    [
      3,
      () => `$.Vars.${dice.pick("s e u h ml sp path json url ver bin deep.l1.l2.l3".split(" "))}`,
    ],
    [1, () => "$.Args.B"],
    [1, () => "$.PlanPath"],
    [1, () => '(get "s" $.Vars)'],
    [1, () => `(printf "%v" ${dice.pick(NUMBERS)})`],
    [1, () => `(print ${dice.pick(STRINGS)} ${dice.pick(STRINGS)})`],
  ]);
}

function whole({ dice }: Scope): string {
  return dice.pick([
    ..."0 1 2 3 5 8 -1 -2 10 42 0x10 'a' 3.0".split(" "),
    "$.Vars.i",
    "(len $.Vars.nums)",
  ]);
}

/** Small enough that nothing is repeated or counted without end. */
export function count({ dice }: Scope): string {
  return dice.pick([..."0 1 2 3 4 7 12 20 -1 -5".split(" "), "$.Vars.i"]);
}

export function list({ dice }: Scope): string {
  return dice.pick([
    "$.Vars.arr",
    "$.Vars.nums",
    "$.Vars.names",
    "$.Vars.maps",
    "$.Vars.ea",
    "$.Vars.n",
    "(list)",
    '(list 1 "a" nil)',
    '(list "b" "a" "b" "")',
    "(list 1 1.0 1)",
    "(list nil false 0 .)",
    "(until 3)",
    '(splitList "," "a,b,,c")',
    '(list (list 1 2) (list "x"))',
    "(tuple 3 2 1)",
    '(array "m" $.Vars)',
    '(objectArray "m" $.Vars)',
  ]);
}

export function map({ dice }: Scope): string {
  return dice.pick([
    "$.Vars",
    '(dict "a" 1 "b" "x")',
    "(dict)",
    '(dict "k" (dict "a" 1) "l" (list 1 2))',
    '(dict "s" "" "n" nil "f" 0.0)',
    '(fromYaml "a: 1\\nb: {c: [x]}")',
    "(fromJson $.Vars.json)",
    '(dict "a" "two" "c" true)',
    "$.Vars.m",
    "$.Vars.mi",
    "(urlParse $.Vars.url)",
  ]);
}

function time({ dice }: Scope): string {
  return dice.pick([
    '(toDate "2006-01-02" "2024-02-29")',
    '(toDate "2006-01-02 15:04:05" "1999-12-31 23:59:59")',
    '(toDate "02 Jan 06 15:04 MST" "02 Mar 06 15:04 CET")',
    '(toDate "2006-01-02T15:04:05Z07:00" "2024-07-01T12:30:45+02:00")',
    '(dateModify "-36h30m" (toDate "2006-01-02" "2024-03-01"))',
    '(toDate "bad" "worse")',
  ]);
}

export function anything(scope: Scope): string {
  const { dice, variables } = scope;
  return dice.weighted([
    [6, () => path(scope)],
    [3, () => dice.pick(NUMBERS)],
    [3, () => dice.pick(STRINGS)],
    [1, () => "."],
    [1, () => "nil"],
    [1, () => dice.pick(["true", "false"])],
    [2, () => dice.pick(variables)],
    [1, () => list(scope)],
    [1, () => map(scope)],
    [0.5, () => time(scope)],
    [0.4, () => dice.pick(ODDITIES)],
    [0.1, () => dice.pick(BROKEN_NUMBERS)],
    [0.15, () => number(dice)],
    [0.15, () => quotedText(dice)],
  ]);
}

/** Values of rarer types: unsigned and sized integers, durations, versions, structs, typed lists, errors. */
const ODDITIES: readonly string[] = [
  "(int64 7)",
  "(float64 3)",
  "$.Vars.uu",
  '(semver "1.2.3")',
  '((toDate "2006" "2024").Sub (toDate "2006" "2023"))',
  '(toDate "2006" "2024").Month',
  '(toDate "2006" "2024").Weekday',
  '(objectArray "m" $.Vars)',
  '(index (objectArray "m" $.Vars) 0)',
  "(chunk 2 $.Vars.arr)",
  '(split "," "a,b")',
  "(until 3)",
  '(list (int64 1) "x" (list))',
  "$.Vars.arr.x",
  "(toStrings $.Vars.arr)",
  "(dict 1 2 3)",
  "$",
];

function path({ dice, variables }: Scope): string {
  if (dice.chance(0.12))
    return `${dice.pick(variables)}.${dice.pick(["Vars", "m", "Key", "Value", "z"])}`;
  return `${dice.chance(0.6) ? "$" : ""}.${dice.pick(PATHS)}`;
}
