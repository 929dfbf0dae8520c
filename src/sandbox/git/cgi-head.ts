/** The head of what a CGI program prints, once it is complete; the body begins with `rest`. */
export function parseCgiHead(bytes: Buffer):
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly rest: Buffer;
    }
  | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of bytes.toString("latin1", 0, end).split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "status") status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers, rest: bytes.subarray(end + 4) };
}
