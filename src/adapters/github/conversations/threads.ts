import * as v from "valibot";

import type { Thread } from "../../../flows/ports/conversation.ts";
import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder, inRepository } from "../document.ts";
import { isGithubError } from "../github-error.ts";
import { parseRepository } from "../repository-answer.ts";
import { parseAnswer, present } from "../schema.ts";
import { type DeploymentLog, surplusDeployments } from "./deployment-log.ts";
import type { NodeIds } from "./node-ids.ts";
import { readOwnBodies } from "./own-comments.ts";
import {
  ISSUE_FIELDS,
  type IssueAnswer,
  THREAD_FIELDS,
  type ThreadAnswer,
  type ThreadState,
  commentsIn,
  issueSchema,
  readOwnComments,
  threadSchema,
  toThreadState,
} from "./thread-answer.ts";

/** What the parts of the conversations adapter share. */
export type Threads = {
  readonly client: Client;
  readonly nodeIds: NodeIds;
  readonly deployments: DeploymentLog;
};

/** A pull request or an issue, one round trip. Undefined: there is none. */
export async function readThread(
  threads: Threads,
  thread: Thread,
): Promise<ThreadState | undefined> {
  const builder = new DocumentBuilder();
  const number = builder.variable("Int!", thread.number);
  const selection = `issueOrPullRequest(number: ${number}) { __typename
    ... on PullRequest { ${THREAD_FIELDS} } ... on Issue { ${ISSUE_FIELDS} } }`;
  const document = builder.build(
    "query",
    "ReadThread",
    inRepository(builder, thread.repository, selection),
  );
  try {
    const data = dataOf(await threads.client.graphql(document), document);
    const answer = parseRepository(data, document.name)?.["issueOrPullRequest"];
    if (answer === null || answer === undefined) return undefined;
    return await learnThread(threads, thread.repository, answer);
  } catch (error) {
    if (!isGithubError(error, "too-large")) throw error;
    return readLongThread(threads, thread);
  }
}

/** Turns an answer into a state, and remembers what later calls can do without asking. */
export async function learnThread(
  threads: Threads,
  repository: string,
  answer: unknown,
): Promise<ThreadState> {
  const pull = parseThread(answer);
  const issue: IssueAnswer = pull ?? parseAnswer(issueSchema, answer, "ReadThread");
  if (pull !== undefined) learnPull(threads, repository, pull);
  const { comments, isComplete } = commentsIn(issue);
  const isFound = readOwnComments(comments).statusComment !== undefined;
  const all = isComplete || isFound ? comments : await readOwnBodies(threads.client, issue.id);
  return toThreadState(repository, issue, pull, all, surplusIn(pull));
}

function parseThread(answer: unknown): ThreadAnswer | undefined {
  const isPull = v.is(v.object({ headRefOid: v.string() }), answer);
  return isPull ? parseAnswer(threadSchema, answer, "ReadThread") : undefined;
}

function surplusIn(pull: ThreadAnswer | undefined): readonly string[] {
  const deployments = pull?.repository.deployments;
  return deployments ? surplusDeployments(deployments) : [];
}

function learnPull(
  { nodeIds, deployments }: Threads,
  repository: string,
  pull: ThreadAnswer,
): void {
  nodeIds.learnThread(repository, pull.number, pull.id);
  for (const { id, name } of present(pull.labels?.nodes ?? []))
    nodeIds.learnLabel(repository, name, id);
  if (pull.repository.deployments) deployments.learn(repository, pull.repository.deployments);
}

/** With comments so long that they don't fit into one answer: only Ham's own are opened. */
async function readLongThread(threads: Threads, thread: Thread): Promise<ThreadState | undefined> {
  const builder = new DocumentBuilder();
  const number = builder.variable("Int!", thread.number);
  const withoutBodies = (fields: string): string => fields.replaceAll(" body }", " }");
  const selection = `issueOrPullRequest(number: ${number}) { __typename
    ... on PullRequest { ${withoutBodies(THREAD_FIELDS)} }
    ... on Issue { ${withoutBodies(ISSUE_FIELDS)} } }`;
  const document = builder.build(
    "query",
    "ReadLongThread",
    inRepository(builder, thread.repository, selection),
  );
  const data = dataOf(await threads.client.graphql(document), document);
  const answer = parseRepository(data, document.name)?.["issueOrPullRequest"];
  if (answer === null || answer === undefined) return undefined;
  const schema = v.object({ id: v.string() });
  const { id } = parseAnswer(schema, answer, document.name);
  const comments = await readOwnBodies(threads.client, id);
  const pull = parsePullWithoutComments(answer);
  if (pull !== undefined) learnPull(threads, thread.repository, pull);
  return toThreadState(thread.repository, pull ?? issueWithoutComments(id), pull, comments);
}

function parsePullWithoutComments(answer: unknown): ThreadAnswer | undefined {
  const isPull = v.is(v.object({ headRefOid: v.string(), id: v.string() }), answer);
  if (!isPull) return undefined;
  return parseAnswer(threadSchema, { ...answer, ...issueWithoutComments(answer.id) }, "ReadThread");
}

function issueWithoutComments(id: string): IssueAnswer {
  return { id, firstComments: { totalCount: 0, nodes: [] }, lastComments: { nodes: [] } };
}
