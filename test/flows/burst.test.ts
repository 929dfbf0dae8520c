import { describe, expect, it } from "@jest/globals";

import { HamWorld } from "../support/ham-world.ts";
import { recordingPorts } from "../support/recording-ports.ts";

const SERVICES = 120;

function yamlOf(names: readonly string[]): string {
  return `version: 1
environments: [{name: dev, autoRelease: {branch: master}}, {name: staging}]
services:
${names.map((name) => `  ${name}: {repository: acme/${name}}`).join("\n")}
`;
}

describe("a burst of promotions", () => {
  it("becomes few commits, and everybody is answered once", async () => {
    const names = Array.from({ length: SERVICES }, (_, index) => `s${index}`);
    const repositories = names.map((name) => `acme/${name}`);
    const world = new HamWorld(yamlOf(names), repositories);
    const recording = recordingPorts(world.ports);
    const pulls = [];
    const builds = [];
    for (const name of names) {
      const repository = `acme/${name}`;
      const pull = world.openPull("feature", world.commit("feature", "work", { repository }), {
        repository,
      });
      builds.push(
        await world.built(world.merge(pull), { service: name, manifests: manifests(name) }),
      );
      pulls.push(pull);
    }
    const ham = world.start(recording.ports);
    await Promise.all(builds.map((job) => ham.handle(job)));
    await ham.settled();
    const comments = pulls.map((pull) => world.comment(pull, "developer", "/promote staging"));

    await Promise.all(comments.map((job) => ham.handle(job)));
    await ham.settled();

    expect(world.faults()).toEqual([]);
    expect(names.filter((name) => world.running("staging", name) === undefined)).toEqual([]);
    expect(world.releases("dev").length).toBeLessThanOrEqual(6);
    expect(world.releases("staging").length).toBeLessThanOrEqual(6);
    const answered = pulls.filter((pull) =>
      world.records(pull).some((one) => one.asked !== "" && one.outcome === "released"),
    );
    expect(answered).toHaveLength(SERVICES);
  });
});

function manifests(name: string): Readonly<Record<string, string>> {
  const object = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  return { "dev/a.yaml": object, "staging/a.yaml": object };
}
