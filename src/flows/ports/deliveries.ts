/** The App's log of webhook deliveries on GitHub, and where the last finished sweep left off. */
export type Deliveries = {
  /** All deliveries since then, oldest first, one per guid: the payload that was (to be) delivered. */
  readonly since: (time: string) => Promise<readonly LoggedDelivery[]>;
  /** Asks GitHub to deliver a failed one again. */
  readonly redeliver: (id: number) => Promise<void>;
};

export type LoggedDelivery = {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly deliveredAt: string;
  readonly delivered: boolean;
  /** Fetched only when asked for: it costs a call. */
  readonly payload: () => Promise<unknown>;
};

/** The one file Ham keeps; lost, the sweep looks back 24 hours. */
export type Watermark = {
  readonly read: () => Promise<string | undefined>;
  readonly write: (time: string) => Promise<void>;
};
