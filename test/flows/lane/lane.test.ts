import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { planStore } from "../../../src/core/config-repo/plan-store.ts";
import type { StoredArtifact } from "../../../src/core/config-repo/plan-release.ts";
import { parseReleaseMessage } from "../../../src/core/release/commit-message.ts";
import { createArtifactMemory } from "../../../src/flows/artifact-memory.ts";
import type { HamPorts } from "../../../src/flows/ham.ts";
import { createKnownConfig } from "../../../src/flows/known-config.ts";
import type { Candidate, LaneAnswer } from "../../../src/flows/lane/candidate.ts";
import { type Lane, createLane } from "../../../src/flows/lane/lane.ts";
import { createObserved } from "../../../src/flows/observed.ts";
import { aConfigMap, aRequest, anArtifact, aCommit } from "../../support/builders.ts";
import { HamWorld } from "../../support/ham-world.ts";

const NOW = "2026-03-02T12:00:00.000Z";

function laneOf(ports: HamPorts, environment = "staging"): Lane {
  return createLane(
    {
      ports,
      artifacts: createArtifactMemory(ports.config),
      configs: createKnownConfig(ports.config),
      observed: createObserved(ports.clock),
    },
    environment,
  );
}

/** A world with so many services, each with one stored artifact. */
function worldOf(services: number): { world: HamWorld; artifacts: readonly StoredArtifact[] } {
  const names = Array.from({ length: services }, (_, index) => `s${index}`);
  const world = new HamWorld(`version: 1
environments: [{name: staging}]
services:
${names.map((name) => `  ${name}: {repository: acme/${name}}`).join("\n")}
`);
  return { world, artifacts: names.map((name) => stored(world, name)) };
}

function stored(world: HamWorld, service: string, commit = aCommit(service)): StoredArtifact {
  const manifests = {
    "staging/a.yaml": aConfigMap(service),
    "staging/b.yaml": aConfigMap(`${service}-b`),
  };
  const artifact = anArtifact({ service, commit, manifests });
  const { changes } = planStore(artifact, { branches: new Map(), trees: new Map() });
  world.pushToConfig(`artifacts/${service}`, changes);
  return artifact;
}

function candidate({ spec }: StoredArtifact, id = `comment/${spec.service}/0`): Candidate {
  return {
    request: aRequest({ id, service: spec.service, environment: "staging", requestedAt: NOW }),
    artifact: { service: spec.service, id: spec.id, commit: spec.application.sha },
  };
}

/** Requests found in the history, oldest first. */
function carriedOut(world: HamWorld): readonly string[] {
  return [...world.releases("staging")]
    .reverse()
    .flatMap((message) => parseReleaseMessage(message).map((record) => record.request));
}

