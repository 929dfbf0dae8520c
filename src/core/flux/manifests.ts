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
/** Of a service in one environment; lists that hold lists would make millions out of a few lines. */
const MAX_OBJECTS = 1000;
const MAX_LIST_DEPTH = 3;
/** Kubernetes and kustomize apply merge keys; a reader that doesn't would look at another object. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** All objects of a service's manifests for one environment; lists are opened. Text by file name. */
export function readManifests(files: ReadonlyMap<string, string>): ReadManifests {
  const objects: KubernetesObject[] = [];
  for (const [file, text] of files) {
    const documents = readDocuments(file, text);
    if (documents.kind === "refused") return documents;
    for (const document of documents.documents) {
      const refusal = collect(file, document, objects, 0);
      if (refusal !== undefined) return refusal;
    }
  }
  return { kind: "read", objects };
}

/** Group of an `apiVersion`: empty for the core group. */
export function groupOf(object: { readonly apiVersion: string }): string {
  return object.apiVersion.includes("/") ? (object.apiVersion.split("/")[0] ?? "") : "";
}

/** A document, and how it looks to a reader that knows no merge keys. */
type Document = { readonly value: unknown; readonly plain: unknown };

function readDocuments(
  file: string,
  text: string,
): { readonly kind: "read"; readonly documents: readonly Document[] } | Refusal {
  const ambiguous = findAmbiguity(text);
  if (ambiguous !== undefined) return noObject(file, ambiguous);
  try {
    const documents = loadAll(text, { schema: SCHEMA, maxAliases: MAX_ALIASES });
    const plain = loadAll(text, { schema: CORE_SCHEMA, maxAliases: MAX_ALIASES });
    return {
      kind: "read",
      documents: documents
        .map((value, index) => ({ value, plain: plain[index] }))
        .filter(({ value }) => value !== null && value !== undefined),
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

/**
 * What Ham's reader and the cluster's would see differently. Theirs ends lines at more characters, and
 * splits documents at any line that begins with `---`, whatever YAML says about it.
 */
function findAmbiguity(text: string): string | undefined {
  if (
    /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|\r(?!\n)/u.test(text)
  ) {
    return "it has control characters or unusual line ends";
  }
  if (text.includes("\ufeff", 1)) return "it has a byte order mark in the middle";
  if (/^---(?![ \t]*$|[ \t]+#)/m.test(text.replaceAll("\r\n", "\n"))) {
    return "a line begins with '---' and goes on; documents are separated by a line of '---' alone";
  }
  return undefined;
}

/** Adds the object, or what a `List` holds. */
function collect(
  file: string,
  { value, plain }: Document,
  objects: KubernetesObject[],
  depth: number,
): Refusal | undefined {
  if (!isRecord(value)) return noObject(file, "a document is no mapping");
  const items = listItems(value);
  const plainItems = listItems(plain);
  if (items === undefined && plainItems === undefined) {
    return collectObject(file, { value, plain }, objects);
  }
  if (items?.length !== plainItems?.length) return mergedIdentity(file);
  if (depth === MAX_LIST_DEPTH) return noObject(file, "lists hold lists too deeply");
  for (const [index, item] of (items ?? []).entries()) {
    const document = { value: item, plain: plainItems?.[index] };
    const refusal = collect(file, document, objects, depth + 1);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function listItems(document: unknown): readonly unknown[] | undefined {
  if (!isRecord(document)) return undefined;
  const { kind, items } = document;
  if (typeof kind !== "string" || !kind.endsWith("List")) return undefined;
  return Array.isArray(items) ? items : undefined;
}

function collectObject(
  file: string,
  { value, plain }: Document,
  objects: KubernetesObject[],
): Refusal | undefined {
  const object = toObject(file, value);
  if (object.kind === "refused") return object;
  const { apiVersion, kind, name, namespace } = object.object;
  const asPlain = toObject(file, plain);
  if (
    asPlain.kind === "refused" ||
    asPlain.object.apiVersion !== apiVersion ||
    asPlain.object.kind !== kind ||
    asPlain.object.name !== name ||
    asPlain.object.namespace !== namespace
  ) {
    return mergedIdentity(file);
  }
  objects.push(object.object);
  if (objects.length <= MAX_OBJECTS) return undefined;
  return noObject(file, `there are more than ${MAX_OBJECTS} objects`);
}

function mergedIdentity(file: string): Refusal {
  return noObject(file, "an object's kind, name or namespace comes from a merge key");
}

function toObject(
  file: string,
  body: unknown,
): { readonly kind: "object"; readonly object: KubernetesObject } | Refusal {
  if (!isRecord(body)) return noObject(file, "a document is no mapping");
  const { apiVersion, kind, metadata } = body;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    return noObject(file, "an object has no apiVersion or kind");
  }
  if (!isRecord(metadata) || typeof metadata["name"] !== "string") {
    return noObject(file, `a ${quoted(kind)} has no metadata.name`);
  }
  const { name } = metadata;
  const namespace = metadata["namespace"] ?? undefined;
  if (namespace !== undefined && typeof namespace !== "string") {
    return noObject(file, `the namespace of ${quoted(`${kind}/${name}`)} is no text`);
  }
  return { kind: "object", object: { file, apiVersion, kind, name, namespace, body } };
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
