import type { ReleaseIndexEntry } from "../config-repo/release-index.ts";
import { codeSpan, escapeMarkdown, phraseOf, sentenceOf, shortTime, truncate } from "./markdown.ts";
import { type AnsweredRecord, STATUS_MARKER, formatRecord } from "./markers.ts";

/** What the status comment of a pull request shows: the truth at one moment. */
export type StatusView = {
  readonly serverUrl: string;
  readonly configRepository: string;
  readonly pull: {
    readonly state: "open" | "closed" | "merged";
    readonly base: string;
    readonly mergeCommit: string | undefined;
  };
  readonly services: readonly ServiceView[];
  readonly environments: readonly string[];
  /** Labels that wait for the merge. */
  readonly waitingLabels: readonly string[];
  readonly answered: readonly AnsweredRecord[];
  /** Set while a newer `ham.yaml` has mistakes. */
  readonly configProblem: string | undefined;
};

export type ServiceView = {
  readonly service: string;
  /** Environments to which the pull request's base branch is released without being asked for. */
  readonly autoReleasedTo: readonly string[];
  readonly cells: readonly EnvironmentCell[];
};

export type EnvironmentCell = {
  readonly environment: string;
  readonly running: ReleaseIndexEntry | undefined;
  /** Does what runs there contain this pull request's change? Undefined: not merged, or not known. */
  readonly contains: boolean | undefined;
};

/** The newest outcomes are in sight, some earlier ones can be opened. */
const IN_SIGHT = 3;
const SHOWN_RECORDS = 20;
/** GitHub takes 65,536 characters. */
const MAX_BODY = 65_000;
const MAX_HIDDEN = 40_000;

