import { describe, expect, it } from "@jest/globals";

import {
  type ManifestScope,
  evaluateManifests,
  identityOf,
} from "../../../src/core/flux/manifest-rules.ts";
import { type KubernetesObject, readManifests } from "../../../src/core/flux/manifests.ts";

const scope: ManifestScope = {
  service: "shop",
  environment: "dev",
  namespaces: ["shop"],
  allowKinds: [],
};

function objectsOf(...texts: readonly string[]): readonly KubernetesObject[] {
  const files = new Map(texts.map((text, index) => [`${index}.yaml`, text]));
  const read = readManifests(files);
  if (read.kind === "refused") throw new Error(read.sentence);
  return read.objects;
}

function verdictOf(text: string, wish: Partial<ManifestScope> = {}) {
  return evaluateManifests(objectsOf(text), { ...scope, ...wish });
}

function anObject(apiVersion: string, kind: string, more = ""): string {
  return `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a${more}}}`;
}

describe("evaluateManifests", () => {
  it.each([
    anObject("apps/v1", "Deployment"),
    anObject("v1", "Service", ", namespace: shop"),
    anObject("v1", "ConfigMap", ", namespace: null"),
    anObject("networking.k8s.io/v1", "Ingress"),
    anObject("rbac.authorization.k8s.io/v1", "RoleBinding"),
    anObject("monitoring.coreos.com/v1", "ServiceMonitor"),
    anObject("bitnami.com/v1alpha1", "SealedSecret"),
    anObject("external-secrets.io/v1", "ExternalSecret"),
    anObject("kustomize.toolkit.fluxcd.io/v1", "Kustomization", ", namespace: kube-system"),
  ])("accepts %s", (text) => {
    expect(verdictOf(text)).toEqual({ kind: "accepted" });
  });

  it.each([
    ["another namespace", anObject("v1", "ConfigMap", ", namespace: kube-system")],
    ["an empty namespace", anObject("v1", "ConfigMap", ", namespace: ''")],
    ["a namespace in capitals", anObject("v1", "ConfigMap", ", namespace: Shop")],
    ["a namespace that is substituted later", anObject("v1", "ConfigMap", ", namespace: '${ns}'")],
    [
      "a name that is substituted later",
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: "\${n}"}}`,
    ],
    ["a kind that is substituted later", anObject("v1", "'${kind}'")],
    ["a blank in a kind", anObject("v1", "'Secret '")],
    ["a plain Secret", anObject("v1", "Secret")],
    ["a plain Secret of the core group in full", anObject("/v1", "Secret")],
    ["a namespace of its own", anObject("v1", "Namespace")],
    ["a node", anObject("v1", "Node")],
    ["a volume of the cluster", anObject("v1", "PersistentVolume")],
    ["rights in the whole cluster", anObject("rbac.authorization.k8s.io/v1", "ClusterRole")],
    [
      "rights for the whole cluster",
      anObject("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    ],
    ["a new kind", anObject("apiextensions.k8s.io/v1", "CustomResourceDefinition")],
    [
      "a webhook that sees everything",
      anObject("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    ],
    ["a kind that Kubernetes doesn't have", anObject("apps/v1", "Deployments")],
    ["an extension's kind for the cluster", anObject("cert-manager.io/v1", "ClusterIssuer")],
    ["an extension's kind that doesn't look so", anObject("karpenter.sh/v1", "NodePool")],
    ["another source of Flux", anObject("source.toolkit.fluxcd.io/v1", "GitRepository")],
    ["another release of Flux", anObject("helm.toolkit.fluxcd.io/v2", "HelmRelease")],
    ["a receiver of Flux", anObject("notification.toolkit.fluxcd.io/v1", "Receiver")],
    [
      "a kustomization that applies something else",
      anObject("kustomize.config.k8s.io/v1beta1", "Kustomization"),
    ],
    ["a component of kustomize", anObject("kustomize.config.k8s.io/v1alpha1", "Component")],
    ["a Secret in a list", `{apiVersion: v1, kind: List, items: [${anObject("v1", "Secret")}]}`],
    [
      "a Secret in a second document",
      `${anObject("v1", "ConfigMap")}\n---\n${anObject("v1", "Secret")}`,
    ],
  ])("refuses %s", (_, text) => {
    expect(verdictOf(text)).toMatchObject({ kind: "refused", reason: "manifest-not-allowed" });
  });

  it.each([
    ["Secret", anObject("v1", "Secret")],
    ["ClusterRole", anObject("rbac.authorization.k8s.io/v1", "ClusterRole")],
    [
      "ClusterRole.rbac.authorization.k8s.io",
      anObject("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ],
    ["Namespace", anObject("v1", "Namespace")],
    ["HelmRelease.helm.toolkit.fluxcd.io", anObject("helm.toolkit.fluxcd.io/v2", "HelmRelease")],
  ])("accepts %s where ham.yaml allows it", (kind, text) => {
    expect(verdictOf(text, { allowKinds: [kind] })).toEqual({ kind: "accepted" });
  });

  it.each([
    [
      "a kustomization",
      ["Kustomization"],
      anObject("kustomize.config.k8s.io/v1beta1", "Kustomization"),
    ],
    ["another namespace", ["Secret"], anObject("v1", "Secret", ", namespace: cart")],
    [
      "the kind of another group",
      ["ClusterRole.example.com"],
      anObject("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ],
  ])("doesn't accept %s for an allowed kind", (_, allowKinds, text) => {
    expect(verdictOf(text, { allowKinds })).toMatchObject({ kind: "refused" });
  });

  describe("when the service has several namespaces", () => {
    const namespaces = ["shop", "jobs"];

    it("accepts each of them", () => {
      expect(verdictOf(anObject("v1", "ConfigMap", ", namespace: jobs"), { namespaces }).kind).toBe(
        "accepted",
      );
    });

    it("refuses an object that names none", () => {
      expect(verdictOf(anObject("v1", "ConfigMap"), { namespaces })).toMatchObject({
        sentence: expect.stringContaining("it names no namespace"),
      });
    });
  });

  describe("when the same object is there twice", () => {
    it.each([
      [anObject("v1", "ConfigMap"), anObject("v1", "ConfigMap")],
      [anObject("v1", "ConfigMap"), anObject("v1", "ConfigMap", ", namespace: shop")],
      [anObject("apps/v1", "Deployment"), anObject("apps/v1beta1", "Deployment")],
    ])("refuses %s and %s", (one, other) => {
      expect(evaluateManifests(objectsOf(one, other), scope)).toMatchObject({
        sentence: expect.stringContaining("the same object is there twice"),
      });
    });
  });

  describe("when Flux substitutes variables", () => {
    const substituting = `{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: k}, spec: {postBuild: {substitute: {a: namespace}}}}`;
    const withData = (data: string) =>
      evaluateManifests(
        objectsOf(
          substituting,
          `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${data}\n`,
        ),
        scope,
      ).kind;

    it.each(["{k: '${a}'}", "{k: 'x ${a} y ${b_2}'}", "{k: 'costs 5$'}", "{k: $HOME}"])(
      "accepts %s",
      (data) => {
        expect(withData(data)).toBe("accepted");
      },
    );

    it.each([
      ["a key that becomes another", "{'${a}': kube-system}"],
      ["a key deep inside", "{k: [{'${a}': x}]}"],
      ["a default", "{k: '${x:=y}'}"],
      ["a replacement that swallows an escape", `{k: "\${a/x/\\"}"}`],
      ["a variable in a variable", "{k: '${a${b}}'}"],
      ["a variable over lines", '{k: "${a/\\n/}"}'],
    ])("refuses %s", (_, data) => {
      expect(withData(data)).toBe("refused");
    });

    it("has nothing against other tools' variables without it", () => {
      expect(
        verdictOf("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: '${x:-y}'}}")
          .kind,
      ).toBe("accepted");
    });

    it("ends where a value holds itself", () => {
      expect(withData("&d {k: *d}")).toBe("accepted");
    });
  });
});

describe("identityOf", () => {
  const identity = (text: string) => objectsOf(text).map((one) => identityOf(one, "shop"))[0];

  it("is the same in all versions of a group, and with the default namespace", () => {
    expect(identity(anObject("apps/v1", "Deployment"))).toBe("apps/Deployment/shop/a");
    expect(identity(anObject("apps/v2", "Deployment", ", namespace: shop"))).toBe(
      "apps/Deployment/shop/a",
    );
  });

  it("has no namespace for what lives in none", () => {
    expect(identity(anObject("v1", "Namespace"))).toBe("/Namespace//a");
  });
});
