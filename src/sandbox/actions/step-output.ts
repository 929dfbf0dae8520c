/** Reads a step's output line by line: commands are carried out, everything goes to the log. */
import type { JobLog } from "./job-log.ts";
import type { RunAnnotation } from "./run-folder-schema.ts";
import { parseWorkflowCommand } from "./workflow-command.ts";
import type { WorkflowCommand } from "./workflow-command.ts";

export class StepOutput {
  readonly #log: JobLog;
  /** The word that makes commands work again. */
  #stopped: string | null = null;
  #refused: string | null = null;

  constructor(log: JobLog) {
    this.#log = log;
  }

  /** Why the step fails whatever its exit code: it used a command that the runner no longer has. */
  get refused(): string | null {
    return this.#refused;
  }

  take(line: string): void {
    if (this.#stopped !== null) {
      if (line.trim() === `::${this.#stopped}::`) this.#stopped = null;
      this.#log.write(line);
      return;
    }
    const command = parseWorkflowCommand(line);
    if (command === undefined || !this.#carryOut(command)) this.#log.write(line);
  }

  /** Whether it was a command. */
  #carryOut({ name, properties, message }: WorkflowCommand): boolean {
    switch (name) {
      case "add-mask":
        this.#log.mask(message);
        this.#log.write("::add-mask::***");
        return true;
      case "group":
        this.#log.write(`##[group]${message}`);
        return true;
      case "endgroup":
        this.#log.write("##[endgroup]");
        return true;
      case "debug":
      case "echo":
      case "add-matcher":
      case "remove-matcher":
        return true;
      case "stop-commands":
        this.#stopped = message;
        return true;
      case "error":
      case "warning":
      case "notice":
        this.#log.annotate(toAnnotation(name, properties, message));
        return true;
      case "set-output":
      case "save-state":
      case "set-env":
      case "add-path":
        this.#refuse(name);
        return true;
      default:
        return false;
    }
  }

  #refuse(name: "set-output" | "save-state" | "set-env" | "add-path"): void {
    const message = `The \`${name}\` command is no longer supported: write to $${successors[name]}.`;
    this.#refused = message;
    this.#log.annotate({ level: "failure", message });
  }
}

const successors = {
  "set-output": "GITHUB_OUTPUT",
  "save-state": "GITHUB_STATE",
  "set-env": "GITHUB_ENV",
  "add-path": "GITHUB_PATH",
} as const;

function toAnnotation(
  name: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string>>,
  message: string,
): RunAnnotation {
  const { file, line, endLine, title } = properties;
  const first = toNumber(line);
  return {
    level: name === "error" ? "failure" : name,
    message,
    title: title ?? null,
    path: file ?? null,
    line: first,
    endLine: toNumber(endLine) ?? first,
  };
}

function toNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
