import type { ArtifactId } from "../artifact/ids.ts";

/** The branch of the config repository that Flux reads for an environment. */
export function environmentBranch(environment: string): string {
  return `env/${environment}`;
}

/** The inverse of {@link environmentBranch}. */
export function parseEnvironmentBranch(branch: string): string | undefined {
  return /^env\/(.+)$/.exec(branch)?.[1];
}

/** The branch that stores a service's artifacts. */
export function artifactBranch(service: string): string {
  return `artifacts/${service}`;
}

export const CONFIG_BRANCH = "main";
export const CONFIG_FILE = "ham.yaml";
export const INDEX_FILE = "index.json";

export function releaseFolder(namespace: string, service: string): string {
  return `releases/${namespace}/${service}`;
}

export function releaseSpecPath(namespace: string, service: string): string {
  return `${releaseFolder(namespace, service)}/artifact.json`;
}

export function clusterFile(namespace: string, service: string): string {
  return `clusters/${namespace}/${service}.yaml`;
}

export const POLICY_FOLDER = "policies";

export function policyFile(service: string): string {
  return `${POLICY_FOLDER}/${service}.json`;
}

/** The inverse of {@link policyFile}; undefined for other files. */
export function parsePolicyFileName(path: string): string | undefined {
  return /^policies\/([^/]+)\.json$/.exec(path)?.[1];
}

export function lockFile(service: string): string {
  return `locks/${service}.json`;
}

/** No service can have this name: a DNS label holds no underscore. */
export const ENVIRONMENT_LOCK_FILE = "locks/_environment.json";

export function artifactManifestPath(folder: string, path: string): string {
  return `${folder}/${path}`;
}

export function isOfArtifact(path: string, id: ArtifactId): boolean {
  return path.split("/")[1] === id;
}
