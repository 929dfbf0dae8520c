import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type {
  CarriedOut,
  EnvironmentState,
} from "../../../src/core/config-repo/environment-state.ts";
import {
  type Ancestry,
  type Decision,
  type DecisionInput,
  ancestryNeeded,
  decideRelease,
} from "../../../src/core/release/decide-release.ts";
import type { ReleaseRequest } from "../../../src/core/release/request.ts";
import { requestIds } from "../../../src/core/release/request.ts";
import {
  HAM_YAML,
  NOON,
  aCommit,
  aConfig,
  aRecord,
  aRequest,
  anArtifact,
  anEnvironment,
  minutesAfterNoon,
  withRunning,
  withService,
} from "../../support/builders.ts";

const wanted = anArtifact({ commit: aCommit("wanted") });
const other = anArtifact({ commit: aCommit("running") });
const automatic: Partial<ReleaseRequest> = { intent: { type: "AutoRelease" } };
const running = withRunning(anEnvironment(), other, { request: automatic });
const lock = JSON.stringify({ lock: { owner: "maintainer", reason: "freeze" } });
const pin = JSON.stringify({ pin: { owner: "maintainer", reason: "investigation" } });
const expired = JSON.stringify({
  lock: { owner: "maintainer", reason: "freeze", expires: minutesAfterNoon(-1) },
});
const restriction = JSON.stringify({
  service: "shop",
  branchRestrictions: [{ id: "a", branchRegex: "^release/", environment: "dev" }],
});

function decide(wish: Partial<DecisionInput> = {}): Decision {
  return decideRelease({
    request: aRequest(),
    config: aConfig(),
    state: anEnvironment(),
    artifact: wanted.spec,
    ancestry: "unknown",
    now: NOON,
    ...wish,
  });
}

function outcomeOf(decision: Decision): string {
  return "reason" in decision ? `${decision.kind}: ${decision.reason}` : decision.kind;
}

