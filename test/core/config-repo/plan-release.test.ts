import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { formatSpec } from "../../../src/core/artifact/spec.ts";
import type { EnvironmentState } from "../../../src/core/config-repo/environment-state.ts";
import { type StoredArtifact, planRelease } from "../../../src/core/config-repo/plan-release.ts";
import { decideRelease } from "../../../src/core/release/decide-release.ts";
import { fileNames } from "../../support/arbitraries.ts";
import {
  HAM_YAML,
  NOON,
  aCommit,
  aConfig,
  aConfigMap,
  aPlan,
  aRequest,
  anArtifact,
  anEnvironment,
  minutesAfterNoon,
  withRunning,
} from "../../support/builders.ts";

const context = { config: aConfig(), configCommit: aCommit("config"), now: NOON };
const flux = (name: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}}\nspec: {interval: 1m}\n`;

function withManifests(manifests: Readonly<Record<string, string>>): StoredArtifact {
  return anArtifact({ manifests });
}

function refusalOf(artifact: StoredArtifact, state: EnvironmentState = anEnvironment()) {
  return planRelease(state, aRequest(), artifact, context);
}

/** The tree of the environment branch, as far as releases write it. */
function applied(
  tree: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string> {
  const after = new Map(tree);
  for (const [path, text] of changes) {
    if (text === null) after.delete(path);
    else after.set(path, text);
  }
  return after;
}

describe("planRelease", () => {
  it("writes the folder, the spec and the Kustomization", () => {
    const artifact = withManifests({
      "dev/10-config.yaml": aConfigMap("a"),
      "dev/sub/20-config.yaml": aConfigMap("b"),
      "prod/10-config.yaml": aConfigMap("c"),
    });

    const { changes } = aPlan(anEnvironment(), aRequest(), artifact);

    expect([...changes.keys()].sort()).toEqual([
      "clusters/dev/shop.yaml",
      "releases/dev/shop/10-config.yaml",
      "releases/dev/shop/artifact.json",
      "releases/dev/shop/sub/20-config.yaml",
    ]);
    expect(changes.get("releases/dev/shop/10-config.yaml")).toBe(aConfigMap("a"));
    expect(changes.get("releases/dev/shop/artifact.json")).toBe(formatSpec(artifact.spec));
  });

  it("replaces the folder whole, so that removed manifests disappear", () => {
    const before = withManifests({ "dev/a.yaml": aConfigMap("a"), "dev/b.yaml": aConfigMap("b") });
    const state = withRunning(anEnvironment(), before);

    const { changes, after } = aPlan(
      state,
      aRequest(),
      withManifests({ "dev/a.yaml": aConfigMap("a") }),
    );

    expect(changes.get("releases/dev/shop/b.yaml")).toBeNull();
    expect(after.services.get("shop")?.paths).not.toContain("releases/dev/shop/b.yaml");
  });

  it("removes the folder of a namespace that the service had before", () => {
    const state = withRunning(anEnvironment(), anArtifact());
    const config = aConfig(
      HAM_YAML.replace("{repository: acme/shop}", "{repository: acme/shop, namespaces: [shop]}"),
    );

    const { changes } = aPlan(state, aRequest(), anArtifact(), { config });

    expect(Object.fromEntries([...changes].map(([path, text]) => [path, text !== null]))).toEqual({
      "releases/dev/shop/10-config.yaml": false,
      "releases/dev/shop/artifact.json": false,
      "clusters/dev/shop.yaml": false,
      "releases/shop/shop/10-config.yaml": true,
      "releases/shop/shop/artifact.json": true,
      "clusters/shop/shop.yaml": true,
    });
  });

  it("takes a Kustomization of the artifact out of the folder, whatever its file is called", () => {
    const artifact = withManifests({
      "dev/a.yaml": aConfigMap("a"),
      "dev/kustomization.yaml": flux("cart"),
    });

    const { changes } = aPlan(anEnvironment(), aRequest(), artifact);

    expect(changes.has("releases/dev/shop/kustomization.yaml")).toBe(false);
    expect(changes.get("clusters/dev/shop.yaml")).toContain("interval: 1m\n");
    expect(changes.get("clusters/dev/shop.yaml")).toContain("name: shop\n");
  });

  it("writes into the index what runs, and since when by whom", () => {
    const { entry } = aPlan(anEnvironment(), aRequest(), anArtifact());
    const automatic = aRequest({ intent: { type: "AutoRelease" } });
    const later = minutesAfterNoon(5);

    expect(entry).toMatchObject({
      service: "shop",
      namespace: "dev",
      releasedBy: "developer",
      releasedAt: NOON,
      personAt: NOON,
    });
    expect(aPlan(anEnvironment(), automatic, anArtifact(), { now: later }).entry.personAt).toBe("");
    const released = withRunning(anEnvironment(), anArtifact());
    expect(aPlan(released, automatic, anArtifact(), { now: later }).entry).toMatchObject({
      releasedAt: later,
      personAt: NOON,
    });
  });

  it("records who, what, from where and why", () => {
    const artifact = anArtifact();

    expect(aPlan(anEnvironment(), aRequest(), artifact).record).toEqual({
      service: "shop",
      environment: "dev",
      artifact: artifact.spec.id,
      releasedBy: "Developer <11+developer@users.noreply.github.com>",
      createdBy: "Developer <developer@acme.test>",
      intent: { type: "ReleaseArtifact" },
      digest: artifact.spec.digest,
      source: { repository: "acme/shop", commit: artifact.spec.application.sha },
      request: "comment/1/1",
      configCommit: aCommit("config"),
    });
  });

  describe("when the artifact must not be released", () => {
    it.each<[string, StoredArtifact, string]>([
      [
        "changed manifests",
        { ...anArtifact(), manifests: new Map([["dev/a.yaml", aConfigMap("x")]]) },
        "artifact-digest-mismatch",
      ],
      [
        "a manifest that was added",
        {
          ...anArtifact(),
          manifests: new Map([...anArtifact().manifests, ["dev/z.yaml", aConfigMap("x")]]),
        },
        "artifact-digest-mismatch",
      ],
      ["another service's artifact", anArtifact({ service: "cart" }), "artifact-invalid"],
      [
        "an environment without manifests",
        withManifests({ "prod/a.yaml": aConfigMap("a") }),
        "environment-not-in-artifact",
      ],
      [
        "a file that leaves the folder",
        withManifests({ "dev/../cart/a.yaml": aConfigMap("a") }),
        "artifact-unsafe-path",
      ],
      [
        "a file in the place of the spec",
        withManifests({ "dev/artifact.json": aConfigMap("a") }),
        "artifact-unsafe-path",
      ],
      [
        "a file that kustomize would read",
        withManifests({ "dev/kustomization.yaml": aConfigMap("a") }),
        "manifest-not-allowed",
      ],
      [
        "a Kustomization beside other objects",
        withManifests({ "dev/a.yaml": `${aConfigMap("a")}---\n${flux("a")}` }),
        "manifest-not-allowed",
      ],
      [
        "two Kustomizations",
        withManifests({ "dev/a.yaml": flux("a"), "dev/b.yaml": flux("b") }),
        "manifest-not-allowed",
      ],
      [
        "a Secret",
        withManifests({ "dev/a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n" }),
        "manifest-not-allowed",
      ],
      ["text", withManifests({ "dev/a.yaml": "hello" }), "artifact-invalid"],
    ])("refuses %s", (_, artifact, reason) => {
      expect(refusalOf(artifact)).toMatchObject({ kind: "refused", reason });
    });

    it("refuses an object that another service brings", () => {
      const other = anArtifact({
        service: "cart",
        manifests: { "dev/a.yaml": aConfigMap("shared") },
      });
      const config = aConfig(HAM_YAML);
      const state = withRunning(anEnvironment(), other, { context: { config } });

      expect(refusalOf(withManifests({ "dev/b.yaml": aConfigMap("shared") }), state)).toMatchObject(
        {
          reason: "object-of-other-service",
          sentence: "/ConfigMap/dev/shared is brought by the service 'cart' already",
        },
      );
    });

    it("refuses an object without a namespace that another service brings from elsewhere", () => {
      const yaml = HAM_YAML.replace(
        "acme/shop}",
        "acme/shop, namespaces: [a], allowKinds: [Namespace]}",
      ).replace("acme/cart}", "acme/cart, namespaces: [b], allowKinds: [Namespace]}");
      const config = aConfig(yaml);
      const manifests = {
        "dev/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shared}\n",
      };
      const state = withRunning(anEnvironment(), anArtifact({ service: "cart", manifests }), {
        context: { config },
      });

      expect(
        planRelease(state, aRequest(), withManifests(manifests), { ...context, config }),
      ).toMatchObject({
        reason: "object-of-other-service",
      });
    });

    it("refuses a service that ham.yaml doesn't have", () => {
      expect(
        planRelease(anEnvironment(), aRequest({ service: "x" }), anArtifact(), context),
      ).toMatchObject({
        reason: "unknown-service",
      });
    });
  });

  const artifacts = fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
    .chain((names) =>
      fc.tuple(
        fc.constant(names),
        fc.string({ unit: fc.constantFrom("x", "y"), minLength: 1, maxLength: 2 }),
      ),
    )
    .map(([names, data]) =>
      anArtifact({
        commit: aCommit(`${names.join("")} ${data}`),
        manifests: Object.fromEntries(
          names.map((name) => [`dev/${name}.yaml`, aConfigMap(name, data)]),
        ),
      }),
    );

  it("never leaves the service's own paths, whatever the names", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fileNames, fc.constant(aConfigMap("a")), { maxKeys: 3 }),
        (files) => {
          const manifests = Object.fromEntries(
            Object.entries(files).map(([file, text], i) => [
              `dev/${file}`,
              text.replace("name: a", `name: a${i}`),
            ]),
          );
          const plan = refusalOf(withManifests(manifests));

          if (plan.kind === "refused") return;
          for (const path of plan.changes.keys()) {
            expect(path).toMatch(
              /^(?:releases\/dev\/shop\/[\w.+-]+(?:\/[\w.+-]+)*|clusters\/dev\/shop\.yaml)$/,
            );
            expect(path.split("/")).not.toContain("..");
          }
        },
      ),
    );
  });

  it("has nothing to do once it was applied", () => {
    fc.assert(
      fc.property(artifacts, artifacts, (one, other) => {
        const { after } = aPlan(withRunning(anEnvironment(), one), aRequest(), other);

        const decision = decideRelease({
          request: aRequest(),
          config: context.config,
          state: after,
          artifact: other.spec,
          ancestry: "unknown",
          now: NOON,
        });

        expect(decision).toMatchObject({ kind: "nothing-to-do", reason: "already-released" });
      }),
    );
  });

  it("restores the tree exactly by a rollback", () => {
    fc.assert(
      fc.property(artifacts, artifacts, (one, other) => {
        const first = aPlan(anEnvironment(), aRequest(), one);
        const second = aPlan(first.after, aRequest(), other);
        const back = aPlan(
          second.after,
          aRequest({ intent: { type: "Rollback", previous: other.spec.id } }),
          one,
        );

        const tree = applied(new Map(), first.changes);
        expect(applied(applied(tree, second.changes), back.changes)).toEqual(tree);
        expect(back.after.services).toEqual(first.after.services);
      }),
    );
  });

  it("leaves other services as they are", () => {
    const state = withRunning(anEnvironment(), anArtifact({ service: "cart" }));

    const { after } = aPlan(state, aRequest(), anArtifact());

    expect(after.services.get("cart")).toBe(state.services.get("cart"));
    expect(after.index.get("cart")).toBe(state.index.get("cart"));
  });
});
