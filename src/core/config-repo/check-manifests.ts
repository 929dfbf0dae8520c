import { type HamConfig, type ServiceConfig, namespacesOf } from "../environment/ham-config.ts";
import { isFluxKustomization, renderKustomization } from "../flux/kustomization.ts";
import { evaluateFileNames, evaluateReleasedNames } from "../flux/manifest-files.ts";
import { evaluateManifests, identityOf } from "../flux/manifest-rules.ts";
import { type KubernetesObject, readManifests } from "../flux/manifests.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type ReleaseIndex, objectMark } from "./release-index.ts";

export type CheckedManifests = {
  readonly kind: "checked";
  readonly kustomization: string;
  readonly kustomizationFiles: ReadonlySet<string>;
  readonly objects: readonly string[];
};

/** The rules of a service's manifests in one environment; also used at intake, with an empty index. */
export function checkManifests(
  files: ReadonlyMap<string, string>,
  service: ServiceConfig,
  environment: string,
  config: HamConfig,
  index: ReleaseIndex,
): CheckedManifests | Refusal {
  if (files.size === 0) {
    return refuse("artifact-invalid", `there are no manifests for ${environment}`, {
      advice: "add one, or take the environment out of vars.k8s of the project",
      evidence: { environment },
    });
  }
  const unsafe = evaluateFileNames(files.keys());
  if (unsafe !== undefined) return unsafe;
  const read = readManifests(files);
  if (read.kind === "refused") return read;
  const namespaces = namespacesOf(service, environment);
  const verdict = evaluateManifests(read.objects, {
    service: service.name,
    environment,
    namespaces,
    allowKinds: service.allowKinds,
  });
  if (verdict.kind === "refused") return verdict;
  const brought = read.objects.filter(isFluxKustomization);
  const rendered = renderKustomization(brought, {
    service: service.name,
    environment,
    namespaces,
    flux: config.flux,
  });
  if (rendered.kind === "refused") return rendered;
  const kustomizationFiles = new Set(brought.map((object) => object.file));
  const objects = read.objects.filter((object) => !isFluxKustomization(object));
  const mixed = objects.find((object) => kustomizationFiles.has(object.file));
  if (mixed !== undefined) return mixedFile(mixed);
  const released = [...files.keys()].filter((file) => !kustomizationFiles.has(file));
  const steering = evaluateReleasedNames(released);
  if (steering !== undefined) return steering;
  const identities = objects.map((object) => identityOf(object, namespaces[0]));
  return (
    takenByOther(service.name, identities, index) ?? {
      kind: "checked",
      kustomization: rendered.yaml,
      kustomizationFiles,
      objects: identities,
    }
  );
}

function takenByOther(
  service: string,
  identities: readonly string[],
  index: ReleaseIndex,
): Refusal | undefined {
  const marks = new Map(identities.map((identity) => [objectMark(identity), identity]));
  for (const entry of index.values()) {
    if (entry.service === service) continue;
    const mark = entry.objects.split(" ").find((one) => marks.has(one));
    if (mark === undefined) continue;
    const identity = marks.get(mark) ?? "";
    return refuse(
      "object-of-other-service",
      `${identity} is brought by the service '${entry.service}' already`,
      {
        advice: "rename the object, or let one of the two services bring it",
        evidence: { object: identity, service, other: entry.service },
      },
    );
  }
  return undefined;
}

function mixedFile(object: KubernetesObject): Refusal {
  return refuse(
    "manifest-not-allowed",
    `${object.file} holds a Flux Kustomization and other objects`,
    { advice: "put the Kustomization into a file of its own", evidence: { file: object.file } },
  );
}
