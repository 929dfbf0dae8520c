import type { CommitSha } from "../../../core/artifact/ids.ts";
import type {
  ArtifactsQuery,
  ConfigQuery,
  EnvironmentQuery,
} from "../../../flows/ports/config-repository.ts";

/** What GitHub answers in one query. */
export type ReadLimits = {
  /** Looked-up files and folders. */
  readonly lookups: number;
  /** Histories of a path. */
  readonly histories: number;
};

export const READ_LIMITS: ReadLimits = { lookups: 100, histories: 20 };

/** A part of an environment that fits into a query together with others. */
export type EnvironmentPart = {
  readonly environment: string;
  /** Read at this commit instead of at the branch's head. */
  readonly at?: CommitSha | undefined;
  readonly services: readonly { readonly service: string; readonly namespace: string }[];
  readonly requestsSince?: string | undefined;
};

export type ReadChunk = {
  readonly config: boolean;
  readonly environments: readonly EnvironmentPart[];
  readonly artifacts: readonly ArtifactsQuery[];
};

const CONFIG_LOOKUPS = 1;
/** `index.json` and the environment's lock. */
const ENVIRONMENT_LOOKUPS = 2;
/** The last change of any policy. */
const POLICY_HISTORIES = 1;
/** Policies, lock, folder, spec and Kustomization. */
const SERVICE_LOOKUPS = 5;

/** The queries that a question takes: one, unless it asks for more than GitHub answers at once. */
export function planReads(query: ConfigQuery, limits: ReadLimits = READ_LIMITS): ReadChunk[] {
  const plan = new ReadPlan(limits);
  for (const environment of query.environments) plan.addEnvironment(environment);
  for (const artifacts of query.artifacts ?? []) plan.addArtifacts(artifacts);
  return plan.chunks();
}

/** Two queries in place of one; undefined when it asks for one thing alone. */
export function splitChunk(chunk: ReadChunk): readonly [ReadChunk, ReadChunk] | undefined {
  const parts = chunk.environments.flatMap((part) => [
    { ...part, services: part.services.slice(0, Math.ceil(part.services.length / 2)) },
    ...(part.services.length < 2
      ? []
      : [{ ...part, services: part.services.slice(Math.ceil(part.services.length / 2)) }]),
  ]);
  const { artifacts, config } = chunk;
  if (parts.length + artifacts.length < 2) return undefined;
  const middle = Math.ceil(parts.length / 2);
  const split = parts.length > 1 ? 0 : Math.floor(artifacts.length / 2);
  return [
    { config, environments: parts.slice(0, middle), artifacts: artifacts.slice(0, split) },
    { config: false, environments: parts.slice(middle), artifacts: artifacts.slice(split) },
  ];
}

type OpenChunk = {
  lookups: number;
  histories: number;
  readonly environments: EnvironmentPart[];
  readonly artifacts: ArtifactsQuery[];
};

class ReadPlan {
  readonly #limits: ReadLimits;
  readonly #chunks: OpenChunk[] = [];

  constructor(limits: ReadLimits) {
    this.#limits = limits;
    this.#open(CONFIG_LOOKUPS);
  }

  addEnvironment(query: EnvironmentQuery): void {
    const { environment, requestsSince } = query;
    let services = query.services;
    do {
      const chunk = this.#roomFor(
        ENVIRONMENT_LOOKUPS + (services.length > 0 ? SERVICE_LOOKUPS : 0),
      );
      const count = this.#servicesThatFit(chunk, requestsSince !== undefined);
      const part = services.slice(0, count);
      chunk.environments.push({ environment, requestsSince, services: part });
      chunk.lookups += ENVIRONMENT_LOOKUPS + part.length * SERVICE_LOOKUPS;
      chunk.histories += requestsSince === undefined ? 0 : POLICY_HISTORIES + part.length;
      services = services.slice(part.length);
      if (services.length > 0) this.#open(0);
    } while (services.length > 0);
  }

  addArtifacts({ service, branches = [], trees = [] }: ArtifactsQuery): void {
    const chunk = this.#roomFor(branches.length + trees.length);
    chunk.artifacts.push({ service, branches, trees });
    chunk.lookups += branches.length + trees.length;
  }

  chunks(): ReadChunk[] {
    return this.#chunks.map(({ environments, artifacts }, index) => ({
      config: index === 0,
      environments,
      artifacts,
    }));
  }

  #servicesThatFit(chunk: OpenChunk, withHistory: boolean): number {
    const left = this.#limits.lookups - chunk.lookups - ENVIRONMENT_LOOKUPS;
    const byLookups = Math.floor(left / SERVICE_LOOKUPS);
    const byHistories = withHistory
      ? this.#limits.histories - POLICY_HISTORIES - chunk.histories
      : byLookups;
    return Math.max(1, Math.min(byLookups, byHistories));
  }

  #roomFor(lookups: number): OpenChunk {
    const last = this.#chunks.at(-1);
    if (last === undefined) return this.#open(lookups);
    const isFull =
      last.lookups + lookups > this.#limits.lookups ||
      last.histories + POLICY_HISTORIES >= this.#limits.histories;
    return isFull ? this.#open(0) : last;
  }

  #open(lookups: number): OpenChunk {
    const chunk: OpenChunk = { lookups, histories: 0, environments: [], artifacts: [] };
    this.#chunks.push(chunk);
    return chunk;
  }
}
