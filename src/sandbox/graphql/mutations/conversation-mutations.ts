import { requireRole } from "../../github/access.ts";
import { actorOf } from "../../github/accounts.ts";
import { createComment, deleteComment, updateComment } from "../../github/comments.ts";
import { latestIssue } from "../../github/issue-records.ts";
import { addLabels, removeLabel } from "../../github/labels.ts";
import { notFound, unprocessable } from "../../github/problem.ts";
import { listReactions, react, unreact } from "../../github/reactions.ts";
import { parseNodeId } from "../../github/node-id.ts";
import type { Comment, Issue, Label, Reaction, Repository } from "../../model.ts";
import { commentByNodeId, issueByNodeId, labelByNodeId } from "../node-records.ts";
import { requireWriting } from "../permissions.ts";
import type { Views } from "../view.ts";
import { reactableView, reactionContents } from "../views/reaction-views.ts";
import type { ReactionName } from "../views/reaction-views.ts";
import { mutation } from "./mutation.ts";

/** Comments, labels and reactions. */
export function conversationMutations(views: Views) {
  return { ...commentMutations(views), ...labelMutations(views), ...reactionMutations(views) };
}

function commentMutations(views: Views) {
  const { context, caller } = views;
  return {
    addComment: mutation<{ readonly subjectId: string; readonly body: string }>(
      views,
      "addComment",
      async ({ subjectId, body }) => {
        const issue = writableIssue(views, subjectId);
        const comment = await createComment(context, actorOf(context, caller), issue, body);
        const node = () => views.comment(comment);
        return {
          commentEdge: { cursor: Buffer.from(`cursor:0:${comment.id}`).toString("base64"), node },
          subject: () => views.issue(latestIssue(context, issue)),
        };
      },
    ),
    updateIssueComment: mutation<{ readonly id: string; readonly body: string }>(
      views,
      "updateIssueComment",
      async ({ id, body }) => {
        const comment = ownComment(views, id);
        const edited = await updateComment(context, actorOf(context, caller), comment, body);
        return { issueComment: () => views.comment(edited) };
      },
    ),
    deleteIssueComment: mutation<{ readonly id: string }>(
      views,
      "deleteIssueComment",
      async ({ id }) => {
        await deleteComment(context, actorOf(context, caller), ownComment(views, id));
        return {};
      },
    ),
  };
}

type LabelInput = { readonly labelableId: string; readonly labelIds: readonly string[] };

function labelMutations(views: Views) {
  const { context, caller } = views;
  return {
    addLabelsToLabelable: mutation<LabelInput>(views, "addLabelsToLabelable", async (input) => {
      const { issue, labels } = labelling(views, input);
      const names = labels.map(({ name }) => name);
      const changed = await addLabels(context, actorOf(context, caller), issue, names);
      return { labelable: () => views.issue(changed) };
    }),
    removeLabelsFromLabelable: mutation<LabelInput>(
      views,
      "removeLabelsFromLabelable",
      async (input) => {
        const { issue, labels } = labelling(views, input);
        const actor = actorOf(context, caller);
        for (const { name } of labels)
          if (latestIssue(context, issue).labels.includes(name))
            await removeLabel(context, actor, issue, name);
        return { labelable: () => views.issue(latestIssue(context, issue)) };
      },
    ),
  };
}

type ReactionInput = { readonly subjectId: string; readonly content: ReactionName };

function reactionMutations(views: Views) {
  const { context, caller } = views;
  const payload = (reaction: Reaction) => ({
    reaction: () => views.reaction(reaction),
    reactionGroups: () => views.reactionGroups(reaction.subject),
    subject: () => reactableView(views, reaction.subject),
  });
  return {
    addReaction: mutation<ReactionInput>(views, "addReaction", async ({ subjectId, content }) => {
      const subject = writableSubject(views, subjectId);
      const actor = actorOf(context, caller);
      const { reaction } = await react(context, actor, subject, reactionContents[content]);
      return payload(reaction);
    }),
    removeReaction: mutation<ReactionInput>(
      views,
      "removeReaction",
      async ({ subjectId, content }) => {
        const subject = writableSubject(views, subjectId);
        const { login } = actorOf(context, caller);
        const own = listReactions(context, subject).find(
          (known) => known.author === login && known.content === reactionContents[content],
        );
        if (own === undefined) throw unprocessable(`There is no ${content} reaction by ${login}.`);
        await unreact(context, own);
        return payload(own);
      },
    ),
  };
}

function writableIssue(views: Views, id: string): Issue {
  const { item, repository } = issueByNodeId(views, id);
  requireWriting(views, repository, "conversation");
  return item;
}

/** People change their own comments, and those who may push everybody's; an App with the permission any. */
function ownComment(views: Views, id: string): Comment {
  const { item, repository } = commentByNodeId(views, id);
  requireWriting(views, repository, "conversation");
  const { caller, context } = views;
  const isOwn = caller.kind === "user" && caller.login.toLowerCase() === item.author.toLowerCase();
  if (!isOwn) requireRole(context, caller, repository, "write");
  return item;
}

function labelling(
  views: Views,
  { labelableId, labelIds }: LabelInput,
): { readonly issue: Issue; readonly labels: readonly Label[] } {
  const { item, repository } = issueByNodeId(views, labelableId);
  requireWriting(views, repository, "conversation");
  requireRole(views.context, views.caller, repository, "triage");
  return { issue: item, labels: labelIds.map((id) => labelOf(views, repository, id)) };
}

function labelOf(views: Views, repository: Repository, id: string): Label {
  const { item, repository: where } = labelByNodeId(views, id);
  if (where.id !== repository.id) throw notFound(`The label ${item.name} is another repository's.`);
  return item;
}

function writableSubject(views: Views, id: string): Reaction["subject"] {
  const isComment = parseNodeId(id)?.kind === "IssueComment";
  const { item, repository } = isComment ? commentByNodeId(views, id) : issueByNodeId(views, id);
  requireWriting(views, repository, "conversation");
  return { kind: isComment ? "comment" : "issue", id: item.id };
}
