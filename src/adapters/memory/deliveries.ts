import type { Job } from "../../flows/job.ts";
import type { Clock } from "../../flows/ports/clock.ts";
import type { Deliveries, LoggedDelivery, Watermark } from "../../flows/ports/deliveries.ts";

/** What GitHub delivered, or tried to. */
export class MemoryDeliveries implements Deliveries {
  readonly log: LoggedDelivery[] = [];
  readonly redelivered: number[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(job: Job): void {
    const id = this.log.length + 1;
    this.log.push({
      id,
      guid: `guid-${id}`,
      event: job.kind,
      deliveredAt: this.#clock.now(),
      delivered: true,
      job: () => Promise.resolve(job),
    });
  }

  readonly since = (time: string): Promise<readonly LoggedDelivery[]> =>
    Promise.resolve(this.log.filter((one) => Date.parse(one.deliveredAt) >= Date.parse(time)));

  readonly redeliver = (id: number): Promise<void> => {
    this.redelivered.push(id);
    return Promise.resolve();
  };
}

export class MemoryWatermark implements Watermark {
  time: string | undefined;

  readonly read = (): Promise<string | undefined> => Promise.resolve(this.time);

  readonly write = (time: string): Promise<void> => {
    this.time = time;
    return Promise.resolve();
  };
}
