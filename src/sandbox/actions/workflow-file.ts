/** A workflow file as the runner needs it: read by GitHub's own parser, expressions left unevaluated. */
import {
  convertWorkflowTemplate,
  isBasicExpression,
  isMapping,
  isScalar,
  isSequence,
  isString,
  NoOperationTraceWriter,
  parseWorkflow,
} from "@actions/workflow-parser";
import { ErrorPolicy } from "@actions/workflow-parser/model/convert";
import { ensureStatusFunction } from "@actions/workflow-parser/model/converter/if-condition";
import type { EventsConfig } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateContext } from "@actions/workflow-parser/templates/template-context";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

import { messageOf } from "./actions-error.ts";
import type { FileProblem } from "./file-problem.ts";
import { findUnsupported } from "./unsupported.ts";

export type RunDefaults = {
  readonly shell: TemplateToken | undefined;
  readonly workingDirectory: TemplateToken | undefined;
};

export type WorkflowFile = {
  readonly path: string;
  /** Null when the file names itself nothing: GitHub then shows its path. */
  readonly name: string | null;
  readonly events: EventsConfig;
  readonly env: TemplateToken | undefined;
  readonly defaults: RunDefaults;
  readonly permissions: TemplateToken | undefined;
  readonly concurrency: TemplateToken | undefined;
  /** In the order of the file. */
  readonly jobs: readonly WorkflowJob[];
};

export type WorkflowJob = {
  readonly id: string;
  readonly line: number | null;
  readonly name: TemplateToken | undefined;
  readonly needs: readonly string[];
  /** An expression; it names a status function, or `success() &&` was put before it. */
  readonly if: string;
  readonly runsOn: TemplateToken | undefined;
  readonly strategy: MappingToken | undefined;
  readonly env: TemplateToken | undefined;
  readonly outputs: TemplateToken | undefined;
  readonly defaults: RunDefaults;
  readonly permissions: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly steps: readonly WorkflowStep[];
};

export type WorkflowStep = {
  /** Null when the file gives none: then nothing can refer to the step. */
  readonly id: string | null;
  readonly line: number | null;
  readonly name: TemplateToken | undefined;
  readonly if: string;
  readonly env: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly does:
    | {
        readonly kind: "run";
        readonly script: TemplateToken;
        readonly shell: TemplateToken | undefined;
        readonly workingDirectory: TemplateToken | undefined;
      }
    | { readonly kind: "uses"; readonly uses: string; readonly with: TemplateToken | undefined };
};

export type WorkflowReading =
  | { readonly kind: "workflow"; readonly workflow: WorkflowFile }
  /** `events` is known when the file could at least be read that far. */
  | {
      readonly kind: "problems";
      readonly name: string | null;
      readonly events: EventsConfig | null;
      readonly problems: readonly FileProblem[];
    };

/** Reads a workflow file. `path` is its path in the repository. Never throws. */
export async function readWorkflowFile(path: string, content: string): Promise<WorkflowReading> {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  if (value === undefined || !isMapping(value)) {
    return { kind: "problems", name: null, events: null, problems: problemsOf(context) };
  }
  const name = textOf(value.find("name"));
  const parsed = problemsOf(context);
  const template = await convertWorkflowTemplate(context, value, undefined, {
    errorPolicy: ErrorPolicy.TryConversion,
  });
  const events = eventsOf(template);
  const problems = parsed.length > 0 ? parsed : problemsOf(context);
  if (problems.length > 0) return { kind: "problems", name, events, problems };
  try {
    const unsupported = findUnsupported(value);
    if (unsupported.length > 0) return { kind: "problems", name, events, problems: unsupported };
    return { kind: "workflow", workflow: toWorkflow(path, value, events ?? {}) };
  } catch (error) {
    const problem = {
      kind: "invalid",
      message: messageOf(error),
      line: null,
      column: null,
    } as const;
    return { kind: "problems", name, events, problems: [problem] };
  }
}

