import type { SandboxContext } from "../context.ts";
import type { ApiRequest } from "./router.ts";

export type Page<Item> = {
  readonly items: readonly Item[];
  /** GitHub's `link`, when there are more pages than this one. */
  readonly headers: Readonly<Record<string, string>>;
};

/** The page that `page` and `per_page` ask for: 30 items from the first page on, never more than 100. */
export function paginate<Item>(
  request: ApiRequest,
  context: SandboxContext,
  items: readonly Item[],
): Page<Item> {
  const { page, perPage } = readPage(request, 30);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: linkHeaders(request, context, {
      ...before(Math.min(page, last + 1)),
      ...(page < last ? { next: page + 1, last } : {}),
    }),
  };
}

/** Where to look in a list that is not at hand as a whole; `headers` once it is known whether more follows. */
export type PageRequest = {
  readonly page: number;
  readonly perPage: number;
  readonly headers: (found: { readonly hasMore: boolean }) => Readonly<Record<string, string>>;
};

/** For lists that are read page by page. `perPage` is how many come unasked; up to that many may be asked for. */
export function pageOf(
  request: ApiRequest,
  context: SandboxContext,
  { perPage: unasked = 30 }: { readonly perPage?: number } = {},
): PageRequest {
  const { page, perPage } = readPage(request, unasked);
  return {
    page,
    perPage,
    headers: ({ hasMore }) =>
      linkHeaders(request, context, { ...before(page), ...(hasMore ? { next: page + 1 } : {}) }),
  };
}

const mostPerPage = 100;

function readPage(request: ApiRequest, unasked: number) {
  const most = Math.max(unasked, mostPerPage);
  return {
    page: positive(request.query.get("page"), 1),
    perPage: Math.min(positive(request.query.get("per_page"), unasked), most),
  };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isSafeInteger(number) && number > 0 ? number : otherwise;
}

type Links = Partial<Readonly<Record<"prev" | "next" | "last" | "first", number>>>;

function before(page: number): Links {
  return page > 1 ? { prev: page - 1, first: 1 } : {};
}

function linkHeaders(
  request: ApiRequest,
  context: SandboxContext,
  links: Links,
): Readonly<Record<string, string>> {
  const order = ["prev", "next", "last", "first"] as const;
  const link = order
    .filter((rel) => links[rel] !== undefined)
    .map((rel) => `<${addressOf(request, context, links[rel] ?? 1)}>; rel="${rel}"`)
    .join(", ");
  return link === "" ? {} : { link };
}

function addressOf(request: ApiRequest, context: SandboxContext, page: number): string {
  const query = new URLSearchParams(request.query);
  query.set("page", String(page));
  return `${context.baseUrl()}${request.path ?? ""}?${query.toString()}`;
}
