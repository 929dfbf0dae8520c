import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import type { ManifestFiles } from "../src/core/artifact/digest.ts";
import { exceededLimit } from "../src/core/artifact/manifest-limits.ts";
import { evaluateManifests } from "../src/core/flux/manifest-rules.ts";
import { readManifests } from "../src/core/flux/manifests.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { fileInSource } from "./places.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";
import { callValues, scriptFailure } from "./scripts.ts";
import { namespaceOf } from "./variables.ts";
import { renderFolder } from "./render-folder.ts";

export type Manifests = { readonly kind: "manifests"; readonly files: ManifestFiles };

/** A script of this name makes the manifests; without it they are rendered from templates. */
const GENERATOR = "generate_config";

/** The manifests of all environments, by `<environment>/<file>`, checked as far as they can be here. */
export async function makeManifests(
  build: Build,
  ports: ActionPorts,
): Promise<Manifests | BuildRefusal> {
  const given = readArgumentsFile(build, ports);
  if (given.kind === "refused") return given;
  const files = new Map<string, string>();
  for (const environment of build.environments) {
    const values = new Map([...given.values, ["env", environment] as const]);
    const made = await makeFor(environment, build, { values, ports });
    if (made.kind === "refused") return made;
    const refusal = checkFor(environment, made.files, { build, ports });
    if (refusal !== undefined) return refusal;
    for (const [file, text] of made.files) files.set(`${environment}/${file}`, text);
  }
  const limit = exceededLimit(files);
  return limit === undefined
    ? { kind: "manifests", files }
    : refuseBuild("manifests-too-large", limit);
}

/** Where scripts may leave arguments for the templates, for example the tag of what they built. */
export function argumentsFile({ project }: Build): string {
  return joinPath(project.temporaryPath, "args.json");
}

function readArgumentsFile(
  build: Build,
  { files }: ActionPorts,
): { readonly kind: "read"; readonly values: ReadonlyMap<string, string> } | BuildRefusal {
  const file = argumentsFile(build);
  const text = files.readText(file);
  if (text === undefined) return { kind: "read", values: build.arguments };
  const values = parseTexts(text);
  if (values !== undefined)
    return { kind: "read", values: new Map([...build.arguments, ...values]) };
  return refuseBuild("arguments-file-invalid", `${file}: expected a JSON object of texts`);
}

function parseTexts(text: string): readonly (readonly [string, string])[] | undefined {
  const parsed = tryParse(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const entries = Object.entries(parsed).map(([key, value]: readonly [string, unknown]) =>
    typeof value === "string" ? ([key, value] as const) : undefined,
  );
  const texts = entries.filter((entry) => entry !== undefined);
  return texts.length === entries.length ? texts : undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Made = { readonly kind: "made"; readonly files: ReadonlyMap<string, string> };

function makeFor(
  environment: string,
  build: Build,
  context: { readonly values: ReadonlyMap<string, string>; readonly ports: ActionPorts },
): Promise<Made | BuildRefusal> {
  const title = `Manifests of ${build.service} for ${environment}`;
  return context.ports.log.group(title, () =>
    build.project.scripts.has(GENERATOR)
      ? generate(environment, build, context)
      : renderFolder(build.project, context),
  );
}

/** The script gets `env`, and writes YAML files to `$tmp/k8s/<environment>`. */
async function generate(
  environment: string,
  { project }: Build,
  { values, ports }: { readonly values: ReadonlyMap<string, string>; readonly ports: ActionPorts },
): Promise<Made | BuildRefusal> {
  const script = project.scripts.get(GENERATOR);
  if (script === undefined) return { kind: "made", files: new Map() };
  const folder = joinPath(project.temporaryPath, "k8s", environment);
  ports.files.remove(folder);
  ports.files.makeFolder(folder);
  const run = { script, arguments: callValues(script, values) };
  const result = await ports.runScript(project, run);
  if (result.kind === "refused") return scriptFailure(script, result, project, ports);
  const names = ports.files.listFiles(folder).filter((name) => /\.ya?ml$/.test(name));
  const files = names.map(
    (name) => [name, ports.files.readText(joinPath(folder, name)) ?? ""] as const,
  );
  return { kind: "made", files: new Map(files) };
}

/** What is not even a manifest is refused here; what Ham's configuration may allow is a warning. */
function checkFor(
  environment: string,
  files: ReadonlyMap<string, string>,
  { build, ports }: { readonly build: Build; readonly ports: ActionPorts },
): BuildRefusal | undefined {
  if (files.size === 0) return refuseEmpty(environment, build);
  const read = readManifests(files);
  if (read.kind === "refused") {
    const name = String(read.evidence["file"] ?? "");
    const file = fileInSource(`templates/k8s/${name}`, build.project, ports);
    const places = file === undefined ? [] : [{ file, message: read.sentence }];
    return refuseBuild("manifest-invalid", `${environment}/${read.sentence}`, places);
  }
  const verdict = evaluateManifests(read.objects, {
    service: build.service,
    environment,
    namespaces: [namespaceOf(build.project, environment)],
    allowKinds: [],
  });
  if (verdict.kind === "refused") {
    ports.log.warning(
      `${environment}/${verdict.sentence}. It is released only if ham.yaml allows it`,
    );
  }
  return undefined;
}

function refuseEmpty(environment: string, { project }: Build): BuildRefusal {
  const message = project.scripts.has(GENERATOR)
    ? `the script '${GENERATOR}' wrote no YAML file to $tmp/k8s/${environment}`
    : `there is no manifest for ${environment}: put templates into templates/k8s of the plan or the project, or add a script '${GENERATOR}'`;
  return refuseBuild("manifests-missing", message);
}
