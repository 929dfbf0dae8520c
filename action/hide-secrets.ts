import type { ManifestFiles } from "../src/core/artifact/digest.ts";
import { readManifests } from "../src/core/flux/manifests.ts";

type Pair = { readonly before: ManifestFiles; readonly after: ManifestFiles };

/**
 * Manifests as they may be shown: a file with a `Secret` says only that it is one, and whether it changed.
 * Summaries are read by everyone who may read the repository, and the runner hides only what it knows.
 */
export function hideSecrets({ before, after }: Pair): Pair {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const hidden = [...paths].filter(
    (path) => hasSecret(before.get(path)) || hasSecret(after.get(path)),
  );
  const changed = hidden.filter((path) => before.get(path) !== after.get(path));
  const replace = (files: ManifestFiles, note: string): ManifestFiles =>
    new Map([
      ...files,
      ...changed.filter((path) => files.has(path)).map((path) => [path, note] as const),
    ]);
  return {
    before: replace(before, "(has a Secret, which is not shown)\n"),
    after: replace(after, "(has a Secret, which changed and is not shown)\n"),
  };
}

/** What can't be read may be one. */
function hasSecret(text: string | undefined): boolean {
  if (text === undefined) return false;
  const read = readManifests(new Map([["", text]]));
  return read.kind === "refused" || read.objects.some(({ kind }) => kind === "Secret");
}
