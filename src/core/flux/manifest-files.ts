import { SPEC_FILE } from "../artifact/spec.ts";
import { type Refusal, quoted, refuse } from "../refusal.ts";

/** Kustomize takes these for its own, whatever is in them. */
const OF_KUSTOMIZE: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

const MAX_PATH_LENGTH = 200;

/**
 * May a file of this name, without the environment's folder, be in a service's folder? Names are plain,
 * so that no other place is reached and no other file is overwritten.
 */
export function isManifestFile(file: string): boolean {
  return (
    file.length <= MAX_PATH_LENGTH &&
    file.split("/").every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(part)) &&
    file.toLowerCase() !== SPEC_FILE
  );
}

/** The first name that can't be, else undefined. */
export function evaluateFileNames(files: Iterable<string>): Refusal | undefined {
  for (const file of files) {
    if (isManifestFile(file)) continue;
    return refuse("artifact-unsafe-path", `${quoted(file)} can't be the name of a manifest`, {
      advice: "use letters, digits and _ . + -, and not artifact.json",
      evidence: { file: file.slice(0, MAX_PATH_LENGTH) },
    });
  }
  return undefined;
}

/** Files that are released must not steer how the others are applied. */
export function evaluateReleasedNames(files: Iterable<string>): Refusal | undefined {
  for (const file of files) {
    if (!OF_KUSTOMIZE.includes(file.split("/").at(-1) ?? "")) continue;
    return refuse("manifest-not-allowed", `${file} would be read by kustomize`, {
      advice: "give the file another name",
      evidence: { file },
    });
  }
  return undefined;
}
