import type { Job } from "../../flows/job.ts";
import type { Clock } from "../../flows/ports/clock.ts";
import type { Deliveries, LoggedDelivery, Swept, Watermark } from "../../flows/ports/deliveries.ts";

/** What GitHub delivered, or tried to. */
export class MemoryDeliveries implements Deliveries {
  readonly log: LoggedDelivery[] = [];
  readonly redelivered: number[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns its guid. */
  record(job: Job): string {
    const id = this.log.length + 1;
    const guid = `guid-${id}`;
    this.log.push({
      id,
      guid,
      event: job.kind,
      deliveredAt: this.#clock.now(),
      delivered: true,
      job: () => Promise.resolve(job),
    });
    return guid;
  }

  readonly since = (time: string): Promise<readonly LoggedDelivery[]> =>
    Promise.resolve(this.log.filter((one) => Date.parse(one.deliveredAt) >= Date.parse(time)));

  readonly redeliver = (id: number): Promise<void> => {
    this.redelivered.push(id);
    return Promise.resolve();
  };
}

export class MemoryWatermark implements Watermark {
  swept: Swept | undefined;

  get time(): string | undefined {
    return this.swept?.until;
  }

  readonly read = (): Promise<Swept | undefined> => Promise.resolve(this.swept);

  readonly write = (swept: Swept): Promise<void> => {
    this.swept = swept;
    return Promise.resolve();
  };
}
