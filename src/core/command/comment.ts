import { type Refusal, refuse } from "../refusal.ts";
import { MAX_COMMANDS, type ParsedCommand, parseCommand } from "./command.ts";
import { visibleLines } from "./visible-lines.ts";

/** What a comment asks for: commands in their order, or one refusal for the whole of it. */
export type CommentCommands =
  | { readonly kind: "commands"; readonly commands: readonly ParsedCommand[] }
  | (Refusal & {
      /** The first of the commands, as written. */
      readonly first: string;
    });

/** GitHub's own limit of a comment. */
const MAX_COMMENT_LENGTH = 65_536;

/** Commands at the start of a line, outside code and quotes. */
export function parseComment(body: string): CommentCommands {
  const commands = commandLines(body.slice(0, MAX_COMMENT_LENGTH)).flatMap((line) => {
    const command = parseCommand(line);
    return command === undefined ? [] : [command];
  });
  const [first] = commands;
  if (first === undefined || commands.length <= MAX_COMMANDS) return { kind: "commands", commands };
  const refusal = refuse(
    "too-many-commands",
    `one comment may hold ${MAX_COMMANDS} commands, and this one has ${commands.length}; none was carried out`,
    {
      advice: "split them into several comments",
      evidence: { commands: commands.length, limit: MAX_COMMANDS },
    },
  );
  return { ...refusal, first: first.text };
}

/** More columns would be code. */
const MAY_BE_COMMAND = /^ {0,3}\/[A-Za-z]/;

function commandLines(body: string): readonly string[] {
  return visibleLines(body).filter((line) => MAY_BE_COMMAND.test(line));
}
