import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorNamed } from "../github/accounts.ts";
import { requestCheckAction } from "../github/checks.ts";
import { createComment, deleteComment, updateComment } from "../github/comments.ts";
import { issueByNumber } from "../github/issue-records.ts";
import { createIssue, updateIssue } from "../github/issues.ts";
import { addLabels, removeLabel } from "../github/labels.ts";
import { notFound } from "../github/problem.ts";
import { mergePull } from "../github/pull-merge.ts";
import { pullByNumber } from "../github/pull-records.ts";
import { openPull } from "../github/pulls.ts";
import type { Comment, Issue } from "../model.ts";
import { fullName, login, operation } from "./operation.ts";
import { requireRepository } from "./repository-operations.ts";

const place = { repository: fullName, number: v.number(), as: login };
const text = { title: v.string(), body: v.optional(v.nullable(v.string()), null), as: login };

/** What people do in issues and pull requests. `as` says who. */
export function conversationOperations(context: SandboxContext) {
  const actor = (name: string) => actorNamed(context, name);
  return {
    createIssue: operation(
      v.strictObject({ repository: fullName, ...text }),
      ({ repository, as, ...input }) =>
        createIssue(context, actor(as), requireRepository(context, repository), input),
    ),

    /** `head` is a branch, or `owner:branch` of a fork. */
    openPull: operation(
      v.strictObject({
        repository: fullName,
        ...text,
        head: v.string(),
        base: v.optional(v.string()),
        draft: v.optional(v.boolean(), false),
      }),
      ({ repository: name, as, base, ...input }) => {
        const repository = requireRepository(context, name);
        return openPull(context, actor(as), repository, {
          ...input,
          base: base ?? repository.defaultBranch,
        });
      },
    ),

    mergePull: operation(
      v.strictObject({
        ...place,
        method: v.optional(v.picklist(["merge", "squash", "rebase"]), "merge"),
      }),
      ({ as, method, ...where }) => {
        const repository = requireRepository(context, where.repository);
        const pull = pullByNumber(context, repository, where.number);
        if (pull === undefined) throw notFound(`There is no pull request ${where.number}`);
        return mergePull(context, actor(as), pull, { method });
      },
    ),

    setIssueState: operation(
      v.strictObject({ ...place, state: v.picklist(["open", "closed"]) }),
      ({ as, state, ...where }) =>
        updateIssue(context, actor(as), requireIssue(context, where), { state }),
    ),

    createComment: operation(
      v.strictObject({ ...place, body: v.string() }),
      ({ as, body, ...where }) =>
        createComment(context, actor(as), requireIssue(context, where), body),
    ),

    updateComment: operation(
      v.strictObject({ commentId: v.number(), as: login, body: v.string() }),
      ({ commentId, as, body }) =>
        updateComment(context, actor(as), requireComment(context, commentId), body),
    ),

    deleteComment: operation(
      v.strictObject({ commentId: v.number(), as: login }),
      async ({ commentId, as }) => {
        await deleteComment(context, actor(as), requireComment(context, commentId));
        return {};
      },
    ),

    addLabels: operation(
      v.strictObject({ ...place, labels: v.array(v.string()) }),
      ({ as, labels, ...where }) =>
        addLabels(context, actor(as), requireIssue(context, where), labels),
    ),

    removeLabel: operation(
      v.strictObject({ ...place, label: v.string() }),
      ({ as, label, ...where }) =>
        removeLabel(context, actor(as), requireIssue(context, where), label),
    ),

    /** Clicks one of a check run's buttons. */
    requestCheckAction: operation(
      v.strictObject({ checkRunId: v.number(), identifier: v.string(), as: login }),
      async ({ checkRunId, identifier, as }) => {
        const run = context.state.checkRuns.get(checkRunId);
        if (run === undefined) throw notFound(`There is no check run ${checkRunId}`);
        await requestCheckAction(context, actor(as), run, identifier);
        return {};
      },
    ),
  };
}

function requireIssue(
  context: SandboxContext,
  where: { readonly repository: string; readonly number: number },
): Issue {
  const repository = requireRepository(context, where.repository);
  const issue = issueByNumber(context, repository, where.number);
  if (issue === undefined) throw notFound(`There is no issue ${where.number}`);
  return issue;
}

function requireComment(context: SandboxContext, id: number): Comment {
  const comment = context.state.comments.get(id);
  if (comment === undefined) throw notFound(`There is no comment ${id}`);
  return comment;
}
