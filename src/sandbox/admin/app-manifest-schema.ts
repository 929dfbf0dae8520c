import { load } from "js-yaml";
import * as v from "valibot";

import { permissions } from "./operation.ts";

const manifest = v.object({
  name: v.string(),
  default_permissions: v.optional(permissions, {}),
  default_events: v.optional(v.array(v.string()), []),
});

/** What an `app.yml` says that matters here. */
export type AppManifest = v.InferOutput<typeof manifest>;

/** The text of an `app.yml`, or what is in it. Throws with the place of what is wrong. */
export function parseAppManifest(input: unknown): AppManifest {
  const value = typeof input === "string" ? load(input, { maxAliases: 50 }) : input;
  return v.parse(manifest, value);
}
