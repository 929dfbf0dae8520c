import * as v from "valibot";

import type { Job } from "../../flows/job.ts";
import type { Deliveries, LoggedDelivery } from "../../flows/ports/deliveries.ts";
import { type Client, ask, list } from "./client.ts";
import type { Github } from "./installation.ts";
import { moment } from "./schema.ts";

/** How a webhook becomes a job; the App's handlers know. */
export type EventTranslator = {
  /** False: no payload of that event and action becomes a job, so none needs to be fetched. */
  readonly isHandled: (event: string, action: string | null) => boolean;
  readonly toJob: (event: string, payload: unknown) => Job | undefined;
};

/** The App's log of webhook deliveries on GitHub, read with its JWT. */
export function createDeliveries(options: {
  readonly github: Pick<Github, "app">;
  readonly events: EventTranslator;
}): Deliveries {
  const client = options.github.app;
  return {
    since: async (time) =>
      groupByGuid(await listAttempts(client, time)).map((attempts) =>
        toDelivery(client, options.events, attempts),
      ),
    redeliver: async (id) => {
      const route = "POST /app/hook/deliveries/{delivery_id}/attempts";
      await client.request(route, { delivery_id: id });
    },
  };
}

const attemptSchema = v.object({
  id: v.number(),
  guid: v.string(),
  delivered_at: moment,
  status_code: v.number(),
  event: v.string(),
  action: v.nullable(v.string()),
});
type Attempt = v.InferOutput<typeof attemptSchema>;

/** A busy organisation's day. */
const MAX_PAGES = 500;

/** Oldest first. */
async function listAttempts(client: Client, since: string): Promise<readonly Attempt[]> {
  const isRecent = (attempt: Attempt): boolean =>
    Date.parse(attempt.delivered_at) >= Date.parse(since);
  const pages = await list(client, "GET /app/hook/deliveries", {}, v.array(attemptSchema), {
    maxPages: MAX_PAGES,
    goesOn: (page) => page.every(isRecent),
  });
  return pages.flat().filter(isRecent).reverse();
}

/** A delivery and its redeliveries share a guid. */
function groupByGuid(attempts: readonly Attempt[]): readonly Attempt[][] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const group = groups.get(attempt.guid);
    if (group === undefined) groups.set(attempt.guid, [attempt]);
    else group.push(attempt);
  }
  return [...groups.values()];
}

const deliverySchema = v.object({ request: v.object({ payload: v.unknown() }) });

function toDelivery(
  client: Client,
  events: EventTranslator,
  attempts: readonly Attempt[],
): LoggedDelivery {
  const [first] = attempts;
  if (first === undefined) throw new TypeError("a delivery has at least one attempt");
  const { id, guid, event, action } = first;
  return {
    id,
    guid,
    event,
    deliveredAt: first.delivered_at,
    delivered: attempts.some((one) => one.status_code >= 200 && one.status_code < 300),
    job: async () => {
      if (!events.isHandled(event, action)) return undefined;
      const route = "GET /app/hook/deliveries/{delivery_id}";
      const { request } = await ask(client, route, { delivery_id: id }, deliverySchema);
      return events.toJob(event, request.payload);
    },
  };
}
