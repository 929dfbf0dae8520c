import * as v from "valibot";

import type { Labeling, Thread } from "../../../flows/ports/conversation.ts";
import { type Client, dataOf, list } from "../client.ts";
import { DocumentBuilder, inRepository, repositoryParameters } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { moment, pageOf, parseAnswer, present } from "../schema.ts";

const eventSchema = v.object({
  id: v.number(),
  event: v.string(),
  created_at: moment,
  actor: v.nullish(v.object({ login: v.string() })),
  label: v.optional(v.object({ name: v.string() })),
});

/** Labels that are there now, each with the event that brought it. */
export async function listLabelings(
  client: Client,
  repository: string,
  labels: readonly string[],
  number?: number,
): Promise<readonly Labeling[]> {
  if (labels.length === 0) return [];
  const numbers = number === undefined ? await listLabelled(client, repository, labels) : [number];
  const found = await Promise.all(
    numbers.map((one) => readLabelings(client, { repository, number: one }, labels)),
  );
  return found.flat();
}

async function readLabelings(
  client: Client,
  thread: Thread,
  labels: readonly string[],
): Promise<readonly Labeling[]> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const parameters = { ...repositoryParameters(thread.repository), issue_number: thread.number };
  const events = (await list(client, route, parameters, v.array(eventSchema))).flat();
  return labels.flatMap((label): readonly Labeling[] => {
    const last = events.findLast(
      (one) => one.label?.name === label && /^(un)?labeled$/.test(one.event),
    );
    if (last?.event !== "labeled") return [];
    const { id, actor, created_at } = last;
    return [{ thread, label, eventId: id, login: actor?.login ?? "ghost", at: created_at }];
  });
}

const labelledSchema = pageOf(v.object({ number: v.number() }));
const MAX_PAGES = 20;

async function listLabelled(
  client: Client,
  repository: string,
  labels: readonly string[],
): Promise<readonly number[]> {
  const numbers: number[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const builder = new DocumentBuilder();
    const wanted = builder.variable("[String!]", labels);
    const cursor = builder.variable("String", after);
    const selection = `pullRequests(labels: ${wanted}, first: 100, after: ${cursor}) {
      nodes { number } pageInfo { hasNextPage endCursor } }`;
    const document = builder.build(
      "query",
      "Labelled",
      inRepository(builder, repository, selection),
    );
    const data = dataOf(await client.graphql(document), document);
    const answer = parseRepository(data, document.name)?.["pullRequests"];
    const parsed = parseAnswer(v.nullish(labelledSchema), answer, document.name);
    numbers.push(...present(parsed?.nodes ?? []).map((pull) => pull.number));
    if (parsed?.pageInfo.hasNextPage !== true) return numbers;
    after = parsed.pageInfo.endCursor;
  }
  return numbers;
}
