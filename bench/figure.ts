/** What was measured, and what design and documents promise of it. */
export type Figure = {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly unit: string;
  /** How many values the percentiles are of. */
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly aim?: Aim | undefined;
};

/** `of` names the figure that is held against it. */
export type Aim = { readonly of: "p50" | "p95"; readonly atMost: number };

export function toFigure(
  what: Pick<Figure, "name" | "parameters" | "unit" | "aim">,
  values: readonly number[],
): Figure {
  return { ...what, n: values.length, p50: percentile(values, 50), p95: percentile(values, 95) };
}

/** The smallest value that so many of a hundred values don't exceed; NaN when there are none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** For machines: one line. */
export function toJsonLine({ name, parameters, unit, n, p50, p95 }: Figure): string {
  return JSON.stringify({ name, parameters, unit, n, p50: rounded(p50), p95: rounded(p95) });
}

/** For people: one line, with the aim beside it. */
export function formatFigure(figure: Figure): string {
  const { name, parameters, unit, n, p50, p95 } = figure;
  const conditions = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  const values = n === 1 ? format(p50) : `p50 ${format(p50)}  p95 ${format(p95)}`;
  const of = n === 1 ? "" : `  (n ${n})`;
  const line = `  ${name.padEnd(44)} ${values} ${unit}${of}${formatAim(figure)}`;
  return conditions.length === 0 ? line : `${line}\n      ${conditions.join(", ")}`;
}

export function isMet({ aim, ...figure }: Figure): boolean {
  return aim === undefined || figure[aim.of] <= aim.atMost;
}

function formatAim(figure: Figure): string {
  const { aim } = figure;
  if (aim === undefined) return "";
  return `  aim ≤ ${format(aim.atMost)}: ${isMet(figure) ? "met" : "MISSED"}`;
}

function format(value: number): string {
  return String(rounded(value));
}

/** Three digits are more than such a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(3)) > 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
