import type { Observer } from "../ham.ts";
import type { Clock } from "../ports/clock.ts";
import type { Swept, Watermark } from "../ports/deliveries.ts";

/**
 * Deliveries that were done, answers included: kept in Ham's file whenever nothing is under way, so that a
 * Ham that is started again fetches only what was left.
 */
export type DoneDeliveries = {
  /** Reads the file the first time. */
  readonly read: () => Promise<Swept>;
  /** Its job has ended well; its answers may still be on their way. */
  readonly add: (delivery: string) => void;
  /** Moves the watermark: what was done before `since` is not listed any more. */
  readonly sweptUntil: (until: string, since: string) => Promise<void>;
  /** Resolves when everything that was added is kept. */
  readonly settled: () => Promise<void>;
};

/** More within one sweep's reach are fetched again, which is harmless. */
const MAX_KEPT = 5_000;

export function createDoneDeliveries(
  ports: { readonly watermark: Watermark; readonly clock: Clock; readonly report: Observer },
  answers: { readonly settled: () => Promise<void>; readonly failures: () => number },
): DoneDeliveries {
  const { watermark, clock, report } = ports;
  let kept: Promise<Swept> | undefined;
  let added = new Map<string, string>();
  let keeping: Promise<void> | undefined;

  function read(): Promise<Swept> {
    kept ??= watermark.read().then((swept) => swept ?? { until: undefined, done: new Map() });
    return kept;
  }

  function add(delivery: string): void {
    added.set(delivery, clock.now());
    keeping ??= keep().finally(() => (keeping = undefined));
  }

  async function keep(): Promise<void> {
    while (added.size > 0) {
      const batch = added;
      added = new Map();
      const failures = answers.failures();
      await answers.settled();
      // An answer that was given up: a sweep has to look at all of them again.
      if (answers.failures() === failures) await change((swept) => withDone(swept, batch));
    }
  }

  /** Whoever changes the file changes what the one before made of it. */
  async function change(next: (swept: Swept) => Swept): Promise<void> {
    const changed = read().then(next);
    kept = changed;
    try {
      await watermark.write(await changed);
    } catch (error) {
      report({ kind: "fault", what: "watermark", error });
    }
  }

  return {
    read,
    add,
    sweptUntil: (until, since) => change(({ done }) => ({ until, done: newerThan(done, since) })),
    settled: async () => {
      while (keeping !== undefined) await keeping;
    },
  };
}

function withDone({ until, done }: Swept, added: ReadonlyMap<string, string>): Swept {
  return { until, done: new Map([...done, ...added].slice(-MAX_KEPT)) };
}

function newerThan(done: ReadonlyMap<string, string>, since: string): ReadonlyMap<string, string> {
  return new Map([...done].filter(([, at]) => Date.parse(at) >= Date.parse(since)));
}
