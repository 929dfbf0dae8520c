import * as v from "valibot";

import type { ListedComment } from "../../../flows/ports/conversation.ts";
import { type Client, dataOf, list } from "../client.ts";
import { DocumentBuilder, repositoryParameters } from "../document.ts";
import { moment, parseAnswer, present } from "../schema.ts";
import type { NodeIds } from "./node-ids.ts";
import type { Threads } from "./threads.ts";

const commentSchema = v.object({
  id: v.number(),
  node_id: v.string(),
  issue_url: v.string(),
  body: v.nullish(v.string(), ""),
  created_at: moment,
  user: v.nullable(v.object({ login: v.string(), id: v.number(), type: v.string() })),
});
type RestComment = v.InferOutput<typeof commentSchema>;

/** Comments made since then. REST lists by the last change, so the earlier ones among them are left out. */
export async function listCommentsSince(
  { client, nodeIds }: Threads,
  repository: string,
  since: string,
): Promise<readonly ListedComment[]> {
  const pages = await list(
    client,
    "GET /repos/{owner}/{repo}/issues/comments",
    { ...repositoryParameters(repository), since, sort: "created", direction: "desc" },
    v.array(commentSchema),
  );
  const comments = pages
    .flat()
    .filter(({ created_at }) => Date.parse(created_at) >= Date.parse(since))
    .reverse();
  const fates = await readFates(client, comments);
  return comments.flatMap((comment) => toListedComment(repository, comment, fates, nodeIds));
}

function toListedComment(
  repository: string,
  comment: RestComment,
  fates: ReadonlyMap<string, Fate>,
  nodeIds: NodeIds,
): readonly ListedComment[] {
  const number = Number(/\/issues\/(\d+)$/.exec(comment.issue_url)?.[1]);
  const fate = fates.get(comment.node_id);
  // One that was deleted between the two calls is gone.
  if (comment.user === null || !Number.isInteger(number) || fate === undefined) return [];
  nodeIds.learnComment(comment.id, comment.node_id);
  const { login, id, type } = comment.user;
  return [
    {
      thread: { repository, number },
      id: comment.id,
      author: { login, id, isBot: type === "Bot" },
      body: comment.body,
      createdAt: comment.created_at,
      ...fate,
    },
  ];
}

/** What became of a comment since it was made. */
type Fate = Pick<ListedComment, "lastEditedAt" | "isAnswered">;

const fateSchema = v.object({
  id: v.optional(v.string()),
  lastEditedAt: v.nullish(moment),
  reactionGroups: v.nullish(
    v.array(v.object({ content: v.string(), viewerHasReacted: v.boolean() })),
  ),
});
const fatesSchema = v.object({ nodes: v.array(v.nullable(fateSchema)) });
const NODES_PER_QUERY = 100;

/** Only GraphQL tells whether a comment is what it was when it was made, and what Ham marked it with. */
async function readFates(
  client: Client,
  comments: readonly RestComment[],
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>();
  for (let start = 0; start < comments.length; start += NODES_PER_QUERY) {
    const builder = new DocumentBuilder();
    const part = comments.slice(start, start + NODES_PER_QUERY).map(({ node_id }) => node_id);
    const ids = builder.variable("[ID!]!", part);
    const selection = `nodes(ids: ${ids}) { id ... on IssueComment { lastEditedAt
      reactionGroups { content viewerHasReacted } } }`;
    const document = builder.build("query", "CommentFates", selection);
    const data = dataOf(await client.graphql(document), document);
    for (const node of present(parseAnswer(fatesSchema, data, document.name).nodes)) {
      if (node.id !== undefined) fates.set(node.id, toFate(node));
    }
  }
  return fates;
}

function toFate({ lastEditedAt, reactionGroups }: v.InferOutput<typeof fateSchema>): Fate {
  const own = (reactionGroups ?? []).filter((one) => one.viewerHasReacted);
  const isAnswered = own.some(({ content }) => content === "ROCKET" || content === "CONFUSED");
  return { lastEditedAt: lastEditedAt ?? null, isAnswered };
}
