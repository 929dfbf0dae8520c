import type { SandboxContext } from "../context.ts";
import { paginate } from "../http/pagination.ts";
import type { ApiRequest, ApiResponse } from "../http/router.ts";

export function ok(body: unknown): ApiResponse {
  return { status: 200, body };
}

/** `url` is where the new thing is. */
export function created(body: unknown, url?: string): ApiResponse {
  return { status: 201, body, ...(url === undefined ? {} : { headers: { location: url } }) };
}

export function noContent(): ApiResponse {
  return { status: 204 };
}

/** Bytes with a media type of their own. */
export function raw(bytes: Buffer, contentType: string): ApiResponse {
  return { status: 200, raw: bytes, headers: { "content-type": contentType } };
}

/** One page of a list, shown by `toJson`, with GitHub's `Link` header. */
export async function list<Item>(
  request: ApiRequest,
  context: SandboxContext,
  items: readonly Item[],
  toJson: (item: Item) => unknown,
): Promise<ApiResponse> {
  const page = paginate(request, context, items);
  return { status: 200, body: await Promise.all(page.items.map(toJson)), headers: page.headers };
}

/** As `list`, for answers that are objects with a count: `{ total_count, [name]: […] }`. */
export async function countedList<Item>(
  request: ApiRequest,
  context: SandboxContext,
  items: readonly Item[],
  shape: {
    readonly name: string;
    readonly toJson: (item: Item) => unknown;
    readonly extra?: Readonly<Record<string, unknown>>;
  },
): Promise<ApiResponse> {
  const page = paginate(request, context, items);
  const body = {
    total_count: items.length,
    ...shape.extra,
    [shape.name]: await Promise.all(page.items.map(shape.toJson)),
  };
  return { status: 200, body, headers: page.headers };
}

/** Whether the request asks for this of GitHub's media types, for example `raw`. */
export function wants(request: ApiRequest, kind: "raw" | "object" | "sha" | "diff"): boolean {
  const accept = request.headers["accept"] ?? "";
  return new RegExp(`application/vnd\\.github(\\.v3)?\\.${kind}(\\+json)?\\b`).test(accept);
}
