/** What runs where, as far as an index tells. */
export type StatusCell = {
  readonly environment: string;
  readonly artifact: string | undefined;
  readonly releasedAt?: string | undefined;
  readonly releasedBy?: string | undefined;
};

export type StatusRow = { readonly service: string; readonly cells: readonly StatusCell[] };

/** Plain text for a terminal: one line per service, one column per environment, `-` where nothing runs. */
export function renderStatusTable(
  environments: readonly string[],
  rows: readonly StatusRow[],
): string {
  const header = ["SERVICE", ...environments.map((name) => name.toUpperCase())];
  const body = rows.map((row) => [
    row.service,
    ...environments.map(
      (name) => row.cells.find((cell) => cell.environment === name)?.artifact ?? "-",
    ),
  ]);
  const table = [header, ...body];
  const widths = header.map((_, column) =>
    Math.max(...table.map((line) => Array.from(line[column] ?? "").length)),
  );
  return table.map((line) => `${padded(line, widths).trimEnd()}\n`).join("");
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Array.from(cell).length))
    .join("  ");
}