describe("a release lane", () => {
  describe("when many releases wait", () => {
    it("commits a burst of 500 in at most 20 commits, each with its own answer", async () => {
      const { world, artifacts } = worldOf(500);
      const lane = laneOf(world.ports);

      const answers = await Promise.all(artifacts.map((one) => lane.submit(candidate(one))));

      expect(answers.every(({ outcome }) => outcome.kind === "released")).toBe(true);
      expect(world.releases("staging").length).toBeLessThanOrEqual(20);
      expect(new Set(carriedOut(world)).size).toBe(500);
      expect(carriedOut(world)).toHaveLength(500);
    });

    it("keeps what one commit carries within 200 files where it can", async () => {
      const { world, artifacts } = worldOf(120);
      const lane = laneOf(world.ports);

      await Promise.all(artifacts.map((one) => lane.submit(candidate(one))));

      const sizes = world.config.branches.log("env/staging").map((commit) => commit.changed.size);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    });
  });

  describe("when GitHub refuses the content of one of them", () => {
    it("halves the group until the culprit fails alone", async () => {
      const { world, artifacts } = worldOf(9);
      world.config.rejects = (commit) =>
        commit.body.includes("Service: s6\n") ? "the ruleset says no" : undefined;
      const lane = laneOf(world.ports);

      const answers = await Promise.all(artifacts.map((one) => lane.submit(candidate(one))));

      const failed = answers.filter(({ outcome }) => outcome.kind !== "released");
      expect(failed.map(({ outcome }) => outcome)).toMatchObject([
        { reason: "rejected-by-github", evidence: { message: "the ruleset says no" } },
      ]);
      expect(carriedOut(world)).toHaveLength(8);
    });
  });

  describe("when two releases of one service are in a group", () => {
    it("ends with the later one and leaves no file of the earlier one behind", async () => {
      const { world } = worldOf(1);
      const first = stored(world, "s0", aCommit("first"));
      const second = anArtifact({
        service: "s0",
        commit: aCommit("second"),
        manifests: { "staging/other.yaml": aConfigMap("s0") },
      });
      world.pushToConfig(
        "artifacts/s0",
        planStore(second, { branches: new Map(), trees: new Map() }).changes,
      );
      const lane = laneOf(world.ports);
      await lane.submit(candidate(first, "comment/0/0"));

      const answers = await Promise.all([
        lane.submit(candidate(second, "comment/1/0")),
        lane.submit(candidate(first, "comment/2/0")),
        lane.submit(candidate(second, "comment/3/0")),
      ]);

      expect(answers.map(({ outcome }) => outcome.kind)).toEqual([
        "released",
        "released",
        "released",
      ]);
      const files = [...(world.config.branches.head("env/staging")?.files.keys() ?? [])];
      expect(files.filter((path) => path.startsWith("releases/"))).toEqual([
        "releases/staging/s0/artifact.json",
        "releases/staging/s0/other.yaml",
      ]);
    });
  });

  describe("when something breaks", () => {
    it("finds the release of a call whose answer was lost", async () => {
      const { world, artifacts } = worldOf(3);
      let lost = 0;
      const ports: HamPorts = {
        ...world.ports,
        config: {
          ...world.ports.config,
          commit: async (commits) => {
            const results = await world.ports.config.commit(commits);
            lost += 1;
            if (lost === 1) throw new Error("the connection was dropped");
            return results;
          },
        },
      };

      const answers = await Promise.all(
        artifacts.map((one) => laneOf(ports).submit(candidate(one))),
      );

      expect(answers.map(({ outcome }) => outcome.kind)).toEqual(Array(3).fill("released"));
      expect(carriedOut(world)).toHaveLength(3);
    });

    it("gives up with an answer after some tries, and goes on with the next", async () => {
      const { world, artifacts } = worldOf(2);
      let broken = true;
      const ports: HamPorts = {
        ...world.ports,
        config: {
          ...world.ports.config,
          read: (query) =>
            broken ? Promise.reject(new Error("502")) : world.ports.config.read(query),
        },
      };
      const lane = laneOf(ports);
      const [first, second] = artifacts;
      if (first === undefined || second === undefined) throw new Error("two services");

      const failed = await lane.submit(candidate(first));
      broken = false;
      const next = await lane.submit(candidate(second));

      expect(failed.outcome).toMatchObject({ kind: "failed", advice: "please ask again" });
      expect(next.outcome.kind).toBe("released");
    });
  });

  describe("when several Hams write one branch", () => {
    it("loses no release, and makes none twice, whatever the order of events", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.integer({ min: 2, max: 3 }),
          async (scheduler, hams) => {
            const { world, artifacts } = worldOf(8);
            const config = {
              ...world.ports.config,
              read: scheduler.scheduleFunction(world.ports.config.read),
              commit: scheduler.scheduleFunction(world.ports.config.commit),
            };
            const lanes = Array.from({ length: hams }, () => laneOf({ ...world.ports, config }));
            const pending: Promise<LaneAnswer>[] = artifacts.flatMap((one, index) => {
              const lane = lanes[index % hams];
              // Each request is told to two of them, as after a redelivery.
              const other = lanes[(index + 1) % hams];
              return [lane, other].flatMap((it) =>
                it === undefined ? [] : [it.submit(candidate(one))],
              );
            });

            const answers = await scheduler.waitFor(Promise.all(pending));

            expect(answers.every(({ outcome }) => outcome.kind === "released")).toBe(true);
            expect([...carriedOut(world)].sort()).toEqual(
              artifacts.map(({ spec }) => `comment/${spec.service}/0`),
            );
          },
        ),
        { numRuns: 40 },
      );
    });
  });
});
