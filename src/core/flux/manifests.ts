import { CORE_SCHEMA, YAMLException, loadAll, mergeTag } from "js-yaml";

import { type Refusal, quoted, refuse } from "../refusal.ts";

/** One Kubernetes object of a manifest, as far as Ham looks into it. */
export type KubernetesObject = {
  /** The file it is in, without the environment's folder. */
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
};

export type ReadManifests =
  { readonly kind: "read"; readonly objects: readonly KubernetesObject[] } | Refusal;

const MAX_ALIASES = 50;
/** Kubernetes and kustomize apply merge keys; a reader that doesn't would look at another object. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** All objects of a service's manifests for one environment; lists are opened. Text by file name. */
export function readManifests(files: ReadonlyMap<string, string>): ReadManifests {
  const objects: KubernetesObject[] = [];
  for (const [file, text] of files) {
    const documents = readDocuments(file, text);
    if (documents.kind === "refused") return documents;
    for (const document of documents.documents) {
      const found = toObjects(file, document);
      if (!Array.isArray(found)) return found;
      objects.push(...found);
    }
  }
  return { kind: "read", objects };
}

/** Group of an `apiVersion`: empty for the core group. */
export function groupOf(object: { readonly apiVersion: string }): string {
  return object.apiVersion.includes("/") ? (object.apiVersion.split("/")[0] ?? "") : "";
}

function readDocuments(
  file: string,
  text: string,
): { readonly kind: "read"; readonly documents: readonly unknown[] } | Refusal {
  try {
    const documents = loadAll(text, { schema: SCHEMA, maxAliases: MAX_ALIASES });
    return {
      kind: "read",
      documents: documents.filter((one) => one !== null && one !== undefined),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : ` in line ${error.mark.line + 1}`;
    return refuse("artifact-invalid", `${file} is not YAML${line}: ${error.reason}`, {
      advice: "mend the plan's template or the project's variables",
      evidence: { file },
    });
  }
}

/** The object, or what a `List` holds. */
function toObjects(file: string, document: unknown): KubernetesObject[] | Refusal {
  if (!isRecord(document)) return noObject(file, "a document is no mapping");
  const items = document["items"];
  const kind = document["kind"];
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) {
    const objects: KubernetesObject[] = [];
    for (const item of items) {
      const inner = toObjects(file, item);
      if (!Array.isArray(inner)) return inner;
      objects.push(...inner);
    }
    return objects;
  }
  return toObject(file, document);
}

function toObject(
  file: string,
  body: Readonly<Record<string, unknown>>,
): KubernetesObject[] | Refusal {
  const { apiVersion, kind, metadata } = body;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    return noObject(file, "an object has no apiVersion or kind");
  }
  if (!isRecord(metadata) || typeof metadata["name"] !== "string") {
    return noObject(file, `a ${quoted(kind)} has no metadata.name`);
  }
  const namespace = metadata["namespace"];
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    return noObject(file, `the namespace of ${kind}/${metadata["name"]} is no text`);
  }
  return [
    { file, apiVersion, kind, name: metadata["name"], namespace: namespace ?? undefined, body },
  ];
}

function noObject(file: string, what: string): Refusal {
  return refuse("artifact-invalid", `${file}: ${what}`, {
    advice: "each document of a manifest is one Kubernetes object",
    evidence: { file },
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
