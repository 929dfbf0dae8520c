import type { HamPorts } from "../../src/flows/ham.ts";

/** Ports that count: how many calls went out, and how many of them one after another. */
export type Recording = {
  readonly ports: HamPorts;
  readonly calls: string[];
  /** Rounds of calls that were under way at once, since the last reset. */
  readonly rounds: () => number;
  readonly reset: () => void;
};

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** These never change, so an adapter remembers them: asked again they cost nothing. */
const REMEMBERED = new Set(["config.loadArtifacts", "sources.compare", "sources.commit"]);

/**
 * Every call waits until nothing else can start, then all that wait are answered together: so the number
 * of rounds is the number of sequential round trips.
 */
export function recordingPorts(
  ports: HamPorts,
  before: (name: string) => void = () => undefined,
): Recording {
  const calls: string[] = [];
  const known = new Set<string>();
  let waiting: (() => void)[] = [];
  let rounds = 0;

  function round(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) void flush();
    });
  }

  async function flush(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    rounds += 1;
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  }

  function wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get(target, key, receiver): unknown {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== "function") return value;
        const method = value.bind(target) as Method;
        return async (...args: readonly unknown[]) => {
          const call = `${name}.${String(key)}`;
          const signature = `${call}(${JSON.stringify(args)})`;
          if (REMEMBERED.has(call) && known.has(signature)) return method(...args);
          before(call);
          calls.push(call);
          await round();
          const result = await method(...args);
          if (result !== undefined && !(Array.isArray(result) && result.length === 0)) {
            known.add(signature);
          }
          return result;
        };
      },
    });
  }

  return {
    calls,
    rounds: () => rounds,
    reset: () => {
      calls.length = 0;
      rounds = 0;
    },
    ports: {
      ...ports,
      config: wrap("config", ports.config),
      sources: wrap("sources", ports.sources),
      conversations: wrap("conversations", ports.conversations),
      checks: wrap("checks", ports.checks),
      deliveries: wrap("deliveries", ports.deliveries),
    },
  };
}
