import { mkdirSync } from "node:fs";

import type {
  AccessToken,
  Account,
  App,
  CheckRun,
  Comment,
  CommitStatus,
  Deployment,
  DeploymentStatus,
  HookDelivery,
  Installation,
  Issue,
  Organization,
  Reaction,
  Repository,
  RunArtifact,
  TimelineEvent,
  UserToken,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from "./model.ts";
import { Collection } from "./state/collection.ts";
import { isStoredItem } from "./state/journal-schema.ts";
import type { JournalEntry } from "./state/journal-schema.ts";
import { noJournal, readJournal, startJournal } from "./state/journal.ts";
import type { Journal } from "./state/journal.ts";
import { createPayloadFiles, noPayloadFiles, withoutPayload } from "./state/payloads.ts";
import type { PayloadFiles } from "./state/payloads.ts";

/** What the sandbox remembers about itself, for example by how much its clock was advanced. */
export type Setting = { readonly name: string; readonly value: unknown };

/**
 * Everything the sandbox keeps apart from git: collections of plain records, in memory. With a data folder each
 * change is also journalled there, so that a restart finds it, also after a kill; `flush` before an answer is sent.
 */
export class SandboxState {
  readonly #stored = new Map<string, StoredCollection>();
  readonly #numbers = new Map<string, number>();
  readonly #payloads: PayloadFiles;
  #journal: Journal = noJournal;

  readonly accounts: Collection<Account, number>;
  readonly organizations: Collection<Organization, string>;
  readonly userTokens: Collection<UserToken, string>;
  readonly accessTokens: Collection<AccessToken, string>;
  readonly apps: Collection<App, number>;
  readonly installations: Collection<Installation, number>;
  readonly repositories: Collection<Repository, number>;
  readonly issues: Collection<Issue, number>;
  readonly comments: Collection<Comment, number>;
  readonly reactions: Collection<Reaction, number>;
  readonly timelineEvents: Collection<TimelineEvent, number>;
  readonly commitStatuses: Collection<CommitStatus, number>;
  readonly checkRuns: Collection<CheckRun, number>;
  readonly deployments: Collection<Deployment, number>;
  readonly deploymentStatuses: Collection<DeploymentStatus, number>;
  readonly workflows: Collection<Workflow, number>;
  readonly workflowRuns: Collection<WorkflowRun, number>;
  readonly workflowJobs: Collection<WorkflowJob, number>;
  readonly artifacts: Collection<RunArtifact, number>;
  /** The log of deliveries; with a data folder their payloads are files, read when asked for. */
  readonly hookDeliveries: Collection<HookDelivery, number>;
  /** Deliveries still to be attempted; what their attempt will fill in is empty. */
  readonly pendingDeliveries: Collection<HookDelivery, number>;
  /** What the sandbox remembers about itself. */
  readonly settings: Collection<Setting, string>;

  /** Nothing outlives the object; `SandboxState.open` makes one that is kept. */
  constructor(payloads: PayloadFiles = noPayloadFiles) {
    this.#payloads = payloads;
    this.accounts = this.#numbered("accounts");
    this.organizations = this.#collection("organizations", ({ login }) => login);
    this.userTokens = this.#collection("userTokens", ({ token }) => token);
    this.accessTokens = this.#collection("accessTokens", ({ token }) => token);
    this.apps = this.#numbered("apps");
    this.installations = this.#numbered("installations");
    this.repositories = this.#numbered("repositories");
    this.issues = this.#numbered("issues");
    this.comments = this.#numbered("comments");
    this.reactions = this.#numbered("reactions");
    this.timelineEvents = this.#numbered("timelineEvents");
    this.commitStatuses = this.#numbered("commitStatuses");
    this.checkRuns = this.#numbered("checkRuns");
    this.deployments = this.#numbered("deployments");
    this.deploymentStatuses = this.#numbered("deploymentStatuses");
    this.workflows = this.#numbered("workflows");
    this.workflowRuns = this.#numbered("workflowRuns");
    this.workflowJobs = this.#numbered("workflowJobs");
    this.artifacts = this.#numbered("artifacts");
    this.hookDeliveries = this.#deliveries("hookDeliveries");
    this.pendingDeliveries = this.#deliveries("pendingDeliveries");
    this.settings = this.#collection("settings", ({ name }) => name);
  }

  /** The state that the folder holds; an empty one when it is new. */
  static open(dataFolder: string): SandboxState {
    mkdirSync(dataFolder, { recursive: true });
    const state = new SandboxState(createPayloadFiles(dataFolder));
    for (const entry of readJournal(dataFolder)) state.#load(entry);
    state.#journal = startJournal(dataFolder, state.#snapshot());
    return state;
  }

  /** 1, 2, 3 … for each kind, never one twice, also after the record is gone. Any name is a kind. */
  nextId(kind: string): number {
    const id = (this.#numbers.get(kind) ?? 0) + 1;
    this.#numbers.set(kind, id);
    this.#journal.append({ do: "number", in: kind, id });
    return id;
  }

  /** Afterwards every change so far survives a kill of the process. */
  flush(): void {
    this.#journal.flush();
  }

  close(): void {
    this.#journal.close();
    this.#journal = noJournal;
  }

  #load(entry: JournalEntry): void {
    switch (entry.do) {
      case "number":
        this.#numbers.set(entry.in, entry.id);
        return;
      case "put":
        this.#stored.get(entry.in)?.put(entry.item);
        return;
      case "remove":
        this.#stored.get(entry.in)?.remove(entry.key);
        return;
    }
  }

  #snapshot(): readonly JournalEntry[] {
    const numbers = [...this.#numbers].map(
      ([kind, id]) => ({ do: "number", in: kind, id }) as const,
    );
    return [...numbers, ...[...this.#stored.values()].flatMap(({ entries }) => entries())];
  }

  #numbered<Item extends { readonly id: number }>(name: string): Collection<Item, number> {
    return this.#collection(name, ({ id }) => id);
  }

  #deliveries(name: string): Collection<HookDelivery, number> {
    return this.#collection(name, ({ id }) => id, {
      keep: (delivery) => this.#payloads.keep(delivery),
      toStored: withoutPayload,
    });
  }

  #collection<Item extends object, Key extends string | number>(
    name: string,
    keyOf: (item: Item) => Key,
    shape: {
      readonly keep?: (item: Item) => Item;
      readonly toStored?: (item: Item) => Item;
    } = {},
  ): Collection<Item, Key> {
    const { toStored = (item: Item) => item } = shape;
    const putEntry = (item: Item) => ({ do: "put", in: name, item: toStored(item) }) as const;
    const collection = new Collection<Item, Key>({
      keyOf,
      ...(shape.keep === undefined ? {} : { keep: shape.keep }),
      onPut: (item) => this.#journal.append(putEntry(item)),
      onRemove: (key) => this.#journal.append({ do: "remove", in: name, key }),
    });
    this.#stored.set(name, {
      put: (item) => {
        if (isStoredItem(item, keyOf)) collection.put(item);
      },
      remove: (key) => {
        const stored = collection.find((item) => keyOf(item) === key);
        if (stored !== undefined) collection.remove(keyOf(stored));
      },
      entries: () => collection.list().map(putEntry),
    });
    return collection;
  }
}

/** A collection as the journal sees it. */
type StoredCollection = {
  readonly put: (item: object) => void;
  readonly remove: (key: string | number) => void;
  readonly entries: () => readonly JournalEntry[];
};
