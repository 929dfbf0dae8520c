import type { SandboxContext } from "../context.ts";
import type { Issue, TimelineEvent } from "../model.ts";
import { toIso } from "./instants.ts";

/** Oldest first. */
export function timelineOf(context: SandboxContext, issue: Issue): readonly TimelineEvent[] {
  return context.state.timelineEvents.filter(
    (event) => event.repositoryId === issue.repositoryId && event.issueNumber === issue.number,
  );
}

/** Adds to what the timeline of an issue or pull request lists. */
export function recordTimelineEvent(
  context: SandboxContext,
  issue: Issue,
  what: {
    readonly event: TimelineEvent["event"];
    readonly actor: string;
    readonly label?: string;
  },
): TimelineEvent {
  const event: TimelineEvent = {
    id: context.state.nextId("timelineEvents"),
    repositoryId: issue.repositoryId,
    issueNumber: issue.number,
    event: what.event,
    actor: what.actor,
    label: what.label ?? null,
    createdAt: toIso(context.now()),
  };
  context.state.timelineEvents.put(event);
  return event;
}
