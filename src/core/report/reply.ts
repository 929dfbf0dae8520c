import { COMMANDS } from "../command/command.ts";
import { codeSpan, escapeMarkdown, mention, phraseOf, sentenceOf } from "./markdown.ts";
import { formatReplyMarker } from "./markers.ts";

/** What a reply says of one service's part of one request. */
export type ReplyLine = {
  /** As it was asked for: `/promote prod`. */
  readonly asked: string;
  /** Empty: the request as a whole. */
  readonly service: string;
  readonly sentence: string;
  readonly advice: string | undefined;
};

export type ReplyView = {
  readonly marker: string;
  readonly login: string;
  readonly lines: readonly ReplyLine[];
};

/** A short answer to refusals and failures; it mentions the person, because edits notify nobody. */
export function renderReply(view: ReplyView): string {
  const [only, second] = view.lines;
  const head = `😕 ${mention(view.login)}`;
  const text =
    only !== undefined && second === undefined
      ? `${head} ${lineText(only)}`
      : [
          `${head} not everything could be done:`,
          "",
          ...view.lines.map((line) => `- ${lineText(line)}`),
        ].join("\n");
  return `${text}\n\n${formatReplyMarker(view.marker)}\n`;
}

/** The answer to `/status`. */
export function renderStatusReply(marker: string, login: string, table: string): string {
  return [
    `${mention(login)} this is what runs where:`,
    "",
    "```",
    table.trimEnd(),
    "```",
    "",
    formatReplyMarker(marker),
    "",
  ].join("\n");
}

export function renderHelp(marker: string, login: string): string {
  const lines = COMMANDS.map(
    (one) => `| ${codeSpan(one.usage)} | ${sentenceOf(one.description)} |`,
  );
  return [
    `${mention(login)} this is what I understand, at the start of a line of a new comment:`,
    "",
    "| | |",
    "|---|---|",
    ...lines,
    "",
    "Labels do the same: `promote:<environment>` (it waits for the merge) and `release:<environment>`.",
    "",
    formatReplyMarker(marker),
    "",
  ].join("\n");
}

function lineText(line: ReplyLine): string {
  const service = line.service === "" ? "" : ` (${escapeMarkdown(line.service)})`;
  const advice = line.advice === undefined ? "" : ` ${sentenceOf(line.advice)}`;
  return `${codeSpan(line.asked)}${service}: ${phraseOf(line.sentence)}${advice}`;
}
