/** Whether what happened is among the events that a workflow's `on` asks for. */
import type {
  BranchFilterConfig,
  EventsConfig,
  PathFilterConfig,
  TagFilterConfig,
  TypesFilterConfig,
} from "@actions/workflow-parser/model/workflow-template";

import { matchesFilter } from "./filter-pattern.ts";
import { shortName } from "./trigger.ts";
import type { Trigger } from "./trigger.ts";

type Happening = Pick<Trigger, "event" | "action" | "ref" | "baseRef">;

/** By event, activity, branch and tag; the changed paths are another question. */
export function isAskedFor(events: EventsConfig, happening: Happening): boolean {
  switch (happening.event) {
    case "push":
      return events.push !== undefined && passesPush(events.push, happening.ref);
    case "pull_request": {
      const config = events.pull_request;
      if (config === undefined) return false;
      return (
        passesTypes(config, happening.action, pullActivities) &&
        passesNames(config.branches, config["branches-ignore"], happening.baseRef)
      );
    }
    case "merge_group":
      return (
        events.merge_group !== undefined &&
        passesTypes(events.merge_group, happening.action, ["checks_requested"])
      );
    case "workflow_dispatch":
      return events.workflow_dispatch !== undefined;
  }
}

/** The path filters that apply, if any: GitHub has none for tags. */
export function pathFilter(
  events: EventsConfig,
  { event, ref }: Happening,
): PathFilterConfig | undefined {
  const config =
    event === "push" ? events.push : event === "pull_request" ? events.pull_request : undefined;
  if (config === undefined || ref.startsWith("refs/tags/")) return undefined;
  return config.paths === undefined && config["paths-ignore"] === undefined ? undefined : config;
}

/** One changed path that passes is enough. */
export function passesPaths(filter: PathFilterConfig, changed: readonly string[]): boolean {
  const ignored = filter["paths-ignore"];
  return changed.some((path) => passesNames(filter.paths, ignored, path));
}

const pullActivities = ["opened", "synchronize", "reopened"];

/** With a filter for branches alone no tag passes, and the reverse; with none everything does. */
function passesPush(config: BranchFilterConfig & TagFilterConfig, ref: string): boolean {
  const branches = [config.branches, config["branches-ignore"]] as const;
  const tags = [config.tags, config["tags-ignore"]] as const;
  const isFiltered = (filters: typeof branches) => filters.some((filter) => filter !== undefined);
  const [own, other] = ref.startsWith("refs/tags/") ? [tags, branches] : [branches, tags];
  if (!isFiltered(own)) return !isFiltered(other);
  return passesNames(...own, shortName(ref));
}

function passesTypes(
  { types }: TypesFilterConfig,
  action: string | null,
  usual: readonly string[],
): boolean {
  const wanted = types === undefined || types.length === 0 ? usual : types;
  return action !== null && wanted.includes(action);
}

function passesNames(
  included: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
  name: string,
): boolean {
  if (included !== undefined) return matchesFilter(included, name);
  return ignored === undefined || !matchesFilter(ignored, name);
}
