import { isUtf8 } from "node:buffer";

import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import type { ManifestFiles } from "../src/core/artifact/digest.ts";
import { MANIFEST_LIMITS } from "../src/core/artifact/manifest-limits.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { readArgumentsFile } from "./arguments-file.ts";
import { checkManifests } from "./check-manifests.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";
import { renderFolder } from "./render-folder.ts";
import { callValues, GENERATOR, refuseLacking, scriptFailure } from "./scripts.ts";

export type Manifests = { readonly kind: "manifests"; readonly files: ManifestFiles };

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
    const refusal = checkManifests(environment, made.files, { build, ports });
    if (refusal !== undefined) return refusal;
    for (const [file, text] of made.files) files.set(`${environment}/${file}`, text);
  }
  return { kind: "manifests", files };
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
  const lacking = refuseLacking([script], values);
  if (lacking !== undefined) return lacking;
  const folder = joinPath(project.temporaryPath, "k8s", environment);
  ports.files.remove(folder);
  ports.files.makeFolder(folder);
  const run = { script, arguments: callValues(script, values) };
  const result = await ports.runScript(project, run);
  if (result.kind === "refused") return scriptFailure(script, result, project, ports);
  return readGenerated(environment, folder, ports);
}

/** Whatever the script left there, nothing of it is lost without a word. */
function readGenerated(
  environment: string,
  folder: string,
  { left, log }: ActionPorts,
): Made | BuildRefusal {
  const names = left.list(folder);
  const others = names.filter((name) => !isYaml(name));
  if (others.length > 0) {
    const shown = others.slice(0, 10).join(", ");
    log.warning(`$tmp/k8s/${environment} has more than YAML files, which is left out: ${shown}`);
  }
  const files = new Map<string, string>();
  for (const name of names.filter(isYaml)) {
    const file = left.read(joinPath(folder, name), MANIFEST_LIMITS.fileBytes);
    const refuse = (why: string): BuildRefusal =>
      refuseBuild("manifest-invalid", `${environment}/${name} ${why}`);
    if (file.kind === "too-large") {
      return refuseBuild("manifests-too-large", `${environment}/${name} ${TOO_LARGE}`);
    }
    if (file.kind !== "read") return refuse(file.kind === "missing" ? "is gone" : file.why);
    if (!isUtf8(file.bytes)) return refuse("is not UTF-8");
    files.set(name, Buffer.from(file.bytes).toString("utf8"));
  }
  return { kind: "made", files };
}

const TOO_LARGE = `has more than the ${MANIFEST_LIMITS.fileBytes / 1024} KiB that a manifest may have`;

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}
