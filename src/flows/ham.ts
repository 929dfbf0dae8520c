import type { Job } from "./job.ts";
import type { ArchiveReader } from "./ports/archive.ts";
import type { Clock } from "./ports/clock.ts";
import type { ConfigRepository } from "./ports/config-repository.ts";
import type { Checks, Conversations } from "./ports/conversation.ts";
import type { Deliveries, Watermark } from "./ports/deliveries.ts";
import type { SourceRepositories } from "./ports/source-repository.ts";

/** What Ham needs of the world. */
export type HamPorts = {
  /** `owner/name` of the config repository. */
  readonly configRepositoryName: string;
  /** The App's own login, `<slug>[bot]`. */
  readonly appLogin: string;
  /** Of web pages, without a trailing slash: `https://github.com`. */
  readonly serverUrl: string;
  readonly config: ConfigRepository;
  readonly sources: SourceRepositories;
  readonly conversations: Conversations;
  readonly checks: Checks;
  readonly deliveries: Deliveries;
  readonly watermark: Watermark;
  readonly archive: ArchiveReader;
  readonly clock: Clock;
  readonly report: Observer;
};

/** What happened, for logs and metrics; never decides anything. */
export type Observer = (event: HamEvent) => void;

export type HamEvent =
  | { readonly kind: "job-started"; readonly job: Job }
  | { readonly kind: "job-ended"; readonly job: Job; readonly ms: number }
  | { readonly kind: "fault"; readonly what: string; readonly error: unknown }
  | {
      readonly kind: "request-answered";
      readonly request: string;
      readonly service: string;
      readonly environment: string;
      readonly outcome: string;
      readonly reason: string | null;
    }
  | {
      readonly kind: "committed";
      readonly branch: string;
      readonly commit: string;
      readonly releases: number;
    };

/** Ham: told of what happened, it decides, commits and answers. */
export type Ham = {
  /** The delivery asks for nothing: it need not be looked at again. */
  readonly pass: (delivery: string) => void;
  /** Never rejects: what broke is reported and, where somebody asked, answered. Jobs may run at once. */
  readonly handle: (job: Job) => Promise<void>;
  /** Looks for everything that was missed since the last finished sweep and handles it. */
  readonly sweep: () => Promise<void>;
  /** Resolves when nothing is under way, answers included. */
  readonly settled: () => Promise<void>;
};
