import * as v from "valibot";

import type { CommitSha } from "../../../core/artifact/ids.ts";
import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder, inRepository } from "../document.ts";
import { Remembered } from "../remembered.ts";
import { parseRepository } from "../repository-answer.ts";
import { nodesOf, parseAnswer, present } from "../schema.ts";

/** A deployment as far as another one needs to know of it. */
export type KnownDeployment = {
  readonly nodeId: string;
  readonly environment: string;
  /** The release commit is in it. */
  readonly payload: string;
  /** Its latest status, for example `success`; empty: none yet. */
  readonly state: string;
};

const NEWEST = 40;

/** The newest deployments of a repository, asked for beside something else. */
export const DEPLOYMENTS_FIELDS = `deployments(first: ${NEWEST},
  orderBy: { field: CREATED_AT, direction: DESC }) {
  nodes { id environment payload latestStatus { state } } }`;

export const deploymentsSchema = nodesOf(
  v.object({
    id: v.string(),
    environment: v.nullable(v.string()),
    payload: v.nullable(v.string()),
    latestStatus: v.nullable(v.object({ state: v.string() })),
  }),
);

type DeploymentsAnswer = v.InferOutput<typeof deploymentsSchema>;

/** Rebuilt whenever it is read: Ham is the only one who deploys these environments. */
export class DeploymentLog {
  readonly #client: Client;
  readonly #environments = new Remembered<readonly KnownDeployment[]>(2000);

  constructor(client: Client) {
    this.#client = client;
  }

  /** From the newest ones of the repository; environments that don't occur are learned only if these are all. */
  learn(repository: string, answer: DeploymentsAnswer): void {
    const found = toDeployments(answer);
    for (const environment of new Set(found.map((one) => one.environment))) {
      const own = found.filter((one) => one.environment === environment);
      this.#environments.put(keyOf(repository, environment), own);
    }
    this.#complete.put(repository, found.length < NEWEST);
  }

  /** Repositories with fewer deployments than are read at once: what wasn't seen isn't there. */
  readonly #complete = new Remembered<boolean>(2000);

  /** Newest first. */
  async of(repository: string, environment: string): Promise<readonly KnownDeployment[]> {
    const key = keyOf(repository, environment);
    const known = this.#environments.get(key);
    if (known !== undefined) return known;
    if (this.#complete.get(repository) === true) return [];
    const read = await readDeployments(this.#client, repository, environment);
    this.#environments.put(key, read);
    return read;
  }

  /** A new one, or one whose state has changed; the order stays that of their making. */
  put(repository: string, deployment: KnownDeployment): void {
    const key = keyOf(repository, deployment.environment);
    const known = this.#environments.get(key) ?? [];
    const isKnown = known.some((one) => one.nodeId === deployment.nodeId);
    const changed = isKnown
      ? known.map((one) => (one.nodeId === deployment.nodeId ? deployment : one))
      : [deployment, ...known].slice(0, NEWEST);
    this.#environments.put(key, changed);
  }
}

/**
 * Of deployments of one release in one environment all but the oldest, as far as they are not inactive
 * yet: two Hams made them at the same moment.
 */
export function surplusDeployments(answer: DeploymentsAnswer): readonly string[] {
  const seen = new Set<string>();
  return toDeployments(answer)
    .toReversed()
    .filter(({ environment, payload, state }) => {
      const key = JSON.stringify([environment, payload]);
      const isThere = seen.has(key);
      seen.add(key);
      return isThere && payload.includes('"release"') && state !== "inactive";
    })
    .map((one) => one.nodeId);
}

export function isOfRelease(deployment: KnownDeployment, release: CommitSha): boolean {
  return deployment.payload.includes(release);
}

async function readDeployments(
  client: Client,
  repository: string,
  environment: string,
): Promise<readonly KnownDeployment[]> {
  const builder = new DocumentBuilder();
  const environments = builder.variable("[String!]", [environment]);
  const fields = DEPLOYMENTS_FIELDS.replace(
    "deployments(",
    `deployments(environments: ${environments}, `,
  );
  const document = builder.build("query", "Deployments", inRepository(builder, repository, fields));
  const data = dataOf(await client.graphql(document), document);
  const answer = parseRepository(data, document.name)?.["deployments"];
  const parsed = parseAnswer(v.nullish(deploymentsSchema), answer, document.name);
  return parsed === null || parsed === undefined ? [] : toDeployments(parsed);
}

function toDeployments(answer: DeploymentsAnswer): readonly KnownDeployment[] {
  return present(answer.nodes).map(({ id, environment, payload, latestStatus }) => ({
    nodeId: id,
    environment: environment ?? "",
    payload: payload ?? "",
    state: latestStatus?.state.toLowerCase() ?? "",
  }));
}

function keyOf(repository: string, environment: string): string {
  return JSON.stringify([repository.toLowerCase(), environment]);
}
