import { describe, expect, it } from "@jest/globals";

import type { SandboxContext } from "../../../src/sandbox/context.ts";
import type { GitStore } from "../../../src/sandbox/git/git-store.ts";
import { pageOf, paginate } from "../../../src/sandbox/http/pagination.ts";
import type { ApiRequest } from "../../../src/sandbox/http/router.ts";
import { SandboxState } from "../../../src/sandbox/state.ts";

const refuse = () => {
  throw new Error("paging needs no git");
};
const git: GitStore = { create: refuse, open: refuse, allowedSigners: refuse, close: refuse };

const context: SandboxContext = {
  state: new SandboxState(),
  git,
  now: () => new Date(0),
  emit: refuse,
  baseUrl: () => "http://localhost",
  dataFolder: "",
};

const asking = (query: string): ApiRequest => ({
  method: "GET",
  path: "/api/v3/things",
  params: {},
  query: new URLSearchParams(query),
  headers: {},
  body: undefined,
  caller: { kind: "anonymous" },
});

const items = Array.from({ length: 250 }, (_, index) => index);
const rels = (link: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(link ?? "").matchAll(/<http:\/\/localhost\/api\/v3\/things\?([^>]*)>; rel="(\w+)"/g)].map(
      ([, query = "", rel = ""]) => [rel, query],
    ),
  );

describe("paginate", () => {
  it.each([
    ["", 0, 30],
    ["per_page=100", 0, 100],
    ["per_page=1000", 0, 100],
    ["per_page=0", 0, 30],
    ["per_page=nonsense&page=-1", 0, 30],
    ["page=2", 30, 60],
    ["per_page=100&page=3", 200, 250],
    ["per_page=100&page=4", 250, 250],
  ])("gives for %p the items from %i to %i", (query, start, end) => {
    expect(paginate(asking(query), context, items).items).toEqual(items.slice(start, end));
  });

  it("links to the pages around, keeping what else was asked", () => {
    const { headers } = paginate(asking("state=all&per_page=100&page=2"), context, items);

    expect(rels(headers["link"])).toEqual({
      prev: "state=all&per_page=100&page=1",
      next: "state=all&per_page=100&page=3",
      last: "state=all&per_page=100&page=3",
      first: "state=all&per_page=100&page=1",
    });
  });

  it("links to nothing when one page holds all", () => {
    expect(paginate(asking("per_page=100"), context, items.slice(0, 100)).headers).toEqual({});
  });
});

describe("pageOf", () => {
  it("says where to look and links to the next page when more follows", () => {
    const { page, perPage, headers } = pageOf(asking("page=2&per_page=10"), context);

    expect({ page, perPage }).toEqual({ page: 2, perPage: 10 });
    expect(Object.keys(rels(headers({ hasMore: true })["link"]))).toEqual([
      "prev",
      "next",
      "first",
    ]);
    expect(Object.keys(rels(headers({ hasMore: false })["link"]))).toEqual(["prev", "first"]);
  });

  it("lets as many be asked for as come unasked", () => {
    expect(pageOf(asking("per_page=300"), context, { perPage: 250 }).perPage).toBe(250);
  });
});
