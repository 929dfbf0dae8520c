import { setTimeout } from "node:timers/promises";

import type { App } from "octokit";
import * as v from "valibot";

import { type Client, ask, createClient } from "./client.ts";
import { repositoryParameters, splitRepository } from "./document.ts";
import { isGithubError, toGithubError } from "./github-error.ts";
import { type ConnectionOptions, type RequestHook, createApp, createOctokit } from "./octokit.ts";
import { parseAnswer } from "./schema.ts";

export type GithubOptions = ConnectionOptions & {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** `owner/name`. */
  readonly configRepository: string;
};

/** The same GitHub for the three roles that Ham acts in. No token can do what its role doesn't need. */
export type Github = {
  /** By the App's JWT: who it is, and its deliveries. */
  readonly app: Client;
  /** Reads and writes the config repository's content, and nothing else. */
  readonly writer: Client;
  /** Reads application repositories and answers there; it can't push anywhere. */
  readonly reader: Client;
};

/** The most a token of that role may do; less than or equal to what `app.yml` asks for. */
export const WRITER_PERMISSIONS = { contents: "write", metadata: "read" } as const;
export const READER_PERMISSIONS = {
  actions: "read",
  checks: "write",
  contents: "read",
  deployments: "write",
  issues: "write",
  members: "read",
  metadata: "read",
  pull_requests: "write",
} as const;

type TokenRequest = {
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly repositoryNames?: readonly string[];
};

export function connectGithub(options: GithubOptions): Github {
  const app = createApp(options);
  const asApp = createClient(app.octokit, options.apiUrl);
  const installation = installationOf(asApp, options.configRepository);
  const withToken = (request: TokenRequest): Client => {
    const hook = authenticateBy(tokenSource(app, installation, request));
    return createClient(createOctokit(options, hook), options.apiUrl);
  };
  const { name } = splitRepository(options.configRepository);
  return {
    app: asApp,
    writer: withToken({ permissions: WRITER_PERMISSIONS, repositoryNames: [name] }),
    reader: withToken({ permissions: READER_PERMISSIONS }),
  };
}

/** The App's own login, `<slug>[bot]`. */
export async function readAppLogin(github: Github): Promise<string> {
  const { slug } = await ask(github.app, "GET /app", {}, v.object({ slug: v.string() }));
  return `${slug}[bot]`;
}

/** Asked once; a failure is not remembered. */
function installationOf(app: Client, configRepository: string): () => Promise<number> {
  let known: Promise<number> | undefined;
  return () => {
    known ??= ask(
      app,
      "GET /repos/{owner}/{repo}/installation",
      repositoryParameters(configRepository),
      v.object({ id: v.number() }),
    ).then(
      ({ id }) => id,
      (error: unknown) => {
        known = undefined;
        throw error;
      },
    );
    return known;
  };
}

type Token = { readonly token: string; readonly createdAt: string };
type TokenSource = (options: { readonly refresh: boolean }) => Promise<Token>;

const tokenSchema = v.object({ token: v.string(), createdAt: v.string() });

/** Octokit keeps a token until a minute before it expires, and asks once when many want it. */
function tokenSource(
  app: App,
  installation: () => Promise<number>,
  request: TokenRequest,
): TokenSource {
  return async ({ refresh }) => {
    const installationId = await installation();
    try {
      const token: unknown = await app.octokit.auth({
        type: "installation",
        installationId,
        refresh,
        permissions: request.permissions,
        ...(request.repositoryNames === undefined
          ? {}
          : { repositoryNames: [...request.repositoryNames] }),
      });
      return parseAnswer(tokenSchema, token, "installation token");
    } catch (error) {
      throw toGithubError(error, "installation token");
    }
  };
}

/** A new token is not known everywhere at once: GitHub may answer 401 for some seconds. */
const REPLICATION_MS = 5000;
const REPLICATION_WAIT_MS = 1000;

/** Octokit calls it for each attempt, within its retries. */
function authenticateBy(source: TokenSource): RequestHook {
  return async (send, options) => {
    const sendWith = ({ token }: Token): ReturnType<typeof send> =>
      send({ ...options, headers: { ...options.headers, authorization: `token ${token}` } });
    const token = await source({ refresh: false });
    try {
      return await sendWith(token);
    } catch (error) {
      if (!isGithubError(toGithubError(error, "request"), "unauthorized")) throw error;
      const age = Date.now() - Date.parse(token.createdAt);
      if (age < REPLICATION_MS) await setTimeout(REPLICATION_WAIT_MS);
      return sendWith(await source({ refresh: age >= REPLICATION_MS }));
    }
  };
}
