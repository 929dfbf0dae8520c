/** An action's `action.yml` as the runner needs it. */
import { isMapping, NoOperationTraceWriter } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

import { ActionsError } from "./actions-error.ts";
import type { FileProblem } from "./file-problem.ts";
import { findUnsupportedSteps } from "./unsupported.ts";
import { mappingAt, problemsOf, textOf, toSteps } from "./workflow-file.ts";
import type { WorkflowStep } from "./workflow-file.ts";

export type ActionFile = {
  readonly name: string;
  readonly inputs: readonly {
    readonly id: string;
    readonly default: TemplateToken | undefined;
  }[];
  readonly outputs: readonly { readonly id: string; readonly value: TemplateToken | undefined }[];
  readonly runs:
    | { readonly kind: "composite"; readonly steps: readonly WorkflowStep[] }
    | {
        readonly kind: "node";
        readonly main: string;
        readonly post: string | null;
        readonly postIf: string;
      };
};

/** Reads an action file; `path` is for messages. Throws an `ActionsError` with the line. */
export function readActionFile(path: string, content: string): ActionFile {
  const { context, value } = parseAction({ name: path, content }, new NoOperationTraceWriter());
  const [problem] = problemsOf(context).filter(({ message }) => !isForgiven(message));
  if (problem !== undefined) throw invalid(path, problem);
  if (value === undefined || !isMapping(value)) {
    throw new ActionsError("invalid-action", `${path} must be a mapping with \`runs\`.`);
  }
  return {
    name: textOf(value.find("name")) ?? path,
    inputs: entriesOf(value, "inputs").map(([id, input]) => ({
      id,
      default: input?.find("default"),
    })),
    outputs: entriesOf(value, "outputs").map(([id, output]) => ({
      id,
      value: output?.find("value"),
    })),
    runs: toRuns(path, mappingAt(value, "runs")),
  };
}

/** The parser wants what GitHub's documents want, but a runner runs actions that don't describe themselves. */
function isForgiven(message: string): boolean {
  return /^Required property is missing: (name|description)$/.test(message);
}

function toRuns(path: string, runs: MappingToken | undefined): ActionFile["runs"] {
  const using = textOf(runs?.find("using"));
  if (runs !== undefined && using === "composite") {
    const [unsupported] = findUnsupportedSteps(runs.find("steps"));
    if (unsupported !== undefined) throw invalid(path, unsupported);
    return { kind: "composite", steps: toSteps(runs.find("steps")) };
  }
  const main = textOf(runs?.find("main"));
  if (runs === undefined || main === null || !/^node(20|24)$/.test(using ?? "")) {
    const received = using === null ? "no `runs.using`" : `\`runs.using: ${using.slice(0, 200)}\``;
    throw invalid(path, {
      kind: "unsupported",
      message: `The sandbox runs \`composite\`, \`node20\` and \`node24\` actions; this one has ${received}.`,
      line: runs?.find("using")?.line ?? null,
      column: null,
    });
  }
  refusePre(path, runs);
  return {
    kind: "node",
    main,
    post: textOf(runs.find("post")),
    postIf: textOf(runs.find("post-if")) ?? "always()",
  };
}

function refusePre(path: string, runs: MappingToken): void {
  const pre = runs.find("pre");
  if (pre === undefined) return;
  throw invalid(path, {
    kind: "unsupported",
    message: "The sandbox doesn't support `runs.pre` of an action.",
    line: pre.line ?? null,
    column: null,
  });
}

function entriesOf(
  root: MappingToken,
  key: string,
): readonly (readonly [string, MappingToken | undefined])[] {
  const mapping = mappingAt(root, key);
  if (mapping === undefined) return [];
  return Array.from(mapping, ({ key: id, value }) => [
    id.toString(),
    isMapping(value) ? value : undefined,
  ]);
}

function invalid(path: string, problem: FileProblem): ActionsError {
  const where = problem.line === null ? path : `${path}, line ${problem.line}`;
  const code = problem.kind === "unsupported" ? "unsupported" : "invalid-action";
  return new ActionsError(code, `${where}: ${problem.message}`, { line: problem.line });
}
