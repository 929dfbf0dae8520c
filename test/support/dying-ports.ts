import type { HamPorts } from "../../src/flows/ham.ts";

/** Dies at one call, before or after what the call does; from then on nothing gets through. */
export type Death = { readonly at: number; readonly when: "before" | "after" };

export type Dying = { readonly ports: HamPorts; readonly calls: () => number };

type Method = (...args: readonly unknown[]) => Promise<unknown>;

export function dyingPorts(ports: HamPorts, death: Death | undefined): Dying {
  let calls = 0;
  const isDead = (): boolean => death !== undefined && calls > death.at;

  function wrap<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, key, receiver): unknown {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== "function") return value;
        const method = value.bind(target) as Method;
        return async (...args: readonly unknown[]) => {
          if (isDead()) throw new Error("dead");
          const mine = calls;
          calls += 1;
          if (death?.at === mine && death.when === "before") throw new Error("killed before");
          const result = await method(...args);
          if (death !== undefined && mine >= death.at) throw new Error("killed after");
          return result;
        };
      },
    });
  }

  return {
    calls: () => calls,
    ports: {
      ...ports,
      config: wrap(ports.config),
      sources: wrap(ports.sources),
      conversations: wrap(ports.conversations),
      checks: wrap(ports.checks),
      deliveries: wrap(ports.deliveries),
      watermark: wrap(ports.watermark),
    },
  };
}
