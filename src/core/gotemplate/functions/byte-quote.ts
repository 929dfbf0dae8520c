/** How Go's time package quotes a text in its errors, given one character a byte: ASCII only. */
export function quoteBytes(bytes: string): string {
  const escaped = Array.from(bytes, (byte) => {
    if (byte === '"' || byte === "\\") return `\\${byte}`;
    if (byte >= " " && byte < "\u0080") return byte;
    return `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
