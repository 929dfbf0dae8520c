import * as v from "valibot";

import { STATUS_MARKER } from "../../../core/report/markers.ts";
import type { Thread } from "../../../flows/ports/conversation.ts";
import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder, inRepository } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { moment, pageOf, parseAnswer, present } from "../schema.ts";

const MAX_PAGES = 20;

const pullsSchema = pageOf(
  v.object({
    number: v.number(),
    createdAt: moment,
    comments: v.object({
      nodes: v.nullish(
        v.array(v.nullable(v.object({ viewerDidAuthor: v.boolean(), body: v.string() }))),
      ),
    }),
  }),
);

/** The status comment is the opening one, so the first few comments tell. */
export async function listUnansweredPulls(
  client: Client,
  repository: string,
  since: string,
): Promise<readonly Thread[]> {
  const unanswered: Thread[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const builder = new DocumentBuilder();
    const cursor = builder.variable("String", after);
    const selection = `pullRequests(first: 20, after: ${cursor}, states: [OPEN],
      orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { number createdAt comments(first: 5) { nodes { viewerDidAuthor body } } }
      pageInfo { hasNextPage endCursor } }`;
    const document = builder.build(
      "query",
      "OpenPulls",
      inRepository(builder, repository, selection),
    );
    const data = dataOf(await client.graphql(document), document);
    const answer = parseRepository(data, document.name)?.["pullRequests"];
    const parsed = parseAnswer(v.nullish(pullsSchema), answer, document.name);
    const pulls = present(parsed?.nodes ?? []);
    const recent = pulls.filter((pull) => Date.parse(pull.createdAt) >= Date.parse(since));
    for (const { number, comments } of recent) {
      const own = present(comments.nodes ?? []).filter((one) => one.viewerDidAuthor);
      if (!own.some(({ body }) => body.includes(STATUS_MARKER))) {
        unanswered.push({ repository, number });
      }
    }
    if (recent.length < pulls.length || parsed?.pageInfo.hasNextPage !== true) return unanswered;
    after = parsed.pageInfo.endCursor;
  }
  return unanswered;
}
