import {
  type BuildPlace,
  type BuildRefusal,
  refuseBuild,
} from "../src/core/artifact/build-decision.ts";
import { exceededLimit } from "../src/core/artifact/manifest-limits.ts";
import { isManifestName, sameUnderOtherCase } from "../src/core/artifact/manifest-name.ts";
import { evaluateManifests, type ManifestScope } from "../src/core/flux/manifest-rules.ts";
import { type KubernetesObject, readManifests } from "../src/core/flux/manifests.ts";
import type { Refusal } from "../src/core/refusal.ts";
import { sourcePlace } from "./places.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";
import { templatesOf } from "./render-folder.ts";
import { definingPlace, GENERATOR } from "./scripts.ts";
import { namespaceOf } from "./variables.ts";

type Context = { readonly build: Build; readonly ports: ActionPorts };

/**
 * The rules of Ham's intake, as far as they are known here. What no configuration of Ham could allow is
 * refused; what one may allow is a warning.
 */
export function checkManifests(
  environment: string,
  files: ReadonlyMap<string, string>,
  context: Context,
): BuildRefusal | undefined {
  if (files.size === 0) return refuseEmpty(environment, context.build);
  return (
    checkNames(environment, [...files.keys()], context) ??
    checkSizes(environment, files) ??
    checkContent(environment, files, context)
  );
}

function checkNames(
  environment: string,
  names: readonly string[],
  context: Context,
): BuildRefusal | undefined {
  const refuse = (name: string, why: string): BuildRefusal => {
    const message = `${environment}/${name}: ${why}`;
    return refuseBuild("manifest-invalid", message, placesOf(name, message, context));
  };
  const unusable = names.find((name) => !isManifestName(name));
  if (unusable !== undefined) {
    return refuse(unusable, "expected a name that every disk takes, without a dot before it");
  }
  const twin = sameUnderOtherCase(names);
  if (twin === undefined) return undefined;
  return refuse(twin, "another manifest's name differs only in upper and lower case");
}

function checkSizes(
  environment: string,
  files: ReadonlyMap<string, string>,
): BuildRefusal | undefined {
  const paths = [...files].map(([file, text]) => [`${environment}/${file}`, text] as const);
  const limit = exceededLimit(new Map(paths));
  return limit === undefined ? undefined : refuseBuild("manifests-too-large", limit);
}

function checkContent(
  environment: string,
  files: ReadonlyMap<string, string>,
  context: Context,
): BuildRefusal | undefined {
  const read = readManifests(files);
  return read.kind === "refused"
    ? refuseSentence(environment, read, context)
    : checkObjects(environment, read.objects, context);
}

function checkObjects(
  environment: string,
  objects: readonly KubernetesObject[],
  { build, ports }: Context,
): BuildRefusal | undefined {
  const scope: ManifestScope = {
    service: build.service,
    environment,
    namespaces: [namespaceOf(build.project, environment)],
    allowKinds: [],
  };
  const expected = evaluateManifests(objects, scope);
  if (expected.kind === "accepted") return undefined;
  const others = otherScopes(scope, objects).map((other) => evaluateManifests(objects, other));
  if (others.every(({ kind }) => kind === "refused")) {
    const [mostGenerous = expected] = others;
    if (mostGenerous.kind === "refused")
      return refuseSentence(environment, mostGenerous, { build, ports });
  }
  const message = `${expected.sentence}. It is released only if ham.yaml allows it`;
  const [place] = placesOf(fileOf(expected), message, { build, ports });
  ports.log.warning(`${environment}/${message}`, place);
  return undefined;
}

/** What `ham.yaml` may allow: every kind that occurs, in all namespaces that do, or in one of them alone. */
function otherScopes(
  scope: ManifestScope,
  objects: readonly KubernetesObject[],
): readonly ManifestScope[] {
  const named = objects.flatMap(({ namespace }) => namespace ?? []);
  const namespaces = [...new Set([...scope.namespaces, ...named])];
  const allowKinds = objects.map(({ kind }) => kind);
  return [namespaces, ...namespaces.map((one) => [one])].map((allowed) => ({
    ...scope,
    namespaces: allowed,
    allowKinds,
  }));
}

function refuseEmpty(environment: string, { project }: Build): BuildRefusal {
  const message = project.scripts.has(GENERATOR)
    ? `the script '${GENERATOR}' wrote no YAML file to $tmp/k8s/${environment}`
    : `there is no manifest for ${environment}: put templates into templates/k8s of the plan or the project, or add a script '${GENERATOR}'`;
  return refuseBuild("manifests-missing", message);
}

function refuseSentence(environment: string, refusal: Refusal, context: Context): BuildRefusal {
  const { sentence } = refusal;
  const places = placesOf(fileOf(refusal), sentence, context);
  return refuseBuild("manifest-invalid", `${environment}/${sentence}`, places);
}

function fileOf({ evidence }: Refusal): string {
  const { file } = evidence;
  return typeof file === "string" ? file : "";
}

/** The template that a manifest came from, or the script that wrote it. */
function placesOf(
  name: string,
  message: string,
  { build: { project }, ports }: Context,
): readonly BuildPlace[] {
  const generator = project.scripts.get(GENERATOR);
  if (generator !== undefined) return [{ ...definingPlace(generator, project, ports), message }];
  const file = templatesOf(project, ports).get(name);
  if (file === undefined) return [];
  return [{ ...sourcePlace(file, undefined, { project, files: ports.files }), message }];
}
