export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(escapeCell).join(" | ")} |`).join("\n");
}

/** A bar or a line break would end the cell. */
function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

/** Text of others as code: nothing in it is Markdown or HTML. */
export function code(text: string): string {
  const ticks = "`".repeat(longestTicks(text) + 1);
  const pad = text.includes("`") ? " " : "";
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

export function codeBlock(text: string, language = "text"): string {
  const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