/** What the parser complained about. */
export function problemsOf(context: TemplateContext): readonly FileProblem[] {
  return context.errors.getErrors().map((error) => ({
    kind: "invalid",
    message: error.rawMessage,
    line: error.range?.start.line ?? null,
    column: error.range?.start.column ?? null,
  }));
}

/** The steps of a job or of a composite action. */
export function toSteps(token: TemplateToken | undefined): readonly WorkflowStep[] {
  if (token === undefined || !isSequence(token)) return [];
  return Array.from(token).filter(isMapping).map(toStep);
}

/** The text of a literal; null when it is absent or an expression. */
export function textOf(token: TemplateToken | undefined): string | null {
  return token !== undefined && isString(token) ? token.value : null;
}

/** A condition as an expression that names a status function. */
function conditionOf(token: TemplateToken | undefined): string {
  if (token === undefined || !isScalar(token)) return "success()";
  const text = (isBasicExpression(token) ? token.expression : token.toString()).trim();
  return text === "" ? "success()" : ensureStatusFunction(text, token.definitionInfo);
}

/** The mapping at a key, if it is one. */
export function mappingAt(parent: MappingToken, key: string): MappingToken | undefined {
  const token = parent.find(key);
  return token !== undefined && isMapping(token) ? token : undefined;
}

/** The converter leaves `events` out when it finds errors early, whatever its type says. */
function eventsOf(template: { readonly events?: EventsConfig }): EventsConfig | null {
  return template.events ?? null;
}

function toWorkflow(path: string, root: MappingToken, events: EventsConfig): WorkflowFile {
  const jobs = mappingAt(root, "jobs");
  return {
    path,
    name: textOf(root.find("name")),
    events,
    env: root.find("env"),
    defaults: toDefaults(root),
    permissions: root.find("permissions"),
    concurrency: root.find("concurrency"),
    jobs:
      jobs === undefined ? [] : Array.from(jobs, ({ key, value }) => toJob(key.toString(), value)),
  };
}

function toJob(id: string, token: TemplateToken): WorkflowJob {
  const job = token.assertMapping(`job ${id}`);
  return {
    id,
    line: job.line ?? null,
    name: job.find("name"),
    needs: textsOf(job.find("needs")),
    if: conditionOf(job.find("if")),
    runsOn: job.find("runs-on"),
    strategy: mappingAt(job, "strategy"),
    env: job.find("env"),
    outputs: job.find("outputs"),
    defaults: toDefaults(job),
    permissions: job.find("permissions"),
    timeoutMinutes: job.find("timeout-minutes"),
    continueOnError: job.find("continue-on-error"),
    steps: toSteps(job.find("steps")),
  };
}

function toStep(step: MappingToken): WorkflowStep {
  const script = step.find("run");
  return {
    id: textOf(step.find("id")),
    line: step.line ?? null,
    name: step.find("name"),
    if: conditionOf(step.find("if")),
    env: step.find("env"),
    continueOnError: step.find("continue-on-error"),
    timeoutMinutes: step.find("timeout-minutes"),
    does:
      script === undefined
        ? { kind: "uses", uses: textOf(step.find("uses")) ?? "", with: step.find("with") }
        : {
            kind: "run",
            script,
            shell: step.find("shell"),
            workingDirectory: step.find("working-directory"),
          },
  };
}

function toDefaults(parent: MappingToken): RunDefaults {
  const defaults = mappingAt(parent, "defaults");
  const run = defaults === undefined ? undefined : mappingAt(defaults, "run");
  return { shell: run?.find("shell"), workingDirectory: run?.find("working-directory") };
}

function textsOf(token: TemplateToken | undefined): readonly string[] {
  if (token === undefined) return [];
  if (isSequence(token)) return Array.from(token, (item) => item.assertString("item").value);
  return isString(token) ? [token.value] : [];
}
