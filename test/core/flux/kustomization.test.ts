import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";

import {
  type KustomizationFrame,
  isFluxKustomization,
  renderKustomization,
} from "../../../src/core/flux/kustomization.ts";
import { readManifests } from "../../../src/core/flux/manifests.ts";

const frame: KustomizationFrame = {
  service: "shop",
  environment: "dev",
  namespaces: ["checkout"],
  flux: { namespace: "flux-system", source: "config-<environment>" },
};

function brought(spec: string, metadata = "{name: shop}") {
  const text = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: ${metadata}\nspec: ${spec}\n`;
  const read = readManifests(new Map([["kustomization.yaml", text]]));
  if (read.kind === "refused") throw new Error(read.sentence);
  return read.objects;
}

function specOf(spec: string, wish: Partial<KustomizationFrame> = {}): unknown {
  const rendered = renderKustomization(brought(spec), { ...frame, ...wish });
  if (rendered.kind === "refused") return rendered.sentence;
  return (load(rendered.yaml) as { readonly spec: unknown }).spec;
}

describe("renderKustomization", () => {
  it("writes its own where the artifact brings none", () => {
    expect(renderKustomization([], frame)).toEqual({
      kind: "rendered",
      yaml: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: flux-system
spec:
  interval: 10m
  timeout: 5m
  wait: true
  path: ./releases/checkout/shop
  prune: true
  sourceRef:
    kind: GitRepository
    name: config-dev
  targetNamespace: checkout
`,
    });
  });

  it("takes what a service may decide", () => {
    const spec = `
  interval: 1m30s
  timeout: 10m
  wait: false
  healthChecks: [{apiVersion: apps/v1, kind: Deployment, name: shop, namespace: checkout}]
  healthCheckExprs: [{apiVersion: example.com/v1, kind: Database, current: status.ready}]
  dependsOn: [{name: cart}]
  commonMetadata: {labels: {team: checkout}, annotations: {a: b}}
  images: [{name: shop, newName: acme/shop, newTag: '1', digest: 'sha256:1'}]
  postBuild: {substitute: {replicas: 2, host: shop.acme.test}}`;

    expect(specOf(spec)).toEqual({
      interval: "1m30s",
      timeout: "10m",
      wait: false,
      healthChecks: [
        { apiVersion: "apps/v1", kind: "Deployment", name: "shop", namespace: "checkout" },
      ],
      healthCheckExprs: [
        { apiVersion: "example.com/v1", kind: "Database", current: "status.ready" },
      ],
      dependsOn: [{ name: "cart" }],
      commonMetadata: { labels: { team: "checkout" }, annotations: { a: "b" } },
      images: [{ name: "shop", newName: "acme/shop", newTag: "1", digest: "sha256:1" }],
      postBuild: { substitute: { replicas: "2", host: "shop.acme.test" } },
      path: "./releases/checkout/shop",
      prune: true,
      sourceRef: { kind: "GitRepository", name: "config-dev" },
      targetNamespace: "checkout",
    });
  });

  describe("when an artifact tries to take over", () => {
    const own = specOf("{}");
    it.each([
      ["another path", "{path: ./releases/cart/cart}"],
      ["another source", "{sourceRef: {kind: GitRepository, name: evil, namespace: evil}}"],
      ["another cluster", "{kubeConfig: {secretRef: {name: prod}}}"],
      ["another account", "{serviceAccountName: cluster-admin}"],
      ["another namespace", "{targetNamespace: kube-system}"],
      ["objects that stay for ever", "{prune: false, deletionPolicy: Orphan}"],
      ["a standstill", "{suspend: true}"],
      ["patches", "{patches: [{patch: 'kind: Secret'}]}"],
      ["components", "{components: [../../cart]}"],
      ["others' secrets", "{decryption: {provider: sops, secretRef: {name: key}}}"],
      [
        "variables from others' secrets",
        "{postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}}",
      ],
      ["force", "{force: true}"],
      ["a prefix", "{namePrefix: x-, nameSuffix: -y}"],
    ])("ignores %s", (_, spec) => {
      expect(specOf(spec)).toEqual(own);
    });

    it("ignores another name and namespace", () => {
      const rendered = renderKustomization(
        brought("{}", "{name: flux-system, namespace: kube-system}"),
        frame,
      );

      expect(rendered).toEqual(renderKustomization([], frame));
    });

    it.each([
      [
        "a variable that breaks out of its line",
        `{postBuild: {substitute: {a: "x\\nkind: Secret"}}}`,
      ],
      ["a variable with quotes", `{postBuild: {substitute: {a: '"'}}}`],
      ["a variable in a variable", "{postBuild: {substitute: {a: '${b}'}}}"],
      ["a variable whose name is none", "{postBuild: {substitute: {'a b': x}}}"],
      ["a dependency on the platform's variables", "{dependsOn: [{name: '${cluster_secret}'}]}"],
      [
        "a label of the platform's variables",
        "{commonMetadata: {labels: {a: '${cluster_secret}'}}}",
      ],
      ["an interval that keeps the controller busy", "{interval: 1ms}"],
      ["an interval of nothing", "{interval: 0s}"],
      ["a timeout that keeps a worker", "{timeout: 24h}"],
      ["no duration", "{interval: soon}"],
      ["a wish that is no truth", "{wait: 'yes'}"],
      ["a number", "1"],
    ])("refuses %s", (_, spec) => {
      expect(renderKustomization(brought(spec), frame)).toMatchObject({
        kind: "refused",
        reason: "manifest-not-allowed",
      });
    });

    it("refuses a second one", () => {
      const two = [...brought("{}"), ...brought("{}")];

      expect(renderKustomization(two, frame)).toMatchObject({ reason: "manifest-not-allowed" });
    });
  });

  it("leaves objects where they are when the service has several namespaces", () => {
    expect(specOf("{}", { namespaces: ["checkout", "jobs"] })).not.toHaveProperty(
      "targetNamespace",
    );
  });

  it("applies with the account of the configuration", () => {
    expect(
      specOf("{}", { flux: { ...frame.flux, serviceAccountName: "deployer" } }),
    ).toHaveProperty("serviceAccountName", "deployer");
  });
});

describe("isFluxKustomization", () => {
  it("knows it in every version", () => {
    expect(brought("{}").map(isFluxKustomization)).toEqual([true]);
  });
});
