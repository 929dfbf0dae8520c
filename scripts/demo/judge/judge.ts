import type { Claims, Conversation } from "./claims.ts";
import { judgeAnswers } from "./judge-answers.ts";
import { judgeBranches } from "./judge-branches.ts";
import { createReader } from "./read-git.ts";

/**
 * Holds the demo's claims against the bare repository, read with the stock git client, and against the
 * conversation. It shares no code with the product: a mistake there would otherwise excuse itself.
 */
export function judge(
  claims: Claims,
  conversations: readonly Conversation[],
  app: string,
): readonly string[] {
  return [
    ...judgeBranches(createReader(claims.configRepository), claims),
    ...judgeAnswers(claims, conversations, app),
  ];
}
