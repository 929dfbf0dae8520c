import type { Dice } from "./dice.ts";

/** Texts of one kind, put together from pieces that mean something there. */
export type TextKind = keyof typeof PIECES;

/** A literal of a template, with a text of that kind in it. */
export function literal(dice: Dice, kind: TextKind): string {
  return JSON.stringify(textOfKind(dice, kind));
}

function textOfKind(dice: Dice, kind: TextKind): string {
  const pieces = PIECES[kind];
  return dice.several(0, dice.chance(0.2) ? 12 : 5, () => dice.pick(pieces)).join("");
}

const PIECES = {
  words: split(
    "a|B|foo|Bar|fooBar|HTTPServer|_|-|.| |  |1|42|é|Æ|ß|ŉ|ǆ|ı|İ|σς|😀|\t|\n|\r\n|,|/|'|\"|\\|<|>|&|$|{|%|#|:|\u00a0|\u2028|\u0000|\u007f|ﬁ|e\u0301|x y",
  ),
  pattern: split(
    "a|b|.|*|+|?|*?|(|)|(?:|(?i)|(?P<n>|(?<m>|[|]|[^|a-c|\\d|\\w|\\s|\\b|\\B|^|$|\\z|\\A|{2}|{1,3}|{,2}|{0,}|\\.|[[:alpha:]]|[[:^digit:]]|\\pL|\\p{Greek}|\\P{Lu}|(?s)|(?m-i)|-|é|\\x41|\\x{1F600}|\\n|\\Q|\\E|\\C|\\1|x| |foo|/|\\pN|(?U)|\\07|\\a|😀|[\\w.-]",
    /(?<!\\)\|/,
  ).concat("|", "a|b", "\\|", "\\"),
  layout: split(
    "2006|06|01|1|Jan|January|02|2|_2|002|__2|Mon|Monday|15|03|3|04|4|05|5|.000|.999|,000|.0|PM|pm|MST|-0700|-07:00|-07|Z0700|Z07:00|Z07|-07:00:00|Z070000| |-|/|:|T|.|x|é|_|20|_2006|Janu|00",
  ),
  date: split(
    "2024|24|02|2|29|Feb|February|Mon|Tuesday|13|23|59|60|.5|.123456789|,25|PM|am|UTC|CET|+0200|-07:30|Z|+02| |-|/|:|T|0|1|x",
  ),
  version: split("1|0|12|.|.|.|-|+|v|alpha|rc.1|beta|x|*|01| |é"),
  constraint: split(
    "1|0|2|.|.|.|x|*|^|~|~>|>|<|>=|<=|=|!=|=>|=<|,| - | |-rc.1|-0|+b|v|1.2.3|1.2|2.0.0|a",
  ).concat(" || ", ", ", "||"),
  duration: split("1|2|.5|10|0|h|m|s|ms|us|µs|ns|-|+|d|.|90| |1e3"),
  number: split(
    "1|0|9|12|-|+|.|e|E|e5|0x|0b|0o|_|F|Inf|NaN|9223372036854775807|18446744073709551615| |1.5|p2",
  ),
  json: split(
    '{|}|[|]|"a"|"b"|:|,|1|-2|1.5|1e3|true|false|null|"é\\u00e9"|"\\ud800"|"\\n"| |\n|1e400|-0|12345678901234567890|"a":1|{"a":1}|[1,2]|"x|01|.5|\\|"\\q"|\t',
  ),
  url: split(
    "http|https|:|//|/|h|host.example|user|:pw|@|:80|?|q=1|&|#|frag|%20|%zz|%|a b|é|[::1]|..|mailto:|;|+|*|~|!|'|\"|<|\\|\n|%2F|{|}|^|0|.",
  ),
  path: split("a|b.c|.|..|/|//|.tar|.gz|é| |.hidden|-|x"),
  yaml: split(
    "a|b|: |:|- |-|\n|\n  | |#| #|'|\"|1|true|null|~|[|]|{|}|, |,|&x |*x|!|!!str |!!int |\\|\n |>|%|@|`|?|é|😀|\t|010|1.5|---|...|\\|x|0x1|=|<<|.inf|2001-01-01",
    /(?<!\\)\|/,
  ),
  dollar: split("$|$HOME|${HOME}|${NOPE}|$NOPE|${|}|$$|$1|${}|$*|a| |{|_|$-|$é|${a b}"),
  base64: split("aGk|=|==|a|A|/|+|-|_|!|\n| |aGVsbG8="),
} as const satisfies Record<string, readonly string[]>;

function split(list: string, separator: string | RegExp = "|"): readonly string[] {
  return list.split(separator);
}
