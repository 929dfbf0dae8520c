import type { Route } from "../http/router.ts";
import { ok } from "./answers.ts";

/** The Enterprise Server that the sandbox passes for. */
export const serverVersion = "3.17.0";

/** What the server says about itself. */
export const metaRoutes: readonly Route[] = [
  {
    operation: "meta/get",
    method: "GET",
    path: "/meta",
    permission: "none",
    handle: () =>
      Promise.resolve(
        ok({ verifiable_password_authentication: false, installed_version: serverVersion }),
      ),
  },
];
