import type { Caller } from "../context.ts";

/** What the limits must know of a call. */
export type CallCost = {
  /** Whose limits it uses up. */
  readonly caller: Caller;
  readonly resource: "core" | "graphql";
  /** Changes something: 5 points of the secondary limit instead of 1. */
  readonly writes: boolean;
  readonly createsContent: boolean;
  readonly createsGitData: boolean;
};

/** Callers with the same key share their limits. */
export function limitKey(caller: Caller): string {
  switch (caller.kind) {
    case "anonymous":
      return "anonymous";
    case "user":
      return `user ${caller.login}`;
    case "app":
      return `app ${caller.app.id}`;
    case "installation":
      return `installation ${caller.installation.id}`;
    case "actions":
      return `repository ${caller.repositoryId}`;
  }
}

/** As GitHub names the caller in its refusal. */
export function limitedName(caller: Caller): string {
  switch (caller.kind) {
    case "anonymous":
      return "127.0.0.1";
    case "user":
      return `user ${caller.login}`;
    case "app":
      return `app ID ${caller.app.id}`;
    case "installation":
      return `installation ID ${caller.installation.id}`;
    case "actions":
      return `installation for repository ID ${caller.repositoryId}`;
  }
}

export function restCost(caller: Caller, method: string, path: string): CallCost {
  const creates = method === "POST" && caller.kind !== "app";
  const isGitData = path.includes("/git/");
  return {
    caller,
    resource: "core",
    writes: method !== "GET",
    createsContent: creates && !isGitData,
    createsGitData: creates && isGitData,
  };
}

/** `fields` are those at the top of the operation. */
export function graphqlCost(
  caller: Caller,
  kind: "query" | "mutation",
  fields: readonly string[],
): CallCost {
  const isGitData = (field: string) => /^(createCommitOnBranch|(create|update)Refs?)$/.test(field);
  const creates = (field: string) => /^(add|create)/.test(field);
  const writes = kind === "mutation";
  return {
    caller,
    resource: "graphql",
    writes,
    createsContent: writes && fields.some((field) => creates(field) && !isGitData(field)),
    createsGitData: writes && fields.some(isGitData),
  };
}
