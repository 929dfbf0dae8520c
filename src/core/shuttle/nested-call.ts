/**
 * A call of `shuttle` from within a script, as the launcher in `bin/nested` sends it to the shuttle that runs
 * the script. All fields end with a NUL: token, `call`, which of the streams 1 and 2 are terminals, working
 * directory, number of arguments, the arguments, and the caller's process id; or nothing instead of
 * the id, the variables of the environment and an empty field.
 *
 * The answer is lines: `1` and `2` with text for a stream, escaped for printf's `%b`, `0` with the exit code.
 * For much output, or any that bash could not hold, `c` with the exit code and then stdout as it is. For
 * scripts `s` with a key: for it the launcher opens two more connections (token, `stdout` or `stderr`,
 * key), sends signals by name on the first one, and gets `0` with the exit code in the end. `-` declines:
 * nothing was done.
 */
export type NestedMessage = NestedCall | StreamOpening;

export type NestedCall = {
  readonly kind: "call";
  readonly token: string;
  /** Streams of the caller that are terminals. */
  readonly terminals: ReadonlySet<1 | 2>;
  /** Absolute; as the caller's shell writes it. */
  readonly workingDirectory: string;
  readonly args: readonly string[];
  readonly environment: CallerEnvironment;
};

export type CallerEnvironment =
  | { readonly kind: "of-process"; readonly id: number }
  | { readonly kind: "sent"; readonly variables: ReadonlyMap<string, string> };

export type StreamOpening = {
  readonly kind: "stdout" | "stderr";
  readonly token: string;
  readonly key: string;
};

export type NestedAnswer = {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitCode: number;
};

export const DECLINED = Buffer.from("-\n");

/** `incomplete`: more is to come. */
export function parseNestedMessage(bytes: Buffer): NestedMessage | "incomplete" | "invalid" {
  const fields = bytes.toString("utf8").split("\0");
  // What stands behind the last NUL isn't a whole field.
  fields.pop();
  const [token, kind, key] = fields;
  if (token === undefined || kind === undefined) return "incomplete";
  if (kind === "call") return parseCall(token, fields.slice(2));
  if (kind !== "stdout" && kind !== "stderr") return "invalid";
  return key === undefined ? "incomplete" : { kind, token, key };
}

/** `NAME=value` of each field; what has no name is left out. */
export function parseVariables(fields: readonly string[]): ReadonlyMap<string, string> {
  const pairs = fields.flatMap((field) => {
    const at = field.indexOf("=");
    return at > 0 ? [[field.slice(0, at), field.slice(at + 1)] as const] : [];
  });
  return new Map(pairs);
}

/** The whole answer of a call that has ended. */
export function formatAnswer({ stdout, stderr, exitCode }: NestedAnswer): Buffer {
  const errors = stderr.length === 0 ? "" : `2${escapeForPrintf(stderr)}\n`;
  if (stdout.length > MOST_LINE_BYTES) {
    return Buffer.concat([Buffer.from(`${errors}c${exitCode}\n`, "latin1"), stdout]);
  }
  const output = stdout.length === 0 ? "" : `1${escapeForPrintf(stdout)}\n`;
  return Buffer.from(`${output}${errors}0${exitCode}\n`, "latin1");
}

/** Bash reads lines byte by byte: beyond this a program that copies is faster. */
const MOST_LINE_BYTES = 4096;

/** One character a byte: bash is told to take them so. */
function escapeForPrintf(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replaceAll("\\", String.raw`\\`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\0", String.raw`\0000`);
}

function parseCall(
  token: string,
  fields: readonly string[],
): NestedCall | "incomplete" | "invalid" {
  const [terminals, workingDirectory, count] = fields;
  if (terminals === undefined || workingDirectory === undefined || count === undefined) {
    return "incomplete";
  }
  if (!/^\d{1,6}$/.test(count) || !workingDirectory.startsWith("/")) return "invalid";
  const end = 3 + Number(count);
  const environment = parseEnvironment(fields.slice(end));
  if (environment === "incomplete" || environment === "invalid") return environment;
  return {
    kind: "call",
    token,
    terminals: new Set(([1, 2] as const).filter((one) => terminals.includes(String(one)))),
    workingDirectory,
    args: fields.slice(3, end),
    environment,
  };
}

function parseEnvironment(fields: readonly string[]): CallerEnvironment | "incomplete" | "invalid" {
  const [id, ...rest] = fields;
  if (id === undefined) return "incomplete";
  if (/^\d{1,10}$/.test(id)) return { kind: "of-process", id: Number(id) };
  if (id !== "") return "invalid";
  const end = rest.indexOf("");
  return end === -1
    ? "incomplete"
    : { kind: "sent", variables: parseVariables(rest.slice(0, end)) };
}
