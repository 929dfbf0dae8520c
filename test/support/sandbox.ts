import { generateKeyPairSync } from "node:crypto";

import { afterEach, beforeEach } from "@jest/globals";
import { Octokit } from "octokit";

import type { App, Installation } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/start.ts";
import type { Sandbox, StartOptions } from "../../src/sandbox/start.ts";

/** A sandbox with the organisation `acme`, people in roles and the App `ham` installed on all of acme's repositories. */
export type SandboxWorld = {
  readonly sandbox: Sandbox;
  readonly app: App;
  readonly installation: Installation;
  /** The App's, in PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly tokens: Readonly<Record<Person, string>>;
  /** A client as one of the people, or without a token. Neither waits nor tries again. */
  readonly as: (who: Person | "nobody") => Octokit;
  /** A client with this token. */
  readonly withToken: (token: string) => Octokit;
  /** A client as the App's installation on acme, with fewer permissions if some are named. */
  readonly asInstallation: (
    permissions?: Readonly<Record<string, "read" | "write">>,
  ) => Promise<Octokit>;
};

/** An owner of acme, a member who may write, and someone who belongs to nothing. */
export type Person = "maintainer" | "developer" | "outsider";

export type WithSandboxOptions = StartOptions & {
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly webhookUrl?: string;
};

/**
 * Starts one for each test of the surrounding `describe`, and fails a test that leaves problems behind: calls of
 * unknown operations, and requests or answers that differ from GitHub's description.
 */
export function withSandbox(options: WithSandboxOptions = {}): () => SandboxWorld {
  let world: SandboxWorld | undefined;
  beforeEach(async () => {
    world = await startSandboxWorld(options);
  });
  afterEach(async () => {
    const ended = world;
    world = undefined;
    await ended?.sandbox.close();
    assertNoProblems(ended);
  });
  return () => {
    if (world === undefined) throw new Error("the sandbox runs within tests alone");
    return world;
  };
}

/** For tests that start and close several themselves. A folder that has a world already keeps it. */
export async function startSandboxWorld(options: WithSandboxOptions = {}): Promise<SandboxWorld> {
  const { manifest = defaultManifest, webhookUrl = null, ...start } = options;
  const sandbox = await startSandbox({ validateResponses: true, ...start });
  const { admin } = sandbox;
  const { token: maintainer } = await admin.createUser({ login: "maintainer" });
  const { token: developer } = await admin.createUser({ login: "developer" });
  const { token: outsider } = await admin.createUser({ login: "outsider" });
  const members = { owners: ["maintainer"], members: ["developer"] };
  await admin.createOrganization({ login: "acme", ...members, basePermission: "write" });
  const { app, privateKey, webhookSecret } = await admin.registerApp({
    manifest: { ...manifest },
    owner: "acme",
    webhookUrl,
    privateKey: keyOfThisProcess(),
  });
  const installation = await admin.installApp({ app: app.slug, account: "acme" });
  const tokens = { maintainer, developer, outsider };
  const withToken = (token: string) => createClient(sandbox, token);
  return {
    sandbox,
    app,
    installation,
    privateKey,
    webhookSecret,
    tokens,
    withToken,
    as: (who) => (who === "nobody" ? createClient(sandbox) : withToken(tokens[who])),
    asInstallation: async (permissions) => {
      const narrowed = permissions === undefined ? {} : { permissions };
      const installationId = installation.id;
      const { token } = await admin.createInstallationToken({ installationId, ...narrowed });
      return withToken(token);
    },
  };
}

/** Everything the tests need; `manifest` in the options names less. */
const defaultManifest = {
  name: "Ham",
  default_permissions: {
    actions: "write",
    checks: "write",
    contents: "write",
    deployments: "write",
    issues: "write",
    members: "read",
    metadata: "read",
    pull_requests: "write",
    statuses: "write",
  },
  default_events: ["check_run", "issue_comment", "pull_request", "push", "workflow_run"],
};

function createClient(sandbox: Sandbox, token?: string): Octokit {
  const silent = () => undefined;
  return new Octokit({
    baseUrl: sandbox.apiUrl,
    ...(token === undefined ? {} : { auth: token }),
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** Making one takes longer than most tests. */
function keyOfThisProcess(): string {
  key ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;
  return key;
}

let key: string | undefined;

function assertNoProblems(world: SandboxWorld | undefined): void {
  const problems = world?.sandbox.problems ?? [];
  const lines = problems.map(({ kind, operation, message }) => `${kind} ${operation}: ${message}`);
  if (lines.length > 0) throw new Error(`The sandbox met problems:\n${lines.join("\n")}`);
}
