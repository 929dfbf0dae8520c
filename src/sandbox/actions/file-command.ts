/** What a step says to the runner by writing to GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE and GITHUB_PATH. */
import { ActionsError } from "./actions-error.ts";

/**
 * Lines `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`. Throws an `ActionsError` "file-command" in the words
 * that the runner has for it.
 */
export function parseAssignments(text: string): readonly (readonly [string, string])[] {
  const lines = text.split(/\r?\n/);
  const assignments: (readonly [string, string])[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const { name, delimiter, value } = parseHead(line);
    if (name === "") throw invalid(`Invalid format '${line.slice(0, 200)}'`);
    if (delimiter === null) assignments.push([name, value]);
    else {
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0)
        throw invalid(`Invalid value. Matching delimiter not found '${delimiter.slice(0, 200)}'`);
      assignments.push([name, lines.slice(index + 1, end).join("\n")]);
      index = end;
    }
  }
  return assignments;
}

/** The folders that a step adds to PATH, in the order written. */
export function parsePaths(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== "");
}

/** Whichever of `=` and `<<` comes first says which kind of line it is. */
function parseHead(line: string): {
  readonly name: string;
  readonly delimiter: string | null;
  readonly value: string;
} {
  const equals = line.indexOf("=");
  const heredoc = line.indexOf("<<");
  if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
    const delimiter = line.slice(heredoc + 2);
    return { name: delimiter === "" ? "" : line.slice(0, heredoc), delimiter, value: "" };
  }
  return {
    name: line.slice(0, Math.max(equals, 0)),
    delimiter: null,
    value: line.slice(equals + 1),
  };
}

function invalid(message: string): ActionsError {
  return new ActionsError("file-command", message);
}
