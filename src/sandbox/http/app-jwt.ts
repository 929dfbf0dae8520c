import { verify } from "node:crypto";

import type { SandboxContext } from "../context.ts";
import type { App } from "../model.ts";
import { ApiError } from "./api-error.ts";
import { parseAppJwt } from "./app-jwt-schema.ts";

/** Seconds that a token may be valid for. */
const longestLife = 600;
/** Seconds by which clocks may differ. */
const leeway = 60;

/** The App that signed this, by the sandbox's clock. 401 in GitHub's words otherwise: clients correct their clock by them. */
export function verifyAppJwt(context: SandboxContext, token: string): App {
  const jwt = parseAppJwt(token);
  if (jwt === undefined) throw unauthorized("A JSON web token could not be decoded");
  const app = issuerOf(context, jwt.iss);
  if (app === undefined) throw unauthorized("'Issuer' claim ('iss') must be an Integer");
  if (!verify("sha256", jwt.signed, app.publicKeyPem, jwt.signature))
    throw unauthorized("A JSON web token could not be decoded");
  requireTimes(jwt, context.now().getTime() / 1000);
  return app;
}

/** An App's id, or its client id as rest/app-json.ts prints it. */
function issuerOf(context: SandboxContext, issuer: string | number): App | undefined {
  const text = String(issuer);
  const [, hex] = /^Iv1\.([0-9a-f]{16})$/.exec(text) ?? [];
  const id = hex === undefined ? Number(text) : Number.parseInt(hex, 16);
  return context.state.apps.get(id);
}

function requireTimes(
  claims: { readonly iat?: unknown; readonly exp?: unknown },
  now: number,
): void {
  const { iat, exp } = claims;
  if (typeof iat !== "number" || iat > now + leeway)
    throw unauthorized(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== "number" || exp <= now)
    throw unauthorized(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + longestLife + leeway)
    throw unauthorized("'Expiration time' claim ('exp') is too far in the future");
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, message);
}
