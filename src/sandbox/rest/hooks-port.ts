import type { HookDelivery } from "../model.ts";

/** What the API asks of whatever delivers webhooks. */
export type HooksPort = {
  /** Delivers the same payload once more, under the same GUID. */
  readonly redeliver: (delivery: HookDelivery) => Promise<void>;
};
