import * as v from "valibot";

import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder } from "../document.ts";
import { bigId, pageOf, parseAnswer, present } from "../schema.ts";
import { type CommentAnswer, commentSchema } from "./thread-answer.ts";

/** Longer conversations than this belong to machines. */
const MAX_PAGES = 20;
const BODIES_PER_QUERY = 20;

const ownSchema = v.object({
  node: v.nullable(
    v.object({
      comments: pageOf(
        v.object({
          id: v.string(),
          fullDatabaseId: v.nullable(bigId),
          viewerDidAuthor: v.boolean(),
        }),
      ),
    }),
  ),
});
const bodiesSchema = v.object({ nodes: v.array(v.nullable(commentSchema)) });

/** All comments by Ham in a conversation: first who wrote which, then the few bodies. */
export async function readOwnBodies(
  client: Client,
  threadId: string,
): Promise<readonly CommentAnswer[]> {
  const ids = await listOwnComments(client, threadId);
  const bodies: CommentAnswer[] = [];
  for (let start = 0; start < ids.length; start += BODIES_PER_QUERY) {
    const builder = new DocumentBuilder();
    const wanted = builder.variable("[ID!]!", ids.slice(start, start + BODIES_PER_QUERY));
    const fields = "... on IssueComment { id fullDatabaseId viewerDidAuthor body }";
    const document = builder.build("query", "OwnComments", `nodes(ids: ${wanted}) { ${fields} }`);
    const data = dataOf(await client.graphql(document), document);
    bodies.push(...present(parseAnswer(bodiesSchema, data, document.name).nodes));
  }
  return bodies;
}

async function listOwnComments(client: Client, threadId: string): Promise<readonly string[]> {
  const own: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const builder = new DocumentBuilder();
    const id = builder.variable("ID!", threadId);
    const cursor = builder.variable("String", after);
    const comments = `comments(first: 100, after: ${cursor}) { nodes { id fullDatabaseId viewerDidAuthor }
      pageInfo { hasNextPage endCursor } }`;
    const selection = `node(id: ${id}) { ... on PullRequest { ${comments} } ... on Issue { ${comments} } }`;
    const document = builder.build("query", "CommentAuthors", selection);
    const data = dataOf(await client.graphql(document), document);
    const found = parseAnswer(ownSchema, data, document.name).node?.comments;
    const nodes = present(found?.nodes ?? []);
    own.push(...nodes.filter((one) => one.viewerDidAuthor).map((one) => one.id));
    if (found?.pageInfo.hasNextPage !== true) return own;
    after = found.pageInfo.endCursor;
  }
  return own;
}