describe("decideRelease", () => {
  it.each<[string, Partial<DecisionInput>, string]>([
    ["a first release", {}, "release"],
    ["a release over another", { state: running }, "release"],
    ["a person's release of something older", { state: running, ancestry: "older" }, "release"],
    [
      "a rollback",
      {
        state: running,
        request: aRequest({ intent: { type: "Rollback", previous: other.spec.id } }),
      },
      "release",
    ],
    ["a first automatic release", { request: aRequest(automatic) }, "release"],
    [
      "a service that ham.yaml lacks",
      { request: aRequest({ service: "x" }) },
      "refused: unknown-service",
    ],
    [
      "an environment that ham.yaml lacks",
      { request: aRequest({ environment: "live" }) },
      "refused: unknown-environment",
    ],
    [
      "an environment that the artifact lacks",
      { artifact: anArtifact({ manifests: { "prod/a.yaml": "" } }).spec },
      "refused: environment-not-in-artifact",
    ],
    [
      "what runs already",
      { state: running, artifact: other.spec },
      "nothing-to-do: already-released",
    ],
    [
      "the same id with other content",
      { state: running, artifact: { ...other.spec, digest: wanted.spec.digest } },
      "release",
    ],
    ["a request of yesterday", { now: minutesAfterNoon(24 * 60 + 1) }, "refused: expired"],
    ["a request of just now, after a slow day", { now: minutesAfterNoon(24 * 60) }, "release"],
    [
      "an automatic request of yesterday",
      { request: aRequest(automatic), now: minutesAfterNoon(24 * 60 + 1) },
      "release",
    ],
    [
      "a branch that the file forbids",
      { state: withService(anEnvironment(), "shop", { policies: restriction }) },
      "refused: branch-restricted",
    ],
    [
      "policies that can't be read",
      { state: withService(anEnvironment(), "shop", { policies: "{" }) },
      "refused: config-invalid",
    ],
    ["a locked environment", { state: { ...anEnvironment(), lock } }, "refused: locked"],
    [
      "a locked service",
      { state: withService(anEnvironment(), "shop", { lock }) },
      "refused: locked",
    ],
    [
      "another service's lock",
      { state: withService(anEnvironment(), "cart", { lock }) },
      "release",
    ],
    ["a lock that is over", { state: { ...anEnvironment(), lock: expired } }, "release"],
    [
      "an environment's lock that can't be read",
      { state: { ...anEnvironment(), lock: "locked!" } },
      "refused: config-invalid",
    ],
    [
      "a service's lock that can't be read",
      { state: withService(anEnvironment(), "shop", { lock: "[]" }) },
      "refused: config-invalid",
    ],
    [
      "a pinned service, asked by a person",
      { state: withService(anEnvironment(), "shop", { lock: pin }) },
      "release",
    ],
    [
      "a pinned service, automatically",
      { state: withService(anEnvironment(), "shop", { lock: pin }), request: aRequest(automatic) },
      "refused: pinned",
    ],
    [
      "a pinned environment, automatically",
      { state: { ...anEnvironment(), lock: pin }, request: aRequest(automatic) },
      "refused: pinned",
    ],
  ])("decides on %s", (_, wish, outcome) => {
    expect(outcomeOf(decide(wish))).toBe(outcome);
  });

  it("forbids what ham.yaml restricts, whatever the intent", () => {
    const artifact = anArtifact({ branch: "feature/x" }).spec;
    const intents = [
      { type: "Promote", from: "staging" },
      { type: "Rollback", previous: "x" },
      { type: "AutoRelease" },
    ] as const;

    for (const intent of intents) {
      const decision = decide({
        artifact,
        request: aRequest({ environment: "prod", intent }),
        state: anEnvironment("prod"),
      });

      expect(outcomeOf(decision)).toBe("refused: branch-restricted");
    }
  });

  it("moves what runs already once ham.yaml names another namespace", () => {
    const config = aConfig(HAM_YAML.replace("acme/shop}", "acme/shop, namespaces: [shop]}"));

    expect(outcomeOf(decide({ state: running, artifact: other.spec, config }))).toBe("release");
  });

  describe("when the release is automatic", () => {
    it.each<[Ancestry, string]>([
      ["newer", "release"],
      ["replaces", "release"],
      ["same", "release"],
      ["older", "nothing-to-do: newer-running"],
      ["unrelated", "nothing-to-do: newer-running"],
      ["unknown", "nothing-to-do: newer-running"],
    ])("decides by an ancestry that is %s", (ancestry, outcome) => {
      expect(outcomeOf(decide({ state: running, request: aRequest(automatic), ancestry }))).toBe(
        outcome,
      );
    });

    const byPerson = withRunning(anEnvironment(), other);
    it.each([
      ["before", minutesAfterNoon(1), "release"],
      ["at the moment", NOON, "nothing-to-do: person-decided"],
      ["after", minutesAfterNoon(-1), "nothing-to-do: person-decided"],
    ])("asks whether a person decided %s the artifact was stored", (_, requestedAt, outcome) => {
      const request = aRequest({ ...automatic, requestedAt });

      expect(outcomeOf(decide({ state: byPerson, request, ancestry: "newer" }))).toBe(outcome);
    });

    it.each([
      ["before", minutesAfterNoon(1), "release"],
      ["at the moment", NOON, "nothing-to-do: person-decided"],
      ["after", minutesAfterNoon(-1), "nothing-to-do: person-decided"],
    ])("asks whether policies were changed %s it was stored", (_, requestedAt, outcome) => {
      const shop = running.services.get("shop");
      if (shop === undefined) throw new Error("shop runs");
      const services = new Map([["shop", { ...shop, policiesChangedAt: NOON }]]);
      const request = aRequest({ ...automatic, requestedAt });

      expect(
        outcomeOf(decide({ state: { ...running, services }, request, ancestry: "newer" })),
      ).toBe(outcome);
    });

    it("remembers a person's decision through later automatic releases", () => {
      const between = withRunning(byPerson, anArtifact({ commit: aCommit("between") }), {
        request: { ...automatic, requestedAt: minutesAfterNoon(1) },
        context: { now: minutesAfterNoon(2) },
      });
      const request = aRequest({ ...automatic, requestedAt: minutesAfterNoon(-1) });

      expect(outcomeOf(decide({ state: between, request, ancestry: "newer" }))).toBe(
        "nothing-to-do: person-decided",
      );
    });
  });

  describe("when the request was carried out by a process that is gone", () => {
    const request = aRequest({ id: requestIds.comment(5, 1) });
    const done: CarriedOut = {
      record: aRecord({ request: request.id }),
      commit: aCommit("release"),
      committedAt: minutesAfterNoon(1),
    };
    const state = withService(anEnvironment(), "shop", {
      carriedOut: new Map([[request.id, done]]),
    });

    it.each<[string, Partial<DecisionInput>]>([
      ["at once", {}],
      ["a day later", { now: minutesAfterNoon(3000) }],
      ["under a lock", { state: { ...state, lock } }],
    ])("answers what it did, %s", (_, wish) => {
      expect(decide({ request, state, ...wish })).toEqual({
        kind: "released",
        artifact: done.record.artifact,
        commit: done.commit,
        committedAt: done.committedAt,
        intent: done.record.intent,
        before: undefined,
        source: done.record.source,
        recovered: true,
      });
    });

    it("decides anew on another request", () => {
      expect(decide({ request: aRequest({ id: requestIds.comment(5, 2) }), state }).kind).toBe(
        "release",
      );
    });
  });

  it("says what there is instead", () => {
    expect(decide({ request: aRequest({ environment: "live" }) })).toMatchObject({
      sentence: "there is no environment 'live'",
      advice: "environments, in promotion order: dev, staging, prod",
    });
    expect(decide({ request: aRequest({ service: "x".repeat(60_000) }) })).toMatchObject({
      sentence: expect.stringMatching(/^ham\.yaml has no service 'x{199}…'$/),
      advice: "services: shop, cart",
    });
  });

  it("gives the same decision for the same input, and changes nothing", () => {
    const states = fc.constantFrom<EnvironmentState>(running, anEnvironment(), {
      ...running,
      lock,
    });
    const ancestries = fc.constantFrom<Ancestry>(
      "unknown",
      "same",
      "newer",
      "older",
      "replaces",
      "unrelated",
    );

    fc.assert(
      fc.property(states, ancestries, fc.boolean(), (state, ancestry, isAutomatic) => {
        const request = aRequest(isAutomatic ? automatic : {});
        const before = structuredClone(state);

        expect(decide({ state, ancestry, request })).toEqual(decide({ state, ancestry, request }));
        expect(state).toEqual(before);
      }),
    );
  });
});

describe("ancestryNeeded", () => {
  const request = aRequest(automatic);

  it("names both commits for an automatic release over another", () => {
    expect(ancestryNeeded(request, running, wanted.spec)).toEqual({
      running: other.spec.application.sha,
      candidate: wanted.spec.application.sha,
    });
  });

  it.each<[string, ReleaseRequest, EnvironmentState]>([
    ["a person's release", aRequest(), running],
    ["a first release", request, anEnvironment()],
    ["what runs already", request, withRunning(anEnvironment(), wanted)],
  ])("needs none for %s", (_, one, state) => {
    expect(ancestryNeeded(one, state, wanted.spec)).toBeUndefined();
  });
});
