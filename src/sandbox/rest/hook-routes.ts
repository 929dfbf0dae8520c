import type { SandboxContext } from "../context.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { HookDelivery } from "../model.ts";
import { ok } from "./answers.ts";
import type { HooksPort } from "./hooks-port.ts";
import { choice, number, query } from "./inputs.ts";
import { apiUrl } from "./urls.ts";

const one = "/app/hook/deliveries/{delivery_id}";

/** The log of what was delivered to an App's webhook. */
export function hookRoutes(hooks: HooksPort): readonly Route[] {
  return [
    {
      operation: "apps/list-webhook-deliveries",
      method: "GET",
      path: "/app/hook/deliveries",
      permission: "app-jwt",
      handle: (request, context) => Promise.resolve(listDeliveries(request, context)),
    },
    {
      operation: "apps/get-webhook-delivery",
      method: "GET",
      path: one,
      permission: "app-jwt",
      handle: (request, context) =>
        Promise.resolve(ok(deliveryJson(context, deliveryOf(request, context)))),
    },
    {
      operation: "apps/redeliver-webhook-delivery",
      method: "POST",
      path: `${one}/attempts`,
      permission: "app-jwt",
      handle: async (request, context) => {
        await hooks.redeliver(deliveryOf(request, context));
        return { status: 202, body: {} };
      },
    },
  ];
}

/** Newest first. GitHub pages these by a cursor and not by number. */
function listDeliveries(request: ApiRequest, context: SandboxContext): ApiResponse {
  const perPage = Math.min(Math.max(Number(query(request, "per_page") ?? 30) || 30, 1), 100);
  const before = cursorOf(request);
  const status = choice(request, "status", ["success", "failure"]);
  const deliveries = deliveriesOf(request, context)
    .filter((delivery) => before === undefined || delivery.id < before)
    .filter((delivery) => status === undefined || (status === "success") === isSuccess(delivery))
    .sort((one, other) => other.id - one.id);
  const page = deliveries.slice(0, perPage);
  const last = page.at(-1);
  const answer = ok(page.map(itemJson));
  if (last === undefined || page.length === deliveries.length) return answer;
  const next = new URL(apiUrl(context, "/app/hook/deliveries"));
  for (const [name, value] of request.query) next.searchParams.set(name, value);
  next.searchParams.set("cursor", `v1_${last.id}`);
  return { ...answer, headers: { link: `<${next.href}>; rel="next"` } };
}

function cursorOf(request: ApiRequest): number | undefined {
  const cursor = query(request, "cursor");
  if (cursor === undefined) return undefined;
  const [, id] = /^v1_(\d+)$/.exec(cursor) ?? [];
  if (id === undefined) throw new GithubProblem("invalid", "Invalid cursor");
  return Number(id);
}

function deliveriesOf({ caller }: ApiRequest, context: SandboxContext): HookDelivery[] {
  if (caller.kind !== "app")
    throw new GithubProblem("unauthenticated", "A JSON web token could not be decoded");
  const { id } = caller.app;
  return context.state.hookDeliveries.filter((delivery) => delivery.appId === id);
}

function deliveryOf(request: ApiRequest, context: SandboxContext): HookDelivery {
  const id = number(request, "delivery_id");
  const delivery = deliveriesOf(request, context).find((known) => known.id === id);
  if (delivery === undefined) throw notFound();
  return delivery;
}

function isSuccess({ statusCode }: HookDelivery): boolean {
  return statusCode >= 200 && statusCode < 400;
}

/** GitHub's `hook-delivery-item`. */
function itemJson(delivery: HookDelivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** GitHub's `hook-delivery`. */
function deliveryJson(context: SandboxContext, delivery: HookDelivery) {
  const app = context.state.apps.get(delivery.appId);
  return {
    ...itemJson(delivery),
    url: app?.webhook.url ?? "",
    request: delivery.request,
    response: delivery.response,
  };
}
