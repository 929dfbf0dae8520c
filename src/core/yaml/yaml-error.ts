/**
 * - `syntax`: the text is no YAML
 * - `type`: a value is of another type than is asked for, or a key is unknown or repeated
 * - `limit`: the document is too deep, or its aliases unfold to too much
 * - `unsupported`: a value that YAML has no form for
 */
export type YamlErrorCode = "syntax" | "type" | "limit" | "unsupported";

/** One finding; `line` counts from 1 and is the true one, whatever the text of the original says. */
export type YamlFinding = { readonly message: string; readonly line?: number };

/** `message` is what yaml.v2 says, prefix `yaml: ` included, so that users find it on the web. */
export class YamlError extends Error {
  readonly code: YamlErrorCode;
  /** From 1; absent where the problem has no place, for example a value that can't be encoded. */
  readonly line: number | undefined;
  /** The message without `yaml: ` and `line N: `. */
  readonly reason: string;

  constructor(code: YamlErrorCode, reason: string, options: { line?: number; text?: string } = {}) {
    super(`yaml: ${options.text ?? reason}`);
    this.name = "YamlError";
    this.code = code;
    this.reason = reason;
    this.line = options.line;
  }
}

/** What yaml.v2 reports when values don't fit the types asked for: all of them, one a line. */
export function typeErrorText(findings: readonly YamlFinding[]): string {
  const lines = findings.map(({ message, line }) =>
    line === undefined ? `  ${message}` : `  line ${line}: ${message}`,
  );
  return ["yaml: unmarshal errors:", ...lines].join("\n");
}