/** The body of the one status comment; what is hidden at its end is read back by `parseRecords`. */
export function renderStatusComment(view: StatusView): string {
  const hidden = [STATUS_MARKER, ...fitting(view.answered), ""].join("\n");
  const visible = [
    headline(view),
    table(view),
    waiting(view),
    requests(view),
    problem(view),
    help(view),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
  return `${truncate(visible, MAX_BODY - hidden.length)}\n\n${hidden}`;
}

/** The newest records that fit; a request that is older than a day is not asked again anyway. */
function fitting(records: readonly AnsweredRecord[]): readonly string[] {
  const lines: string[] = [];
  let length = 0;
  for (const line of records.map(formatRecord).reverse()) {
    length += line.length + 1;
    if (length > MAX_HIDDEN) break;
    lines.unshift(line);
  }
  return lines;
}

function headline(view: StatusView): string {
  const { pull } = view;
  if (pull.state === "closed")
    return "This pull request was closed without a merge: nothing of it is released.";
  if (pull.state === "open")
    return [...view.services.map((one) => beforeMerge(one, pull.base)), furtherOn(view)].join("\n");
  return view.services.map((one) => afterMerge(one, view)).join("\n");
}

function beforeMerge(service: ServiceView, base: string): string {
  const name = `**${service.service}**`;
  if (service.autoReleasedTo.length === 0) {
    return `Nothing is released on its own when this is merged: ${codeSpan(base)} has no auto-release of ${name}.`;
  }
  return `Once merged, ${name} is released from ${codeSpan(base)} to ${bold(service.autoReleasedTo)} on its own.`;
}

/** How to go on from there: environments that no service of this branch reaches on its own. */
function furtherOn(view: StatusView): string {
  const asked = view.environments.filter((name) =>
    view.services.some((one) => !one.autoReleasedTo.includes(name)),
  );
  if (asked.length === 0) return "";
  const commands = asked.map((name) => codeSpan(`/promote ${name}`)).join(", then ");
  return `After that a comment takes it further: ${commands}.`;
}

function afterMerge(service: ServiceView, view: StatusView): string {
  const name = `**${service.service}**`;
  const there = service.cells
    .filter((cell) => cell.contains === true)
    .map((cell) => cell.environment);
  const missing = view.environments.filter((environment) => !there.includes(environment));
  if (there.length === 0) {
    const next = service.autoReleasedTo.filter((environment) => missing.includes(environment));
    return next.length === 0
      ? `This change of ${name} is merged and runs nowhere yet.`
      : `This change of ${name} is merged: its build is released to ${bold(next)} as soon as it is there.`;
  }
  const [next] = missing;
  return next === undefined
    ? `🚀 This change of ${name} runs everywhere: ${bold(there)}.`
    : `This change of ${name} runs in ${bold(there)}. Next: ${codeSpan(`/promote ${next}`)}`;
}

function table(view: StatusView): string {
  if (view.pull.state === "closed" || view.services.length === 0) return "";
  const header = `| |${view.environments.map((name) => ` ${name} |`).join("")}`;
  const rule = `|---|${view.environments.map(() => "---|").join("")}`;
  const rows = view.services.map(
    (one) =>
      `| **${one.service}** |${view.environments
        .map(
          (name) =>
            ` ${cellText(
              one.cells.find((cell) => cell.environment === name),
              view,
            )} |`,
        )
        .join("")}`,
  );
  return [header, rule, ...rows].join("\n");
}

function cellText(cell: EnvironmentCell | undefined, view: StatusView): string {
  const running = cell?.running;
  if (cell === undefined || running === undefined) return "–";
  const mark = cell.contains === true ? "✅ " : cell.contains === false ? "⏳ " : "";
  const link = `[${codeSpan(running.artifact)}](${view.serverUrl}/${running.repository}/commit/${running.commit})`;
  const how =
    running.intent === "AutoRelease" ? "auto-release" : `by ${escapeMarkdown(running.releasedBy)}`;
  return `${mark}${link}<br>${how}, ${shortTime(running.releasedAt)}`;
}

function waiting(view: StatusView): string {
  if (view.pull.state !== "open" || view.waitingLabels.length === 0) return "";
  return `Waiting for the merge: ${view.waitingLabels.map(codeSpan).join(", ")}.`;
}

function requests(view: StatusView): string {
  const shown = view.answered.filter((one) => one.reason !== "nothing-asked").slice(-SHOWN_RECORDS);
  const lines = shown.map((record) => `- ${recordText(record, view)}`).reverse();
  const inSight = lines.slice(0, IN_SIGHT).join("\n");
  const earlier = lines.slice(IN_SIGHT);
  if (earlier.length === 0) return inSight;
  return [
    inSight,
    "",
    "<details><summary>Earlier</summary>",
    "",
    ...earlier,
    "",
    "</details>",
  ].join("\n");
}

const OUTCOME_MARKS: Readonly<Record<AnsweredRecord["outcome"], string>> = {
  released: "🚀",
  "nothing-to-do": "💤",
  refused: "😕",
  failed: "💥",
};

function recordText(record: AnsweredRecord, view: StatusView): string {
  const service = record.service === "" ? "" : ` of **${escapeMarkdown(record.service)}**`;
  const what =
    record.asked === ""
      ? `auto-release${service}`
      : `${codeSpan(record.asked)}${service} by ${escapeMarkdown(record.by)}`;
  const link =
    record.commit !== null && /^[0-9a-f]{40}$/.test(record.commit)
      ? ` ([commit](${view.serverUrl}/${view.configRepository}/commit/${record.commit}))`
      : "";
  return `${OUTCOME_MARKS[record.outcome]} ${shortTime(record.at)}, ${what}: ${phraseOf(record.sentence)}${link}${alsoShipped(record)}`;
}

function alsoShipped(record: AnsweredRecord): string {
  if (record.shipsTotal === 0) return "";
  const more = record.shipsTotal - record.ships.length;
  const titles = record.ships.map((title) => `\n  - ${escapeMarkdown(title)}`).join("");
  return `<br>Also shipped with it:${titles}${more > 0 ? `\n  - and ${more} more` : ""}`;
}

function problem(view: StatusView): string {
  return view.configProblem === undefined
    ? ""
    : `⚠️ The newest ham.yaml has mistakes, the version before stays in force. ${sentenceOf(view.configProblem)}`;
}

function help(view: StatusView): string {
  return view.pull.state === "closed" ? "" : "<sub>Comment `/help` to see what I understand.</sub>";
}

function bold(names: readonly string[]): string {
  return names.map((name) => `**${name}**`).join(", ");
}
