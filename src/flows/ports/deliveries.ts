import type { Job } from "../job.ts";

/** The App's log of webhook deliveries on GitHub. */
export type Deliveries = {
  /** All deliveries since then, oldest first, one per guid, successful ones too: acknowledged isn't done. */
  readonly since: (time: string) => Promise<readonly LoggedDelivery[]>;
  /** Asks GitHub to deliver a failed one again. */
  readonly redeliver: (id: number) => Promise<void>;
};

export type LoggedDelivery = {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly deliveredAt: string;
  /** Did any attempt at it succeed? */
  readonly delivered: boolean;
  /** What a handler would have made of the payload; fetched when asked for, one call. */
  readonly job: () => Promise<Job | undefined>;
};

/** The one file Ham keeps; lost, the sweep looks back 24 hours. */
export type Watermark = {
  /** Undefined: there is none, or it can't be read. */
  readonly read: () => Promise<Swept | undefined>;
  readonly write: (swept: Swept) => Promise<void>;
};

/** What need not be looked at again. */
export type Swept = {
  /** When the last finished sweep began; undefined: none has finished yet. */
  readonly until: string | undefined;
  /** Guids of deliveries that were done since then, answers included, and when. */
  readonly done: ReadonlyMap<string, string>;
};
