import type { SandboxContext } from "../context.ts";
import type { Reaction, ReactionContent } from "../model.ts";
import type { Actor } from "./accounts.ts";
import { toIso } from "./instants.ts";
import { invalid } from "./problem.ts";

const contents: readonly string[] = [
  "+1",
  "-1",
  "laugh",
  "confused",
  "heart",
  "hooray",
  "rocket",
  "eyes",
] satisfies readonly ReactionContent[];

function isReactionContent(text: unknown): text is ReactionContent {
  return typeof text === "string" && contents.includes(text);
}

/** Oldest first. */
export function listReactions(
  context: SandboxContext,
  subject: Reaction["subject"],
): readonly Reaction[] {
  return context.state.reactions.filter(
    (reaction) => reaction.subject.kind === subject.kind && reaction.subject.id === subject.id,
  );
}

/** A person reacts once with each content: a second time finds the first. No webhook tells of reactions. */
export function react(
  context: SandboxContext,
  actor: Actor,
  subject: Reaction["subject"],
  content: unknown,
): Promise<{ readonly reaction: Reaction; readonly created: boolean }> {
  if (!isReactionContent(content))
    throw invalid({ resource: "Reaction", field: "content", code: "invalid", value: content });
  const known = listReactions(context, subject).find(
    (reaction) => reaction.author === actor.login && reaction.content === content,
  );
  if (known !== undefined) return Promise.resolve({ reaction: known, created: false });
  const reaction: Reaction = {
    id: context.state.nextId("reactions"),
    subject,
    author: actor.login,
    content,
    createdAt: toIso(context.now()),
  };
  context.state.reactions.put(reaction);
  return Promise.resolve({ reaction, created: true });
}

export function unreact(context: SandboxContext, reaction: Reaction): Promise<void> {
  context.state.reactions.remove(reaction.id);
  return Promise.resolve();
}
