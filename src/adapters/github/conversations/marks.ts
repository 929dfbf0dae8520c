import * as v from "valibot";

import type { CommentReference, Mark } from "../../../flows/ports/conversation.ts";
import { type Client, list } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { isGithubError } from "../github-error.ts";

const MARKS: Readonly<Record<string, Mark>> = {
  eyes: "taken",
  rocket: "done",
  confused: "not-done",
};

const reactionSchema = v.object({
  content: v.string(),
  user: v.nullable(v.object({ login: v.string() })),
});

/** Ham's own reactions; none when the comment is gone. */
export async function readMarks(
  client: Client,
  comment: CommentReference,
  appLogin: string,
): Promise<readonly Mark[]> {
  const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
  const parameters = {
    ...repositoryParameters(comment.repository),
    comment_id: comment.commentId,
  };
  try {
    const reactions = (await list(client, route, parameters, v.array(reactionSchema))).flat();
    return reactions
      .filter(({ user }) => user?.login.toLowerCase() === appLogin.toLowerCase())
      .flatMap(({ content }) => MARKS[content] ?? []);
  } catch (error) {
    if (isGithubError(error, "not-found")) return [];
    throw error;
  }
}
