/** Points an hour, each caller alone. */
export type PrimaryLimits = {
  readonly rest: number;
  readonly graphql: number;
  /** Requests without a token. */
  readonly anonymous: number;
};

export type SecondaryLimits = {
  /** Requests under way at once. */
  readonly concurrent: number;
  /** A read is 1 point, a write 5. */
  readonly restPointsPerMinute: number;
  /** A query is 1 point, a mutation 5. */
  readonly graphqlPointsPerMinute: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
  /** Whether blobs, trees, commits and refs count as content; GitHub does not say. */
  readonly gitDataIsContent: boolean;
};

/** `null`: not limited. GitHub Enterprise Server has both switched off unless its administrator turns them on. */
export type LimitOptions = {
  readonly primary: PrimaryLimits | null;
  readonly secondary: SecondaryLimits | null;
};

export const noLimits: LimitOptions = { primary: null, secondary: null };

/** What github.com applies to an App's installation. */
export const githubLimits = {
  primary: { rest: 5000, graphql: 5000, anonymous: 60 },
  secondary: {
    concurrent: 100,
    restPointsPerMinute: 900,
    graphqlPointsPerMinute: 2000,
    contentPerMinute: 80,
    contentPerHour: 500,
    gitDataIsContent: false,
  },
} as const satisfies LimitOptions;

/** GitHub's limits with some of them changed, or with one kind switched off by `null`. */
export type LimitChanges = {
  readonly primary?: Changes<PrimaryLimits> | null | undefined;
  readonly secondary?: Changes<SecondaryLimits> | null | undefined;
};

type Changes<Limits> = { readonly [Name in keyof Limits]?: Limits[Name] | undefined };

/** `true`: GitHub's; `false`: none; an object: what it names, the rest as GitHub has it. */
export function toLimitOptions(limits: boolean | LimitChanges): LimitOptions {
  if (limits === false) return noLimits;
  if (limits === true) return githubLimits;
  const { primary, secondary } = limits;
  return {
    primary: primary === null ? null : changed<PrimaryLimits>(githubLimits.primary, primary ?? {}),
    secondary:
      secondary === null ? null : changed<SecondaryLimits>(githubLimits.secondary, secondary ?? {}),
  };
}

function changed<Limits extends object>(limits: Limits, changes: Changes<Limits>): Limits {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...limits, ...Object.fromEntries(given) };
}
