import type { SandboxContext } from "../context.ts";
import type { Comment, Issue, Label, Repository } from "../model.ts";
import { notFound } from "./problem.ts";

export function issueById(context: SandboxContext, id: number): Issue | undefined {
  return context.state.issues.get(id);
}

/** Issues and pull requests share their numbers. */
export function issueByNumber(
  context: SandboxContext,
  repository: Pick<Repository, "id">,
  number: number,
): Issue | undefined {
  return context.state.issues.find(
    (issue) => issue.repositoryId === repository.id && issue.number === number,
  );
}

export function issuesOf(context: SandboxContext, repository: Repository): readonly Issue[] {
  return context.state.issues.filter((issue) => issue.repositoryId === repository.id);
}

/** The record as it is now: others may have changed it since `issue` was read. */
export function latestIssue(context: SandboxContext, issue: Issue): Issue {
  return issueById(context, issue.id) ?? issue;
}

export function issueOfComment(context: SandboxContext, comment: Comment): Issue {
  const issue = issueByNumber(context, { id: comment.repositoryId }, comment.issueNumber);
  if (issue === undefined) throw notFound();
  return issue;
}

/** Names are the same whatever their case. */
export function labelByName(repository: Repository, name: string): Label | undefined {
  const wanted = name.toLowerCase();
  return repository.labels.find((label) => label.name.toLowerCase() === wanted);
}

/** What to show for a label that was on an issue and does not exist any more. */
export function labelOrNameOnly(repository: Repository, name: string): Label {
  return labelByName(repository, name) ?? { id: 0, name, color: "ededed" };
}
