import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  READ_LIMITS,
  type ReadChunk,
  planReads,
  splitChunk,
} from "../../../src/adapters/github/config-repository/read-plan.ts";

const names = (prefix: string, maxLength: number) =>
  fc.nat({ max: maxLength }).map((length) => Array.from({ length }, (_, i) => `${prefix}-${i}`));

const queries = fc.record({
  environments: fc
    .array(fc.tuple(names("service", 70), fc.boolean()), { maxLength: 4 })
    .map((all) =>
      all.map(([services, withRequests], index) => ({
        environment: `env-${index}`,
        services: services.map((service) => ({ service, namespace: "n" })),
        requestsSince: withRequests ? "2030-05-10T12:00:00Z" : undefined,
      })),
    ),
  artifacts: names("service", 40).map((all) =>
    all.map((service) => ({ service, branches: ["master", "next"], trees: [] })),
  ),
});

describe("the plan of a read", () => {
  it("asks for everything once, the configuration in the first query", () => {
    fc.assert(
      fc.property(queries, (query) => {
        const chunks = planReads(query);

        expect(chunks.map(({ config }) => config)).toEqual(chunks.map((_, index) => index === 0));
        expect(contentOf(chunks)).toEqual(contentOf([{ config: true, ...query }]));
      }),
    );
  });

  it("asks no query for more than GitHub answers", () => {
    fc.assert(
      fc.property(queries, (query) => {
        for (const chunk of planReads(query)) {
          const demand = demandOf(chunk);
          expect(demand.lookups).toBeLessThanOrEqual(READ_LIMITS.lookups);
          expect(demand.histories).toBeLessThanOrEqual(READ_LIMITS.histories);
        }
      }),
    );
  });

  it("takes one query for what a promotion asks", () => {
    const services = [{ service: "shop", namespace: "n" }];
    const since = "2030-05-10T12:00:00Z";
    const environments = ["dev", "staging", "prod"].map((environment) => ({
      environment,
      services,
      requestsSince: since,
    }));

    expect(planReads({ environments })).toHaveLength(1);
  });

  it("can be split until nothing is left to split, without losing anything", () => {
    fc.assert(
      fc.property(queries, (query) => {
        const chunks = planReads(query);
        const split = chunks.flatMap(splitFully);

        expect(contentOf(split)).toEqual(contentOf(chunks));
        for (const { environments, artifacts } of split) {
          expect(environments.length + artifacts.length).toBeLessThanOrEqual(1);
          expect(environments[0]?.services.length ?? 0).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

function splitFully(chunk: ReadChunk): readonly ReadChunk[] {
  const halves = splitChunk(chunk);
  return halves === undefined ? [chunk] : halves.flatMap(splitFully);
}

/** What is asked for, whatever the queries it is in. */
function contentOf(chunks: readonly ReadChunk[]) {
  const parts = chunks.flatMap(({ environments }) => environments);
  return {
    environments: [...new Set(parts.map(({ environment }) => environment))].sort(),
    services: parts
      .flatMap(({ environment, services, requestsSince }) =>
        services.map(({ service }) => `${environment} ${service} ${requestsSince ?? ""}`),
      )
      .sort(),
    artifacts: chunks.flatMap(({ artifacts }) => artifacts.map(({ service }) => service)).sort(),
  };
}

function demandOf({ config, environments, artifacts }: ReadChunk) {
  const services = environments.flatMap((part) => part.services).length;
  const histories = environments
    .filter((part) => part.requestsSince !== undefined)
    .flatMap((part) => part.services).length;
  const indexes = artifacts.flatMap(({ branches = [], trees = [] }) => [...branches, ...trees]);
  const lookups = (config ? 1 : 0) + environments.length * 2 + services * 5 + indexes.length;
  return { lookups, histories };
}
