import { createHmac } from "node:crypto";

import type { App, HookDelivery } from "../model.ts";
import { serverVersion } from "../rest/meta-routes.ts";

/** GitHub's headers over a payload, signed with the App's secret when it has one. */
export function hookHeaders(
  app: App,
  delivery: Pick<HookDelivery, "guid" | "event">,
  body: Buffer,
  host: string,
): Readonly<Record<string, string>> {
  const { secret } = app.webhook;
  const sign = (hash: string) => createHmac(hash, secret).update(body).digest("hex");
  return {
    Accept: "*/*",
    "Content-Type": "application/json",
    "User-Agent": "GitHub-Hookshot/5a4b0f1",
    "X-GitHub-Delivery": delivery.guid,
    "X-GitHub-Enterprise-Host": host,
    "X-GitHub-Enterprise-Version": serverVersion,
    "X-GitHub-Event": delivery.event,
    "X-GitHub-Hook-ID": String(hookIdOf(app)),
    "X-GitHub-Hook-Installation-Target-ID": String(app.id),
    "X-GitHub-Hook-Installation-Target-Type": "integration",
    ...(secret === ""
      ? {}
      : {
          "X-Hub-Signature": `sha1=${sign("sha1")}`,
          "X-Hub-Signature-256": `sha256=${sign("sha256")}`,
        }),
  };
}

/** An App has one webhook; its id is no secret and none else's. */
function hookIdOf(app: App): number {
  return 400_000_000 + app.id;
}
