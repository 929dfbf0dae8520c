/**
 * Lines of a paragraph, by index, that begin inside inline code or inside HTML such as a comment.
 * Takes time in proportion to the text: a mark whose end is missing is looked for once.
 */
export function hiddenByInline(lines: readonly string[]): ReadonlySet<number> {
  const text = lines.join("\n");
  const starts = startsOf(lines);
  const hidden = new Set<number>();
  for (const span of spansOf(text)) {
    for (let line = lineAt(starts, span.start) + 1; line < starts.length; line += 1) {
      if ((starts[line] ?? 0) >= span.end) break;
      hidden.add(line);
    }
  }
  return hidden;
}

type Span = { readonly start: number; readonly end: number };

/** Code and HTML in the order of the text; the one that begins first hides the other's marks. */
function spansOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  const ends = new Ends(text);
  // A backslash takes the meaning of the character after it.
  const marks = /\\[\s\S]|`+|</g;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const end = ends.of(mark[0], mark.index);
    if (end === undefined) continue;
    spans.push({ start: mark.index, end });
    marks.lastIndex = end;
  }
  return spans;
}

const NAME = "[A-Za-z][A-Za-z0-9-]*";
const VALUE = `(?:[^\\s"'=<>\`]+|'[^']*'|"[^"]*")`;
const ATTRIBUTE = `\\s+[A-Za-z_:][\\w.:-]*(?:\\s*=\\s*${VALUE})?`;
/** Tags and addresses; the quantifiers can't share characters, so matching takes one pass. */
const TAG = new RegExp(`<(?:${NAME}(?:${ATTRIBUTE})*\\s*/?>|/${NAME}\\s*>)`, "y");
const ADDRESS = /<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>/y;
const LONGER: readonly (readonly [RegExp, string])[] = [
  [/<!--/y, "-->"],
  [/<\?/y, "?>"],
  [/<!\[CDATA\[/y, "]]>"],
  [/<![A-Za-z]/y, ">"],
];

class Ends {
  readonly #text: string;
  /** Where runs of so many backticks end, in order, and how many of them were passed. */
  readonly #runs = new Map<number, { readonly ends: number[]; passed: number }>();
  readonly #missing = new Set<string>();

  constructor(text: string) {
    this.#text = text;
    for (const run of text.matchAll(/`+/g)) {
      const length = run[0].length;
      const known = this.#runs.get(length) ?? { ends: [], passed: 0 };
      known.ends.push(run.index + length);
      this.#runs.set(length, known);
    }
  }

  /** Where the span ends that begins with the mark; undefined: it is text. */
  of(mark: string, start: number): number | undefined {
    if (mark.startsWith("\\")) return undefined;
    if (mark.startsWith("`")) return this.#codeEnd(mark.length, start + mark.length);
    const longer = LONGER.find(([begin]) => endOfMatch(begin, this.#text, start) !== undefined);
    if (longer !== undefined) return this.#next(longer[1], start);
    return endOfMatch(TAG, this.#text, start) ?? endOfMatch(ADDRESS, this.#text, start);
  }

  #codeEnd(length: number, after: number): number | undefined {
    const runs = this.#runs.get(length);
    if (runs === undefined) return undefined;
    while ((runs.ends[runs.passed] ?? Infinity) <= after) runs.passed += 1;
    return runs.ends[runs.passed];
  }

  #next(end: string, from: number): number | undefined {
    if (this.#missing.has(end)) return undefined;
    const index = this.#text.indexOf(end, from);
    if (index < 0) this.#missing.add(end);
    return index < 0 ? undefined : index + end.length;
  }
}

/** With a sticky expression. */
function endOfMatch(expression: RegExp, text: string, start: number): number | undefined {
  expression.lastIndex = start;
  return expression.test(text) ? expression.lastIndex : undefined;
}

function startsOf(lines: readonly string[]): readonly number[] {
  let offset = 0;
  return lines.map((line) => {
    const start = offset;
    offset += line.length + 1;
    return start;
  });
}

/** The last line that starts at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
