import { allows } from "../../github/access.ts";
import { commentById } from "../../github/comments.ts";
import { issueById } from "../../github/issue-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { notFound } from "../../github/problem.ts";
import { listReactions } from "../../github/reactions.ts";
import type { Reaction, ReactionContent, Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";
import { viewerLogin } from "./account-views.ts";

/** REST's names by GraphQL's, in the order in which GitHub shows them. */
export const reactionContents = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
} as const satisfies Readonly<Record<string, ReactionContent>>;

export type ReactionName = keyof typeof reactionContents;

type Subject = Reaction["subject"];

/** `Reactable`, of a comment, an issue or a pull request. */
export function reactableFields(views: Views, subject: Subject, repository: Repository) {
  const { context, caller } = views;
  return {
    reactionGroups: () => views.reactionGroups(subject),
    reactions: (args: ReactionsArguments) => reactionConnection(views, subject, args),
    viewerCanReact: () =>
      ["issues", "pull_requests"].some((permission) =>
        allows(context, caller, repository, permission, "write"),
      ),
  };
}

export function reactionView(views: Views, reaction: Reaction): View {
  return {
    __typename: "Reaction",
    id: formatNodeId("Reaction", reaction.id),
    content: nameOf(reaction.content),
    createdAt: reaction.createdAt,
    user: () => views.user(reaction.author),
    reactable: () => reactableView(views, reaction.subject),
  };
}

/** All eight, also those that nobody has chosen. */
export function reactionGroupViews(views: Views, subject: Subject): readonly View[] {
  const reactions = listReactions(views.context, subject);
  return Object.entries(reactionContents).map(([name, content]) => {
    const own = reactions.filter((reaction) => reaction.content === content);
    return {
      __typename: "ReactionGroup",
      content: name,
      createdAt: own[0]?.createdAt ?? null,
      subject: () => reactableView(views, subject),
      viewerHasReacted: isByViewer(views, own),
      reactors: (args: PageArguments) =>
        connection({
          name: "reactors",
          args,
          items: own,
          keyOf: ({ id }) => id,
          toNode: ({ author }) => views.actor(author),
          toEdge: ({ createdAt }) => ({ reactedAt: createdAt }),
        }),
    };
  });
}

export function reactableView(views: Views, { kind, id }: Subject): View {
  const { context } = views;
  const comment = kind === "comment" ? commentById(context, id) : undefined;
  const issue = kind === "issue" ? issueById(context, id) : undefined;
  if (comment !== undefined) return views.comment(comment);
  if (issue !== undefined) return views.issue(issue);
  throw notFound();
}

type ReactionsArguments = PageArguments & {
  readonly content?: ReactionName | null;
  readonly orderBy?: { readonly direction: "ASC" | "DESC" } | null;
};

function reactionConnection(
  views: Views,
  subject: Subject,
  { content, orderBy, ...args }: ReactionsArguments,
) {
  const reactions = listReactions(views.context, subject).filter(
    (reaction) => !content || reaction.content === reactionContents[content],
  );
  return {
    ...connection({
      name: "reactions",
      args,
      items: orderBy?.direction === "DESC" ? reactions.toReversed() : reactions,
      keyOf: ({ id }) => id,
      toNode: views.reaction,
    }),
    viewerHasReacted: isByViewer(views, reactions),
  };
}

function isByViewer(views: Views, reactions: readonly Reaction[]): boolean {
  const viewer = viewerLogin(views);
  return reactions.some(({ author }) => author === viewer);
}

function nameOf(content: ReactionContent): string {
  const [name] = Object.entries(reactionContents).find(([, known]) => known === content) ?? [];
  return name ?? content;
}
