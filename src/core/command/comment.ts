import { fromMarkdown } from "mdast-util-from-markdown";

import { type Refusal, refuse } from "../refusal.ts";
import { MAX_COMMANDS, type ParsedCommand, parseCommand } from "./command.ts";

/** What a comment asks for: commands in their order, or one refusal for the whole of it. */
export type CommentCommands =
  { readonly kind: "commands"; readonly commands: readonly ParsedCommand[] } | Refusal;

/** GitHub's own limit of a comment. */
const MAX_COMMENT_LENGTH = 65_536;

/** Commands at the start of a line, outside code and quotes. */
export function parseComment(body: string): CommentCommands {
  const commands = commandLines(body.slice(0, MAX_COMMENT_LENGTH)).flatMap((line) => {
    const command = parseCommand(line);
    return command === undefined ? [] : [command];
  });
  if (commands.length <= MAX_COMMANDS) return { kind: "commands", commands };
  return refuse(
    "too-many-commands",
    `one comment may hold ${MAX_COMMANDS} commands, and this one has ${commands.length}; none was carried out`,
    {
      advice: "split them into several comments",
      evidence: { commands: commands.length, limit: MAX_COMMANDS },
    },
  );
}

type Block = {
  readonly type: string;
  readonly children?: readonly Block[];
  readonly position?:
    | {
        readonly start: { readonly line: number; readonly column: number };
        readonly end: { readonly line: number };
      }
    | undefined;
};

/** Parsing Markdown costs; a comment without a slash at the start of a line needs none. */
const MAY_BE_COMMAND = /^[ \t]{0,3}\/[A-Za-z]/m;

function commandLines(body: string): readonly string[] {
  if (!MAY_BE_COMMAND.test(body)) return [];
  const lines = body.split(/\r\n|\r|\n/);
  const kept = hiddenLines(fromMarkdown(body));
  return lines.filter((line, index) => MAY_BE_COMMAND.test(line) && !kept.has(index + 1));
}

/** Lines inside code, quotes, HTML and lists: text that is shown, not asked for. */
function hiddenLines(root: Block): ReadonlySet<number> {
  const hidden = new Set<number>();
  const visit = (block: Block): void => {
    if (HIDING.has(block.type)) {
      for (const line of linesOf(block)) hidden.add(line);
      return;
    }
    block.children?.forEach(visit);
  };
  visit(root);
  return hidden;
}

/** Inline code or HTML that starts within a line leaves the beginning of that line as it is. */
function linesOf({ position }: Block): readonly number[] {
  if (position === undefined) return [];
  const first = position.start.column > 4 ? position.start.line + 1 : position.start.line;
  return Array.from({ length: Math.max(0, position.end.line - first + 1) }, (_, i) => first + i);
}

const HIDING = new Set(["code", "inlineCode", "blockquote", "html", "list"]);
