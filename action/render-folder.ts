import { isUtf8 } from "node:buffer";

import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import { renderTemplateFile, type TemplateFailure } from "../src/flows/shuttle/render-template.ts";
import { sourcePlace } from "./places.ts";
import type { ActionPorts } from "./ports.ts";

const FOLDER = "templates/k8s";

type Rendered = { readonly kind: "made"; readonly files: ReadonlyMap<string, string> };

/**
 * Renders `templates/k8s` of the plan and of the project; a template of the project replaces the plan's
 * of the same name. What renders to nothing but blanks is no manifest.
 */
export async function renderFolder(
  project: LoadedProject,
  context: { readonly values: ReadonlyMap<string, string>; readonly ports: ActionPorts },
): Promise<Rendered | BuildRefusal> {
  const { values, ports } = context;
  const files = new Map<string, string>();
  for (const [name, file] of templatesOf(project, ports)) {
    const delimiters = { left: "{{", right: "}}" };
    const request = { file, arguments: values, delimiters };
    const result = await renderTemplateFile(project, request, ports);
    if (result.kind === "refused") return toRefusal(result, project, ports);
    if (!isUtf8(result.bytes)) return refuseBytes(name, file, { project, files: ports.files });
    const text = Buffer.from(result.bytes).toString("utf8");
    if (text.trim() !== "") files.set(name, text);
  }
  return { kind: "made", files };
}

/** The path of each template by the name of its manifest. */
export function templatesOf(
  project: LoadedProject,
  { files }: ActionPorts,
): ReadonlyMap<string, string> {
  const { plan, projectPath } = project;
  const roots = [...(plan.kind === "none" ? [] : [plan.path]), projectPath];
  const found = new Map<string, string>();
  for (const folder of roots.map((root) => joinPath(root, FOLDER))) {
    for (const name of files.listFiles(folder)) {
      const manifest = manifestName(name);
      if (manifest !== undefined) found.set(manifest, joinPath(folder, name));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** `service.yaml.tmpl`, `service.yaml` and `service.tmpl` are `service.yaml`; the rest is no template. */
function manifestName(file: string): string | undefined {
  if (file.startsWith(".")) return undefined;
  const name = file.replace(/\.tmpl$/, "");
  if (/\.ya?ml$/.test(name)) return name;
  return file.endsWith(".tmpl") ? `${name}.yaml` : undefined;
}

/** Bytes that are no text would be others once they are read back. */
function refuseBytes(
  name: string,
  file: string,
  context: Parameters<typeof sourcePlace>[2],
): BuildRefusal {
  const message = `${name} is not UTF-8`;
  return refuseBuild("manifest-invalid", message, [
    { ...sourcePlace(file, undefined, context), message },
  ]);
}

function toRefusal(
  failure: TemplateFailure,
  project: LoadedProject,
  { files }: ActionPorts,
): BuildRefusal {
  const { message, details = [], file, line } = failure;
  const excerpt = details.filter((text) => text.includes("|"));
  const place = file === undefined ? undefined : sourcePlace(file, line, { project, files });
  const places = place === undefined ? [] : [{ ...place, message }];
  return refuseBuild("template-failed", [message, ...excerpt].join("\n"), places);
}
