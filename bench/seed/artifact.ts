import { createHash } from "node:crypto";

import { NO_PLAN, formatArtifactId } from "../../src/core/artifact/artifact-id.ts";
import { type ManifestFiles, digestOf } from "../../src/core/artifact/digest.ts";
import { type CommitSha, treeSha } from "../../src/core/artifact/ids.ts";
import { SPEC_VERSION } from "../../src/core/artifact/spec.ts";
import type { StoredArtifact } from "../../src/core/config-repo/plan-release.ts";
import { DEFAULT_BRANCH, ENVIRONMENTS } from "./estate.ts";

/** What a build of the service at that commit would give. */
export function buildArtifact(build: {
  readonly service: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: CommitSha;
  readonly runId: number;
  readonly builtAt: string;
}): StoredArtifact {
  const { service, repository, commit, runId, builtAt } = build;
  const id = formatArtifactId({ branch: DEFAULT_BRANCH, commit, planCommit: NO_PLAN });
  if (id === undefined) throw new TypeError(`${commit} gives no artifact id`);
  const manifests = manifestsOf(service, commit);
  return {
    manifests,
    spec: {
      version: SPEC_VERSION,
      id,
      service,
      application: {
        branch: DEFAULT_BRANCH,
        sha: commit,
        authorName: "developer",
        authorEmail: "developer@acme.example",
        message: `feat: change of ${service}`,
        name: repository,
      },
      ci: { start: builtAt, end: builtAt },
      shuttle: { plan: {} },
      stages: [
        { id: "build", name: "build", result: "success", durationMs: 42_000 },
        { id: "test", name: "test", result: "success", durationMs: 18_000 },
      ],
      environments: [...ENVIRONMENTS],
      digest: digestOf(manifests),
      sourceTree: treeSha(hash("sha1", `tree of ${commit}`)),
      reuseKey: hash("sha256", `${service} at ${commit}`),
      run: {
        repository,
        id: runId,
        attempt: 1,
        workflow: ".github/workflows/ci.yml",
        event: "push",
        createdAt: builtAt,
      },
    },
  };
}

function manifestsOf(service: string, commit: string): ManifestFiles {
  return new Map(
    ENVIRONMENTS.flatMap((environment): [string, string][] => [
      [`${environment}/deployment.yaml`, deploymentOf(service, environment, commit)],
      [`${environment}/service.yaml`, kubernetesServiceOf(service, environment)],
    ]),
  );
}

function deploymentOf(service: string, environment: string, commit: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
  namespace: ${environment}
  labels: {app: ${service}}
spec:
  replicas: 3
  selector:
    matchLabels: {app: ${service}}
  template:
    metadata:
      labels: {app: ${service}}
    spec:
      containers:
        - name: ${service}
          image: registry.acme.example/${service}@sha256:${hash("sha256", `${service} ${commit}`)}
          ports: [{containerPort: 8080}]
          env:
            - {name: ENVIRONMENT, value: ${environment}}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
`;
}

function kubernetesServiceOf(service: string, environment: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${service}
  namespace: ${environment}
spec:
  selector: {app: ${service}}
  ports: [{port: 80, targetPort: 8080}]
`;
}

export function hash(algorithm: "sha1" | "sha256", text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}
