import { type BenchWorld, answered, comment } from "./bench-world.ts";
import {
  type Call,
  callsUntilCommit,
  describeCall,
  endOf,
  hamCallsSince,
  isCommit,
  longestChain,
} from "./calls.ts";
import { quiet, renewLimits } from "./quiet.ts";

/** One promotion, as GitHub saw it. */
export type Promotion = {
  /** From the comment to the release commit, in milliseconds. */
  readonly latency: number;
  readonly roundTrips: number;
  /** Of all of it, answers included. */
  readonly calls: number;
  /** What the calls were, in their order. */
  readonly described: readonly string[];
};

/** Promotes services one after another, each when the one before is answered. */
export async function promoteEach(
  world: BenchWorld,
  services: readonly string[],
  environment: string,
): Promise<readonly Promotion[]> {
  const promotions: Promotion[] = [];
  for (const service of services) promotions.push(await promote(world, service, environment));
  return promotions;
}

async function promote(
  world: BenchWorld,
  service: string,
  environment: string,
): Promise<Promotion> {
  const { admin } = world;
  const mark = `${service} to ${environment}`;
  const repository = repositoryOf(world, service);
  await renewLimits(admin);
  await admin.mark(mark);
  const askedAt = Date.now();
  const id = await comment(world, repository, `/promote ${environment} ${service}`);
  if (!(await answered(world, repository, id))) throw new Error(`${mark} was refused`);
  await quiet(admin);
  return toPromotion(await hamCallsSince(admin, mark), askedAt);
}

function toPromotion(calls: readonly Call[], askedAt: number): Promotion {
  const commit = calls.find(isCommit);
  if (commit === undefined) throw new Error("a promotion was answered and made no commit");
  return {
    latency: endOf(commit) - askedAt,
    roundTrips: longestChain(callsUntilCommit(calls)),
    calls: calls.length,
    described: calls.map(describeCall),
  };
}

/** The repository that a service lives in. */
export function repositoryOf({ estate }: BenchWorld, service: string): string {
  const found = estate.repositories.find(({ services }) => services.includes(service));
  if (found === undefined) throw new Error(`there is no service ${service}`);
  return found.name;
}
