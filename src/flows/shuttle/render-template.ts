import { toBytes } from "../../core/gotemplate/functions/byte-string.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import { templateData } from "../../core/shuttle/template-data.ts";
import type { Delimiters } from "../../core/shuttle/template-delimiters.ts";
import { templateCandidates, templateName } from "../../core/shuttle/template-lookup.ts";
import type { LoadedProject } from "./load-project.ts";
import type { ProjectFiles } from "./ports.ts";
import type { TemplateEngine } from "./template-engine.ts";

export type TemplateRequest = {
  /** Below `templates`, or below the project or plan itself. */
  readonly name: string;
  readonly arguments: ReadonlyMap<string, string>;
  readonly delimiters: Pick<Delimiters, "left" | "right">;
  readonly projectTemplates: "first" | "ignored";
  readonly workingDirectory: string;
};

export type TemplateDone = { readonly kind: "done"; readonly bytes: Uint8Array };

/** A template that failed, with the place in its file. */
export type TemplateFailure = ShuttleRefusal & {
  readonly file?: string;
  readonly line?: number;
  /** What to show besides the message. */
  readonly details?: readonly string[];
  /** What the template had written before it failed. */
  readonly partial?: Uint8Array;
};

/** Looks for the template in the project, then in the plan, and renders it with the project's variables. */
export async function renderTemplate(
  project: LoadedProject,
  request: TemplateRequest,
  ports: { readonly files: ProjectFiles; readonly engine: TemplateEngine },
): Promise<TemplateDone | TemplateFailure> {
  const candidates = templateCandidates({
    ...request,
    projectPath: project.projectPath,
    planPath: project.plan.path,
  });
  const file = candidates.find(ports.files.exists);
  if (file === undefined) {
    return refuseShuttle("template-missing", `template \`${request.name}\` not found`);
  }
  return renderTemplateFile(project, { ...request, file }, ports);
}

export async function renderTemplateFile(
  project: LoadedProject,
  request: Pick<TemplateRequest, "arguments" | "delimiters"> & { readonly file: string },
  ports: { readonly files: ProjectFiles; readonly engine: TemplateEngine },
): Promise<TemplateDone | TemplateFailure> {
  const { file, delimiters } = request;
  const text = ports.files.readText(file);
  if (text === undefined) {
    return {
      ...refuseShuttle("template-missing", `open ${file}: no such file or directory`),
      file,
    };
  }
  const data = templateData({
    vars: project.file.vars,
    arguments: request.arguments,
    planPath: project.plan.path,
    projectPath: project.projectPath,
  });
  const rendered = await ports.engine({ name: templateName(file), text, data, ...delimiters });
  if (rendered.kind === "rendered") return { kind: "done", bytes: toBytes(rendered.text) };
  return {
    ...refuseShuttle("template-invalid", rendered.message),
    file,
    ...(rendered.line === undefined ? {} : { line: rendered.line }),
    partial: toBytes(rendered.partial),
    details: [...detailsOf(rendered.phase, file, project), ...excerptLines(rendered.excerpt)],
  };
}

function detailsOf(
  phase: "parse" | "execution",
  file: string,
  project: LoadedProject,
): readonly string[] {
  if (phase === "parse") return ["Parse template file failed", `File: ${file}`];
  return [
    "Failed to execute template",
    `Plan: ${project.plan.path}`,
    `Project: ${project.projectPath}`,
  ];
}

function excerptLines(excerpt: string): readonly string[] {
  return excerpt === "" ? [] : excerpt.split("\n");
}
