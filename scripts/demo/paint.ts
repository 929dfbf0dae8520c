/** Colours on a terminal, nothing when piped or when NO_COLOR is set. */
export type Paint = Readonly<
  Record<"bold" | "dim" | "green" | "yellow" | "red", (text: string) => string>
>;

export function createPaint(stream: NodeJS.WriteStream): Paint {
  const isColoured = stream.isTTY && (process.env["NO_COLOR"] ?? "") === "";
  const paint = (code: number) => (text: string) =>
    isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: paint(1), dim: paint(2), green: paint(32), yellow: paint(33), red: paint(31) };
}
