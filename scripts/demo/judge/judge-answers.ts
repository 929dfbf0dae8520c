import type { Claims, Conversation } from "./claims.ts";

/** Everything that is wrong with what people were told; empty: everybody has exactly one answer. */
export function judgeAnswers(
  claims: Claims,
  conversations: readonly Conversation[],
  app: string,
): readonly string[] {
  const comments = conversations.flatMap(({ comments }) => comments);
  return [
    ...claims.steps.flatMap((step) => judgeStep(step, comments, app)),
    ...conversations.flatMap((one) => judgeConversation(one, app)),
  ];
}

type Comment = Conversation["comments"][number];

function judgeStep(
  step: Claims["steps"][number],
  comments: readonly Comment[],
  app: string,
): readonly string[] {
  const id = /^comment\/(\d+)\/0$/.exec(step.request ?? "")?.[1];
  if (id === undefined) return [];
  const comment = comments.find((one) => String(one.id) === id);
  if (comment === undefined) return [`${step.name}: its comment ${id} is gone`];
  const wanted = step.outcome === "released" ? "rocket" : "confused";
  const marks = comment.marks.filter((mark) => mark === "rocket" || mark === "confused");
  if (marks.join() !== wanted) {
    return [`${step.name}: the comment is marked '${marks.join()}', and not '${wanted}'`];
  }
  if (step.outcome === "released") return [];
  const replies = comments.filter(
    (one) => one.author === app && one.id > comment.id && one.body.includes(`@${comment.author}`),
  );
  return replies.length > 0 ? [] : [`${step.name}: nobody told @${comment.author} why`];
}

/** One status comment, no matter how much has happened. */
function judgeConversation({ number, comments }: Conversation, app: string): readonly string[] {
  const own = comments.filter(({ author }) => author === app);
  if (own.length === 0) return [`pull request ${number} has no comment by Ham`];
  const bodies = own.map(({ body }) => body);
  return new Set(bodies).size === bodies.length
    ? []
    : [`pull request ${number} was told the same thing twice`];
}
