import { createRequire } from "node:module";

/** GitHub's own examples of webhook payloads. */
export type WebhookExample = { readonly event: string; readonly payload: unknown };

type Definition = { readonly name: string; readonly examples: readonly unknown[] };

export function webhookExamples(): readonly WebhookExample[] {
  const require = createRequire(import.meta.url);
  const definitions =
    require("@octokit/webhooks-examples/api.github.com/index.json") as readonly Definition[];
  return definitions.flatMap(({ name, examples }) =>
    examples.map((payload) => ({ event: name, payload })),
  );
}
