import { describe, expect, it } from "@jest/globals";

import { createRouter } from "../../../src/sandbox/http/router.ts";
import type { Route } from "../../../src/sandbox/http/router.ts";

const route = (method: Route["method"], path: string): Route => ({
  operation: path,
  method,
  path,
  permission: "none",
  handle: () => Promise.resolve({ status: 200 }),
});

const router = createRouter([
  route("GET", "/repos/{owner}/{repo}"),
  route("PATCH", "/repos/{owner}/{repo}"),
  route("GET", "/repos/{owner}/{repo}/commits/{ref}"),
  route("GET", "/repos/{owner}/{repo}/commits/{ref}/status"),
  route("GET", "/repos/{owner}/{repo}/contents/{path}"),
  route("GET", "/repos/{owner}/{repo}/compare/{basehead}"),
  route("GET", "/repos/{owner}/{repo}/issues/comments"),
  route("GET", "/repos/{owner}/{repo}/issues/{issue_number}"),
]);

describe("createRouter", () => {
  it.each([
    ["/repos/acme/shop", "/repos/{owner}/{repo}", { owner: "acme", repo: "shop" }],
    ["/repos/acme/shop/", "/repos/{owner}/{repo}", { owner: "acme", repo: "shop" }],
    ["/repos/acme/shop/commits/env/dev", "/repos/{owner}/{repo}/commits/{ref}", { ref: "env/dev" }],
    [
      "/repos/acme/shop/commits/env%2Fdev",
      "/repos/{owner}/{repo}/commits/{ref}",
      { ref: "env/dev" },
    ],
    [
      "/repos/acme/shop/commits/env/dev/status",
      "/repos/{owner}/{repo}/commits/{ref}/status",
      { ref: "env/dev" },
    ],
    [
      "/repos/acme/shop/contents/a/b%20c.yaml",
      "/repos/{owner}/{repo}/contents/{path}",
      { path: "a/b c.yaml" },
    ],
    [
      "/repos/acme/shop/compare/main...fix/%C3%A9",
      "/repos/{owner}/{repo}/compare/{basehead}",
      { basehead: "main...fix/é" },
    ],
    ["/repos/acme/shop/issues/comments", "/repos/{owner}/{repo}/issues/comments", {}],
    [
      "/repos/acme/shop/issues/7",
      "/repos/{owner}/{repo}/issues/{issue_number}",
      { issue_number: "7" },
    ],
  ])("leads %s to %s", (path, operation, params) => {
    const found = router.find("GET", path);

    expect(found?.route.operation).toBe(operation);
    expect(found?.params).toMatchObject(params);
  });

  it("tells methods apart", () => {
    expect(router.find("PATCH", "/repos/acme/shop")?.route.method).toBe("PATCH");
    expect(router.find("DELETE", "/repos/acme/shop")).toBeUndefined();
  });

  it.each(["/repos", "/repos/acme/shop/unknown", "/repos/acme/shop/issues/%E0%A4%A"])(
    "finds nothing for %s",
    (path) => {
      expect(router.find("GET", path)).toBeUndefined();
    },
  );
});
