import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { HookDelivery } from "../model.ts";

/** Webhook payloads, one file for all deliveries of one event to one App: too large and too many for the journal. */
export type PayloadFiles = {
  /** The same delivery, its payload in a file that is read when someone asks for it. */
  readonly keep: (delivery: HookDelivery) => HookDelivery;
};

/** Everything stays in memory. */
export const noPayloadFiles: PayloadFiles = { keep: (delivery) => delivery };

export function createPayloadFiles(dataFolder: string): PayloadFiles {
  const folder = join(dataFolder, "deliveries");
  mkdirSync(folder, { recursive: true });
  return {
    keep: (delivery) => {
      const file = join(folder, `${delivery.guid}-${delivery.appId}.json`);
      // A redelivery has the payload of the delivery it repeats.
      if (!existsSync(file)) writeFileSync(file, JSON.stringify(delivery.request.payload ?? null));
      return withPayload(delivery, () => readPayload(file));
    },
  };
}

/** What the journal keeps of a delivery. */
export function withoutPayload(delivery: HookDelivery): HookDelivery {
  return withPayload(delivery, () => undefined);
}

function withPayload(delivery: HookDelivery, read: () => unknown): HookDelivery {
  const { headers } = delivery.request;
  return {
    ...delivery,
    request: {
      headers,
      get payload() {
        return read();
      },
    },
  };
}

function readPayload(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
