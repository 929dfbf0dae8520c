import { type Refusal, quoted, refuse } from "../refusal.ts";
import { isFluxKustomization } from "./kustomization.ts";
import { type KubernetesObject, groupOf } from "./manifests.ts";
import { findUnsafeSubstitution } from "./substitution.ts";

/** Groups of Kubernetes itself, where every kind that lives in a namespace is known. */
const BUILT_IN = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "certificates.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "node.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

const NAMESPACED = new Set([
  "ConfigMap",
  "ControllerRevision",
  "CronJob",
  "DaemonSet",
  "Deployment",
  "EndpointSlice",
  "Endpoints",
  "Event",
  "HorizontalPodAutoscaler",
  "Ingress",
  "Job",
  "Lease",
  "LimitRange",
  "NetworkPolicy",
  "PersistentVolumeClaim",
  "Pod",
  "PodDisruptionBudget",
  "PodTemplate",
  "ReplicaSet",
  "ReplicationController",
  "ResourceQuota",
  "Role",
  "RoleBinding",
  "Secret",
  "Service",
  "ServiceAccount",
  "StatefulSet",
]);

/** Kinds of well-known extensions that live in no namespace, though their names don't tell. */
const CLUSTER_WIDE = new Set([
  "AdminNetworkPolicy.policy.networking.k8s.io",
  "BaselineAdminNetworkPolicy.policy.networking.k8s.io",
  "CompositeResourceDefinition.apiextensions.crossplane.io",
  "Composition.apiextensions.crossplane.io",
  "Configuration.pkg.crossplane.io",
  "ConstraintTemplate.templates.gatekeeper.sh",
  "EC2NodeClass.karpenter.k8s.aws",
  "GatewayClass.gateway.networking.k8s.io",
  "NodeClaim.karpenter.sh",
  "NodePool.karpenter.sh",
  "Provider.pkg.crossplane.io",
  "VolumeSnapshotClass.snapshot.storage.k8s.io",
  "VolumeSnapshotContent.snapshot.storage.k8s.io",
]);

export type ManifestScope = {
  readonly service: string;
  readonly environment: string;
  /** Where the service may be; with exactly one, objects need not name it. */
  readonly namespaces: readonly string[];
  /** `Kind` or `Kind.group`. */
  readonly allowKinds: readonly string[];
};

/** May these objects be released for the service? The first reason why not, else accepted. */
export function evaluateManifests(
  objects: readonly KubernetesObject[],
  scope: ManifestScope,
): { readonly kind: "accepted" } | Refusal {
  for (const object of objects) {
    const verdict = evaluateObject(object, scope);
    if (verdict.kind === "refused") return verdict;
  }
  const unsafe = findUnsafeSubstitution(objects);
  if (unsafe !== undefined) {
    return notAllowed(
      unsafe,
      scope,
      "with postBuild.substitute only plain ${name}s in values can be used",
    );
  }
  return repeatedObject(objects, scope) ?? { kind: "accepted" };
}

/** What an object is to the cluster: two services may not both bring it. */
export function identityOf(object: KubernetesObject, defaultNamespace: string): string {
  const namespace = livesInNamespace(object) ? (object.namespace ?? defaultNamespace) : "";
  return `${groupOf(object)}/${object.kind}/${namespace}/${object.name}`;
}

function evaluateObject(
  object: KubernetesObject,
  scope: ManifestScope,
): { readonly kind: "accepted" } | Refusal {
  // Ham reads a few fields of it and writes its own: see kustomization.ts.
  if (isFluxKustomization(object)) return { kind: "accepted" };
  const group = groupOf(object);
  if (/[$\s]/.test(`${object.apiVersion}${object.kind}${object.name}${object.namespace ?? ""}`)) {
    return notAllowed(
      object,
      scope,
      "its apiVersion, kind, name or namespace has a '$' or a blank",
    );
  }
  if (group === "kustomize.config.k8s.io") {
    return notAllowed(object, scope, "a kustomization would decide what else is applied");
  }
  const inNamespaces = staysInNamespaces(object, scope);
  if (inNamespaces.kind === "refused") return inNamespaces;
  if (isAllowed(object, scope)) return { kind: "accepted" };
  if (group.endsWith(".toolkit.fluxcd.io")) {
    return notAllowed(object, scope, "objects of Flux decide what is applied, and Ham writes them");
  }
  if (group === "" && object.kind === "Secret") {
    return notAllowed(object, scope, "a Secret would be readable in Git");
  }
  if (!livesInNamespace(object)) {
    return notAllowed(object, scope, "it is not known to live in a namespace");
  }
  return { kind: "accepted" };
}

function staysInNamespaces(
  object: KubernetesObject,
  scope: ManifestScope,
): { readonly kind: "accepted" } | Refusal {
  if (object.namespace === undefined) {
    if (scope.namespaces.length === 1 || !livesInNamespace(object)) return { kind: "accepted" };
    return notAllowed(object, scope, "it names no namespace, and the service has several");
  }
  if (scope.namespaces.includes(object.namespace)) return { kind: "accepted" };
  return notAllowed(
    object,
    scope,
    `its namespace is ${quoted(object.namespace)}, and the service's are ${scope.namespaces.join(", ")}`,
  );
}

/** Of other groups it can't be known; their cluster-wide kinds are, by custom, called Cluster…. */
function livesInNamespace(object: KubernetesObject): boolean {
  if (BUILT_IN.has(groupOf(object))) return NAMESPACED.has(object.kind);
  if (CLUSTER_WIDE.has(`${object.kind}.${groupOf(object)}`)) return false;
  return !object.kind.startsWith("Cluster");
}

function isAllowed(object: KubernetesObject, scope: ManifestScope): boolean {
  const group = groupOf(object);
  return (
    scope.allowKinds.includes(group === "" ? object.kind : `${object.kind}.${group}`) ||
    scope.allowKinds.includes(object.kind)
  );
}

function notAllowed(object: KubernetesObject, scope: ManifestScope, why: string): Refusal {
  return refuse(
    "manifest-not-allowed",
    `${object.file}: ${quoted(`${object.kind}/${object.name}`)} can't be released by ${scope.service}: ${why}`,
    {
      advice: "change the manifest, or allow the kind or namespace for the service in ham.yaml",
      evidence: {
        file: object.file,
        apiVersion: object.apiVersion,
        objectKind: object.kind,
        name: object.name,
        namespace: object.namespace ?? null,
        namespaces: scope.namespaces,
      },
    },
  );
}

function repeatedObject(
  objects: readonly KubernetesObject[],
  scope: ManifestScope,
): Refusal | undefined {
  const seen = new Set<string>();
  for (const object of objects.filter((one) => !isFluxKustomization(one))) {
    const identity = identityOf(object, scope.namespaces[0] ?? scope.environment);
    if (seen.has(identity)) return notAllowed(object, scope, "the same object is there twice");
    seen.add(identity);
  }
  return undefined;
}
