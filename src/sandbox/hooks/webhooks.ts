import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { SandboxContext, SandboxEvent } from "../context.ts";
import { installationCovers } from "../github/access.ts";
import { toIso } from "../github/instants.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { App, HookDelivery, Installation } from "../model.ts";
import { DeliveryRules } from "./delivery-rule.ts";
import { hookHeaders } from "./hook-request.ts";
import { toPayload } from "./payload.ts";
import { post } from "./post.ts";

export type WebhookOptions = {
  readonly context: SandboxContext;
  /** How long an App may take to answer, in milliseconds; GitHub's is ten seconds. */
  readonly timeoutMs?: number;
};

const githubTimeoutMs = 10_000;
const concurrentDeliveries = 10;
/** GitHub sends no payload above this. */
const payloadLimit = 25 * 1024 * 1024;

/**
 * Posts events to the Apps that subscribed to them, in the background, begun in the order in which they happened.
 * Every attempt is logged; nothing is attempted again unless asked for. What a restart interrupts is attempted after it.
 */
export class Webhooks {
  readonly rules = new DeliveryRules();
  readonly #context: SandboxContext;
  readonly #timeoutMs: number;
  readonly #queue: number[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #isHeld = false;

  constructor({ context, timeoutMs = githubTimeoutMs }: WebhookOptions) {
    this.#context = context;
    this.#timeoutMs = timeoutMs;
  }

  /** Attempts what an earlier process left. */
  resume(): void {
    this.#queue.push(...this.#context.state.pendingDeliveries.list().map(({ id }) => id));
    this.#pump();
  }

  emit(event: SandboxEvent): void {
    const guid = randomUUID();
    for (const { app, installation } of this.#subscribers(event))
      this.#enqueue({
        ...unattempted,
        appId: app.id,
        guid,
        event: event.event,
        action: event.action,
        installationId: installation.id,
        repositoryId: event.repositoryId,
        request: { headers: {}, payload: toPayload(this.#context, event, installation) },
      });
  }

  /** The same payload once more, under the same GUID. */
  redeliver(delivery: HookDelivery): Promise<void> {
    this.#enqueue({ ...delivery, ...unattempted, redelivery: true, request: delivery.request });
    return Promise.resolve();
  }

  /** Events are kept back from now on, until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#pump();
  }

  /** Deliveries that wait: for their turn, or because they are held. */
  get waiting(): number {
    return this.#queue.length;
  }

  get isIdle(): boolean {
    return this.#underWay.size === 0;
  }

  /** Resolves when none is under way and none waits but those held. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Cuts off what is under way; it is attempted again by the next process on the same data. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #subscribers(
    event: SandboxEvent,
  ): readonly { readonly app: App; readonly installation: Installation }[] {
    const { state } = this.#context;
    const repository = repositoryOf(this.#context, event);
    return state.installations
      .filter((installation) => installationCovers(installation, repository))
      .flatMap((installation) => {
        const app = state.apps.get(installation.appId);
        return app !== undefined && wants(app, event) ? [{ app, installation }] : [];
      });
  }

  #enqueue(delivery: Omit<HookDelivery, "id">): void {
    const { state } = this.#context;
    const id = state.nextId("hookDeliveries");
    state.pendingDeliveries.put({ ...delivery, id });
    this.#queue.push(id);
    this.#pump();
  }

  #pump(): void {
    while (!this.#isHeld && !this.#closing.signal.aborted) {
      if (this.#underWay.size >= concurrentDeliveries) return;
      const id = this.#queue.shift();
      if (id === undefined) return;
      const attempt = this.#attempt(id).finally(() => {
        this.#underWay.delete(attempt);
        this.#pump();
      });
      this.#underWay.add(attempt);
    }
  }

  async #attempt(id: number): Promise<void> {
    const { state } = this.#context;
    const delivery = state.pendingDeliveries.get(id);
    const app = delivery === undefined ? undefined : state.apps.get(delivery.appId);
    if (delivery === undefined || app === undefined) return;
    const fate = this.rules.apply(delivery);
    if (fate?.kind === "delay") await this.#pause(fate.milliseconds);
    if (fate?.kind === "duplicate") await this.#send(app, delivery);
    const attempted =
      fate?.kind === "fail"
        ? this.#failed(delivery)
        : fate?.kind === "drop"
          ? undefined
          : await this.#send(app, delivery);
    if (this.#closing.signal.aborted) return;
    if (attempted !== undefined) state.hookDeliveries.put(attempted);
    state.pendingDeliveries.remove(id);
  }

  /** Undefined when GitHub would not send it at all. */
  async #send(app: App, delivery: HookDelivery): Promise<HookDelivery | undefined> {
    const { url } = app.webhook;
    const { payload } = delivery.request;
    const body = Buffer.from(JSON.stringify(payload));
    if (url === null || body.length > payloadLimit) return undefined;
    const host = new URL(this.#context.baseUrl()).host;
    const headers = hookHeaders(app, delivery, body, host);
    const deliveredAt = toIso(this.#context.now());
    const started = performance.now();
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#closing.signal]);
    const {
      statusCode,
      status,
      headers: answered,
      body: text,
    } = await post(url, {
      headers,
      body,
      signal,
    });
    return {
      ...delivery,
      deliveredAt,
      duration: Math.round(performance.now() - started) / 1000,
      status,
      statusCode,
      request: { headers, payload },
      response: { headers: answered, payload: text },
    };
  }

  #failed(delivery: HookDelivery): HookDelivery {
    const { request } = delivery;
    const deliveredAt = toIso(this.#context.now());
    return { ...delivery, deliveredAt, status: "failed to connect to host", request };
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#closing.signal });
    } catch {
      // Closing cuts the pause short.
    }
  }
}

const unattempted = {
  redelivery: false,
  deliveredAt: "1970-01-01T00:00:00Z",
  duration: 0,
  status: "pending",
  statusCode: 0,
  response: { headers: {}, payload: "" },
};

function wants(app: App, { event, appId }: SandboxEvent): boolean {
  const { url, active } = app.webhook;
  if (appId !== undefined && appId !== app.id) return false;
  return active && url !== null && app.events.includes(event);
}
