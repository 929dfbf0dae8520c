import type { SandboxContext } from "../context.ts";
import type { Issue } from "../model.ts";
import { issueJson } from "../rest/issue-json.ts";
import { pullJson } from "../rest/pull-json.ts";
import { isPull } from "./pull-records.ts";

/** Tells that something happened to an issue; for a pull request GitHub's event is `pull_request`. */
export async function emitIssueEvent(
  context: SandboxContext,
  what: {
    readonly issue: Issue;
    readonly action: string;
    readonly sender: string;
    readonly fields?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { issue, action, sender, fields = {} } = what;
  const { repositoryId } = issue;
  context.emit(
    isPull(issue)
      ? {
          event: "pull_request",
          action,
          repositoryId,
          sender,
          fields: {
            number: issue.number,
            pull_request: await pullJson(context, issue),
            ...fields,
          },
        }
      : {
          event: "issues",
          action,
          repositoryId,
          sender,
          fields: { issue: issueJson(context, issue), ...fields },
        },
  );
}
