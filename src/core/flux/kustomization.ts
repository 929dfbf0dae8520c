import { dump } from "js-yaml";
import * as v from "valibot";

import { toProblems } from "../problem.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type KubernetesObject, groupOf } from "./manifests.ts";

/** What Ham decides about the Kustomization it writes for a service. */
export type KustomizationFrame = {
  readonly service: string;
  readonly environment: string;
  /** Namespaces of the service in this environment; the first names the folder. */
  readonly namespaces: readonly [string, ...string[]];
  readonly flux: {
    readonly namespace: string;
    readonly source: string;
    readonly serviceAccountName?: string | undefined;
  };
};

/** A value that can't break out of the line it is put into: substitution works on text. */
const substituteValue = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.regex(/^[\w./:@+=-]*$/, "expected only letters, digits and _ . / : @ + = -"),
);
const variable = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected a name of letters, digits and _"),
);
const duration = v.pipe(
  v.string(),
  v.regex(/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+$/, "expected a duration such as 5m or 1m30s"),
);
/** More often would keep the controller of all services busy. */
const interval = v.pipe(
  duration,
  v.check((value) => secondsOf(value) >= 10, "expected at least 10s"),
);
/** A service that waits keeps one of the controller's few workers. */
const timeout = v.pipe(
  duration,
  v.check((value) => secondsOf(value) <= 3600, "expected at most 1h"),
);
/** The Kustomization that applies ours may substitute variables of its own, such as secrets. */
const text = v.pipe(
  v.string(),
  v.check((value) => !value.includes("${"), "expected no ${"),
);
const labels = v.record(text, text);

/** The only fields that are taken from a Kustomization which an artifact brings. */
const takenSchema = v.object({
  interval: v.optional(interval),
  timeout: v.optional(timeout),
  wait: v.optional(v.boolean()),
  healthChecks: v.optional(
    v.array(
      v.strictObject({
        apiVersion: v.optional(text),
        kind: text,
        name: text,
        namespace: v.optional(text),
      }),
    ),
  ),
  healthCheckExprs: v.optional(v.array(v.record(text, text))),
  dependsOn: v.optional(v.array(v.strictObject({ name: text, namespace: v.optional(text) }))),
  commonMetadata: v.optional(
    v.strictObject({ labels: v.optional(labels), annotations: v.optional(labels) }),
  ),
  images: v.optional(
    v.array(
      v.strictObject({
        name: text,
        newName: v.optional(text),
        newTag: v.optional(text),
        digest: v.optional(text),
      }),
    ),
  ),
  postBuild: v.optional(v.object({ substitute: v.optional(v.record(variable, substituteValue)) })),
});
type Taken = v.InferOutput<typeof takenSchema>;

const DEFAULTS = { interval: "10m", timeout: "5m", wait: true };

export function isFluxKustomization(object: KubernetesObject): boolean {
  return groupOf(object) === "kustomize.toolkit.fluxcd.io" && object.kind === "Kustomization";
}

/**
 * The Kustomization that applies a service: always Ham's own, whatever the artifact brings; from that
 * only the fields of {@link takenSchema} are taken, so nobody can apply another path or another source.
 */
export function renderKustomization(
  brought: readonly KubernetesObject[],
  frame: KustomizationFrame,
): { readonly kind: "rendered"; readonly yaml: string } | Refusal {
  const [first, second] = brought;
  if (second !== undefined) {
    return invalid(second.file, "an artifact brings at most one Flux Kustomization");
  }
  const taken = first === undefined ? {} : takeFrom(first);
  if ("kind" in taken) return taken;
  const document = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: frame.service, namespace: frame.flux.namespace },
    spec: specOf(taken, frame),
  };
  return { kind: "rendered", yaml: dump(document, { lineWidth: -1 }) };
}

function specOf(taken: Taken, frame: KustomizationFrame): Readonly<Record<string, unknown>> {
  const [namespace, ...others] = frame.namespaces;
  const { serviceAccountName } = frame.flux;
  const substitute = taken.postBuild?.substitute;
  return {
    ...DEFAULTS,
    ...withoutUndefined(taken),
    ...(substitute === undefined ? {} : { postBuild: { substitute } }),
    path: `./releases/${namespace}/${frame.service}`,
    prune: true,
    sourceRef: {
      kind: "GitRepository",
      name: frame.flux.source.replaceAll("<environment>", frame.environment),
    },
    // With one namespace everything is put there, whatever a manifest says.
    ...(others.length === 0 ? { targetNamespace: namespace } : {}),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
  };
}

function takeFrom(object: KubernetesObject): Taken | Refusal {
  const result = v.safeParse(takenSchema, object.body["spec"] ?? {});
  if (result.success) return result.output;
  const [problem] = toProblems(result.issues);
  return invalid(object.file, `spec.${problem?.path ?? ""}: ${problem?.message ?? "invalid"}`);
}

function invalid(file: string, what: string): Refusal {
  return refuse("manifest-not-allowed", `${file}: ${what}`, {
    advice: "see docs/operating.md for what Ham takes from a Kustomization",
    evidence: { file },
  });
}

function withoutUndefined(taken: Taken): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(taken).filter(([key, value]) => key !== "postBuild" && value !== undefined),
  );
}

function secondsOf(duration: string): number {
  const factors: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...duration.matchAll(/([0-9.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (factors[unit] ?? 0),
    0,
  );
}
