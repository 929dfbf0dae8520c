import type { Octokit } from "octokit";
import * as v from "valibot";

import type { GraphqlDocument } from "./document.ts";
import { GithubError, isGithubError, toGithubError } from "./github-error.ts";
import { parseAnswer } from "./schema.ts";

/** GitHub as one caller sees it. Faults are {@link GithubError}s. */
export type Client = {
  /** A REST call by its route, for example `GET /repos/{owner}/{repo}`. */
  readonly request: (route: string, parameters?: RequestParameters) => Promise<RestAnswer>;
  /** `once`: not tried again when there is no answer, because it must not happen twice. */
  readonly graphql: (
    document: GraphqlDocument,
    options?: { readonly once?: boolean },
  ) => Promise<GraphqlAnswer>;
};

export type RequestParameters = Readonly<Record<string, unknown>>;

export type RestAnswer = {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined; readonly location?: string | undefined };
};

/** Data and errors side by side: a field that failed is null and has its error. */
export type GraphqlAnswer = {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlFault[];
};

export type GraphqlFault = {
  /** `NOT_FOUND`, `FORBIDDEN`, `STALE_DATA`, …; empty where GitHub gives none. */
  readonly type: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
};

/** Of a list, unless something else is said; what is beyond is older than anything Ham looks for. */
const MAX_PAGES = 20;

export function createClient(octokit: Pick<Octokit, "request">, apiUrl: string): Client {
  const baseUrl = graphqlBaseUrl(apiUrl);
  const request: Client["request"] = async (route, parameters = {}) => {
    try {
      const answer = await octokit.request(route, { ...parameters });
      const data: unknown = answer.data;
      const { link, location } = answer.headers;
      return { status: answer.status, data, headers: { link, location } };
    } catch (error) {
      throw toGithubError(error, route);
    }
  };
  return {
    request,
    graphql: async (document, options = {}) => {
      const { name, text, variables } = document;
      try {
        const answer = await octokit.request({
          method: "POST",
          url: "/graphql",
          baseUrl,
          query: text,
          variables,
          ...(options.once === true ? { request: { retries: 0 } } : {}),
        });
        return toGraphqlAnswer(answer.data, name);
      } catch (error) {
        throw toGithubError(error, name);
      }
    },
  };
}

/** GitHub's GraphQL API beside a REST API: `/api/graphql` beside `/api/v3`. */
function graphqlBaseUrl(apiUrl: string): string {
  return apiUrl.replace(/\/api\/v3$/, "/api");
}

/** The parsed answer of a REST call. */
export async function ask<Schema extends v.GenericSchema>(
  client: Client,
  route: string,
  parameters: RequestParameters,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const answer = await client.request(route, parameters);
  return parseAnswer(schema, answer.data, route);
}

/** Undefined where GitHub says that there is no such thing, or none that the App may see. */
export async function find<Schema extends v.GenericSchema>(
  client: Client,
  route: string,
  parameters: RequestParameters,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  try {
    return await ask(client, route, parameters, schema);
  } catch (error) {
    if (isGithubError(error, "not-found")) return undefined;
    throw error;
  }
}

export type PageOptions<Page> = {
  readonly maxPages?: number;
  /** Looks at a page and says whether the next one is wanted. */
  readonly goesOn?: (page: Page) => boolean;
};

/** All pages of a list. */
export async function list<Schema extends v.GenericSchema>(
  client: Client,
  route: string,
  parameters: RequestParameters,
  schema: Schema,
  { maxPages = MAX_PAGES, goesOn = () => true }: PageOptions<v.InferOutput<Schema>> = {},
): Promise<readonly v.InferOutput<Schema>[]> {
  const pages: v.InferOutput<Schema>[] = [];
  let answer = await client.request(route, { per_page: 100, ...parameters });
  for (;;) {
    const page = parseAnswer(schema, answer.data, route);
    pages.push(page);
    const next = nextPage(answer.headers.link);
    if (next === undefined || pages.length >= maxPages || !goesOn(page)) return pages;
    answer = await client.request(`GET ${next}`);
  }
}

/** The data of a query that must not have failed in any part, but for what is not found. */
export function dataOf(
  answer: GraphqlAnswer,
  document: GraphqlDocument,
): Readonly<Record<string, unknown>> {
  const [fault] = answer.errors.filter((one) => one.type !== "NOT_FOUND");
  if (fault === undefined) return answer.data;
  throw toFault(fault, document.name);
}

export function toFault(fault: GraphqlFault, name: string): GithubError {
  return new GithubError(faultCode(fault), `${name}: ${fault.message}`);
}

function faultCode({ type, message }: GraphqlFault): GithubError["code"] {
  switch (type) {
    case "FORBIDDEN":
    case "INSUFFICIENT_SCOPES":
      return "forbidden";
    case "NOT_FOUND":
      return "not-found";
    case "RATE_LIMITED":
      return "rate-limited";
    case "RESOURCE_LIMITS_EXCEEDED":
    case "MAX_NODE_LIMIT_EXCEEDED":
      return "too-large";
    default:
      return /something went wrong|timed? ?out/i.test(message) ? "unavailable" : "unprocessable";
  }
}

const graphqlAnswerSchema = v.object({
  data: v.nullish(v.record(v.string(), v.unknown()), {}),
  errors: v.nullish(
    v.array(
      v.object({
        type: v.nullish(v.string(), ""),
        path: v.nullish(v.array(v.union([v.string(), v.number()])), []),
        message: v.string(),
      }),
    ),
    [],
  ),
});

function toGraphqlAnswer(data: unknown, name: string): GraphqlAnswer {
  return parseAnswer(graphqlAnswerSchema, data, name);
}

function nextPage(link: string | undefined): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
}
