import type { StoredArtifact } from "../core/config-repo/plan-release.ts";
import type { ArtifactReference, ConfigRepository } from "./ports/config-repository.ts";

/** Stored artifacts that went through this process: they never change, so they need not be read again. */
export type ArtifactMemory = {
  readonly load: (wanted: readonly ArtifactReference[]) => Promise<readonly StoredArtifact[]>;
  /** Only what is known to be stored. */
  readonly keep: (artifact: StoredArtifact) => void;
};

/** Of manifests, in UTF-16 units; the oldest go first. */
const MAX_SIZE = 8_000_000;

export function createArtifactMemory(repository: ConfigRepository): ArtifactMemory {
  const kept = new Map<string, { readonly artifact: StoredArtifact; readonly size: number }>();
  let total = 0;

  function keep(artifact: StoredArtifact): void {
    const { service, id } = artifact.spec;
    const key = keyOf({ service, id });
    if (kept.has(key)) return;
    const size = sizeOf(artifact);
    kept.set(key, { artifact, size });
    total += size;
    for (const [oldest, { size: freed }] of kept) {
      if (total <= MAX_SIZE) break;
      kept.delete(oldest);
      total -= freed;
    }
  }

  async function load(wanted: readonly ArtifactReference[]): Promise<readonly StoredArtifact[]> {
    const known = wanted.flatMap((one) => kept.get(keyOf(one))?.artifact ?? []);
    const missing = wanted.filter((one) => !kept.has(keyOf(one)));
    const loaded = missing.length === 0 ? [] : await repository.loadArtifacts(missing);
    for (const artifact of loaded) keep(artifact);
    return [...known, ...loaded];
  }

  return { load, keep };
}

function keyOf(reference: Pick<ArtifactReference, "service" | "id">): string {
  return `${reference.service}/${reference.id}`;
}

function sizeOf({ manifests }: StoredArtifact): number {
  return [...manifests.values()].reduce((sum, text) => sum + text.length, 1_000);
}
