/** What the demo claims, as its JSON says it: all that the judge is told. */
export type Claims = {
  /** Path of the bare folder. */
  readonly configRepository: string;
  readonly steps: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly reason: string | null;
    readonly request: string | null;
    readonly commit: string | null;
    readonly environment: string | null;
  }[];
  /** Head by environment. */
  readonly environments: Readonly<Record<string, string>>;
};

/** A conversation as a person sees it. */
export type Conversation = {
  readonly number: number;
  readonly comments: readonly {
    readonly id: number;
    readonly author: string;
    readonly body: string;
    /** Contents of Ham's own reactions. */
    readonly marks: readonly string[];
  }[];
};
