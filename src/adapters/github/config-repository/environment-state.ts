import { parseSpec } from "../../../core/artifact/spec-schema.ts";
import type {
  CarriedOut,
  EnvironmentState,
  RunningRelease,
  ServiceState,
} from "../../../core/config-repo/environment-state.ts";
import type { ReleaseIndex } from "../../../core/config-repo/release-index.ts";
import type { RequestId } from "../../../core/release/request.ts";
import { releasesOf } from "./own-commits.ts";
import type { FileTexts } from "./file-text.ts";
import type { EnvironmentAnswer, ServiceAnswer } from "./read-answer.ts";
import type { ReleaseIndexes } from "./release-indexes.ts";

type Place = { readonly service: string; readonly namespace: string };

/**
 * The state that a decision looks at. `readMoved` reads, at the same commit, where services were before
 * `ham.yaml` gave them another namespace.
 */
export async function toEnvironmentState(
  reader: {
    readonly texts: FileTexts;
    readonly indexes: ReleaseIndexes;
    readonly appLogin: string;
  },
  answer: EnvironmentAnswer,
  readMoved: (places: readonly Place[]) => Promise<readonly ServiceAnswer[]>,
): Promise<EnvironmentState> {
  const index = await reader.indexes.read(answer.environment, answer.index);
  const moved = movedPlaces(index, answer.services);
  const former = moved.length === 0 ? [] : await readMoved(moved);
  const services = await Promise.all(
    answer.services.map((service) => {
      const old = former.find((one) => one.service === service.service);
      return toServiceState(reader, service, old);
    }),
  );
  return {
    environment: answer.environment,
    head: answer.head,
    index,
    lock: await reader.texts.read(answer.lock),
    policiesChangedAt: answer.policiesChangedAt,
    services: new Map(services.map((service) => [service.service, service])),
  };
}

function movedPlaces(index: ReleaseIndex, services: readonly Place[]): readonly Place[] {
  return services.flatMap(({ service, namespace }) => {
    const known = index.get(service)?.namespace;
    return known === undefined || known === namespace ? [] : [{ service, namespace: known }];
  });
}

async function toServiceState(
  reader: { readonly texts: FileTexts; readonly appLogin: string },
  answer: ServiceAnswer,
  former: ServiceAnswer | undefined,
): Promise<ServiceState> {
  const { texts, appLogin } = reader;
  const places = former === undefined ? [answer] : [former, answer];
  const running = await Promise.all(places.map((place) => runningOf(texts, place)));
  return {
    service: answer.service,
    running: running.find((one) => one !== undefined),
    paths: [...new Set(places.flatMap((place) => place.paths))],
    policies: await texts.read(answer.policies),
    lock: await texts.read(answer.lock),
    carriedOut: carriedOutIn(places, answer.service, appLogin),
  };
}

/** A spec that a person broke by hand counts as none: the next release writes it anew. */
async function runningOf(
  texts: FileTexts,
  place: ServiceAnswer,
): Promise<RunningRelease | undefined> {
  const text = await texts.read(place.spec);
  const spec = text === undefined ? undefined : parseSpec(text);
  return spec?.kind === "valid" ? { namespace: place.namespace, spec: spec.value } : undefined;
}

function carriedOutIn(
  places: readonly ServiceAnswer[],
  service: string,
  appLogin: string,
): ReadonlyMap<RequestId, CarriedOut> {
  const found = places
    .flatMap((place) => place.requests.commits)
    .flatMap((commit) => releasesOf(commit, appLogin))
    .filter(({ record }) => record.service === service);
  return new Map(found.map((entry) => [entry.record.request, entry]));
}
