import type { Caller } from "../context.ts";
import type { CallDescription } from "../faults/fault-rule.ts";
import type { Iso8601 } from "../model.ts";

export type LoggedCall = CallDescription & {
  readonly id: number;
  /** By the sandbox's clock. */
  readonly at: Iso8601;
  /** For example `installation ham@acme`. */
  readonly caller: string;
  /** Null when the connection was closed without an answer, and while the call is under way. */
  readonly status: number | null;
  /** Milliseconds; null while it is under way. */
  readonly duration: number | null;
  /** What struck it on purpose. */
  readonly fault: string | null;
};

export type LoggedStep = { readonly name: string; readonly calls: readonly LoggedCall[] };

/** Older calls are forgotten. */
const keptCalls = 100_000;

/** Every call that reached the API or git, in the order in which they began. */
export class RequestLog {
  readonly #now: () => Date;
  readonly #listeners = new Set<(call: LoggedCall) => void>();
  #calls: LoggedCall[] = [];
  #marks: { readonly name: string; readonly firstId: number }[] = [];
  #lastId = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Returns how to add what becomes known later: partly while it is under way, all of it at the end. */
  begin(call: CallDescription): (more: Partial<LoggedCall>) => void {
    const id = (this.#lastId += 1);
    const at = this.#now().toISOString();
    let logged: LoggedCall = {
      ...call,
      id,
      at,
      caller: "anonymous",
      status: null,
      duration: null,
      fault: null,
    };
    this.#calls.push(logged);
    if (this.#calls.length > keptCalls) this.#calls = this.#calls.slice(-keptCalls / 2);
    return (more) => {
      const index = this.#calls.findLastIndex((known) => known.id === id);
      logged = { ...logged, ...more };
      if (index !== -1) this.#calls[index] = logged;
      if (more.duration !== undefined) for (const listener of this.#listeners) listener(logged);
    };
  }

  /** Those from the latest mark of that name on, or all. */
  list(mark?: string): readonly LoggedCall[] {
    if (mark === undefined) return [...this.#calls];
    const found = this.#marks.findLast(({ name }) => name === mark);
    if (found === undefined) throw new Error(`there is no mark ${JSON.stringify(mark)} in the log`);
    return this.#calls.filter(({ id }) => id >= found.firstId);
  }

  /** From here on calls belong to this step. */
  mark(name: string): void {
    this.#marks.push({ name, firstId: this.#lastId + 1 });
  }

  /** The calls between each mark and the next. */
  steps(): readonly LoggedStep[] {
    return this.#marks.map(({ name, firstId }, index) => {
      const end = this.#marks[index + 1]?.firstId ?? Number.POSITIVE_INFINITY;
      return { name, calls: this.#calls.filter(({ id }) => id >= firstId && id < end) };
    });
  }

  /** Called at the end of each call. Returns what ends it. */
  listen(listener: (call: LoggedCall) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** One line: time, caller, what, status, duration. */
export function formatCall(call: LoggedCall): string {
  const status = call.status === null ? "---" : String(call.status);
  const duration = call.duration === null ? "…" : `${Math.round(call.duration)} ms`;
  const fault = call.fault === null ? "" : ` [${call.fault}]`;
  return `${call.at} ${call.caller}: ${formatWhat(call)} → ${status} ${duration}${fault}`;
}

export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "anonymous":
      return "anonymous";
    case "user":
      return caller.login;
    case "app":
      return `app ${caller.app.slug}`;
    case "installation":
      return `installation ${caller.app.slug}@${caller.installation.account}`;
    case "actions":
      return `workflow of repository ${caller.repositoryId}`;
  }
}

function formatWhat({ method, path, graphql }: LoggedCall): string {
  if (graphql === null) return `${method} ${path}`;
  const name = graphql.name === null ? "" : ` ${graphql.name}`;
  return `${graphql.kind}${name} { ${graphql.fields.join(" ")} }`;
}
