import { isFluxKustomization } from "./kustomization.ts";
import { type KubernetesObject, isRecord } from "./manifests.ts";

/**
 * Flux puts the values of `postBuild.substitute` into the text of each object, after everything that
 * Ham looked at: in a key they would make a namespace, and the operators of a variable would end the
 * text that they are in. So with substitution there are only plain `${name}`s, and only in values.
 * Gives the object that has something else.
 */
export function findUnsafeSubstitution(
  objects: readonly KubernetesObject[],
): KubernetesObject | undefined {
  if (!objects.some(substitutes)) return undefined;
  return objects.find((object) => !isFluxKustomization(object) && !isSafe(object.body, new Set()));
}

function substitutes(object: KubernetesObject): boolean {
  const { spec } = object.body;
  if (!isFluxKustomization(object) || !isRecord(spec) || !isRecord(spec["postBuild"])) return false;
  const { substitute } = spec["postBuild"];
  return isRecord(substitute) && Object.keys(substitute).length > 0;
}

/** Aliases make the same value turn up many times, and inside itself. */
function isSafe(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value === "string") return isSafeText(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return true;
  seen.add(value);
  return Object.entries(value).every(([key, inner]) => !key.includes("$") && isSafe(inner, seen));
}

function isSafeText(text: string): boolean {
  return !text.replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, "").includes("${");
}
