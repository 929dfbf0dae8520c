import type { Problem } from "../problem.ts";
import { parseDocument } from "../yaml/parser.ts";
import { type Path, type ShapeFinding, ShapeReader } from "../yaml/shape-reader.ts";
import { typeErrorText, YamlError } from "../yaml/yaml-error.ts";
import type { Node } from "../yaml/node.ts";

/** A mistake in `shuttle.yaml` or `plan.yaml`, enough for an annotation on its line. */
export type ConfigProblem = Problem & {
  readonly file: string;
  /** What could stand there, for example `a list` or `one of plan, scripts, vars`. */
  readonly expected?: string;
  /** The valid key that was probably meant. */
  readonly suggestion?: string;
};

export type InvalidConfig = {
  readonly kind: "invalid";
  /** All of them, in the order of the file. */
  readonly problems: readonly ConfigProblem[];
  /** The text of the original, which names no more than yaml.v2 found. */
  readonly message: string;
  readonly exitCode: 1 | 2;
};

export type ParsedConfig<T> = { readonly kind: "valid"; readonly value: T } | InvalidConfig;

/** What reading found: a value to go on with, and everything that is wrong with it. */
export type ConfigReading<T> = {
  readonly value: T | undefined;
  readonly problems: readonly ConfigProblem[];
  /** The error as the YAML library of the original words it; `undefined` if there is none. */
  readonly yamlError: string | undefined;
};

/** Parses a text and reads its first document by `read`; an empty one is the error `EOF`. */
export function readConfig<T>(
  file: string,
  text: string,
  read: (reader: ShapeReader, node: Node) => T,
): ConfigReading<T> {
  const reader = new ShapeReader();
  try {
    const node = parseDocument(text);
    if (node === undefined) {
      const message = "the file has no content";
      return { value: undefined, problems: [{ file, path: "", message }], yamlError: "EOF" };
    }
    const value = read(reader, node);
    const problems = reader.findings.map((finding) => toProblem(file, finding));
    const yamlError = problems.length === 0 ? undefined : typeErrorText(reader.findings);
    return { value, problems, yamlError };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const problem = { file, path: "", message: error.reason, line: error.line };
    const found = reader.findings.map((finding) => toProblem(file, finding));
    return { value: undefined, problems: [...found, problem], yamlError: error.message };
  }
}

/** One line for people: place, finding, expectation and the key that was probably meant. */
export function formatConfigProblem(problem: ConfigProblem): string {
  const { file, line, path, message, expected, suggestion } = problem;
  const place = line === undefined ? file : `${file}:${line}`;
  const subject = path === "" ? "" : `${path}: `;
  const wish = expected === undefined ? "" : `, expected ${expected}`;
  const hint = suggestion === undefined ? "" : ` (did you mean '${suggestion}'?)`;
  return `${place}: ${subject}${message}${wish}${hint}`;
}

/** `scripts.build.args[0].name`. */
function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function toProblem(file: string, finding: ShapeFinding): ConfigProblem {
  return { ...finding, file, path: formatPath(finding.path) };
}
