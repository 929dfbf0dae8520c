import type { ArtifactSpec } from "../core/artifact/spec.ts";
import type { HamParts } from "./parts.ts";
import type { World } from "./world.ts";

/**
 * The comparisons that an automatic release will ask for, while something else is under way: ancestry
 * between two commits never changes, so it is remembered.
 */
export async function prefetchAncestry(
  { ports }: Pick<HamParts, "ports">,
  world: World,
  service: string,
  candidate: ArtifactSpec["application"]["sha"],
): Promise<void> {
  const running = [...world.snapshot.environments.values()].flatMap((state) => {
    const spec = state?.services.get(service)?.running?.spec;
    return spec === undefined || spec.application.sha === candidate ? [] : [spec];
  });
  const pairs = new Map(running.map((spec) => [spec.application.sha, spec.run.repository]));
  await Promise.all(
    [...pairs].map(([sha, repository]) => ports.sources.compare(repository, sha, candidate)),
  );
}
