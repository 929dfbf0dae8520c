import { type CommitSha, commitSha } from "../artifact/ids.ts";
import type { ArtifactSpec } from "../artifact/spec.ts";
import type { ReleaseRecord } from "../release/commit-message.ts";
import type { RequestId } from "../release/request.ts";
import type { ReleaseIndex } from "./release-index.ts";

/**
 * An environment branch at one commit, as far as a decision needs it. Policies, locks and releases are
 * read at the same head that is then committed to, so compare-and-swap covers them all.
 */
export type EnvironmentState = {
  readonly environment: string;
  readonly head: CommitSha;
  readonly index: ReleaseIndex;
  /** Text of `locks/_environment.json`. */
  readonly lock: string | undefined;
  /**
   * When a policy file, of whichever service, was last changed, as far as that was asked; undefined: not
   * since the time that was asked about.
   */
  readonly policiesChangedAt?: string | undefined;
  /** Of the services that were asked for. */
  readonly services: ReadonlyMap<string, ServiceState>;
};

export type ServiceState = {
  readonly service: string;
  readonly running: RunningRelease | undefined;
  /** Every path of this service on the branch: its folders and `clusters/` files, old namespaces included. */
  readonly paths: readonly string[];
  /** Text of `policies/<service>.json` and `locks/<service>.json`. */
  readonly policies: string | undefined;
  /** When the policies were last changed, where that is known to be after something that waits. */
  readonly policiesChangedAt?: string | undefined;
  readonly lock: string | undefined;
  /** Requests already carried out, of those that were asked about. */
  readonly carriedOut: ReadonlyMap<RequestId, CarriedOut>;
};

export type RunningRelease = {
  readonly namespace: string;
  readonly spec: ArtifactSpec;
};

/** A release found in the branch's history by its `Request:` trailer. */
export type CarriedOut = {
  readonly record: ReleaseRecord;
  readonly commit: CommitSha;
  readonly committedAt: string;
};

/** A service of which only the policies are known. */
export function policiesAlone(service: string, policies: string | undefined): ServiceState {
  const nothing = { running: undefined, paths: [], lock: undefined, carriedOut: new Map() };
  return { service, policies, ...nothing };
}

/** An environment whose branch doesn't exist yet: nothing runs there and nothing is forbidden. */
export function emptyEnvironment(environment: string): EnvironmentState {
  const head = commitSha("0".repeat(40));
  return { environment, head, index: new Map(), lock: undefined, services: new Map() };
}
