import { type AnsweredRecord, mergeRecords, parseRecords } from "../../core/report/markers.ts";
import type { ConversationState } from "../ports/conversation.ts";

/** What the status comment says was answered; also one that is there once too often. */
export function recordsIn({
  statusComment,
  surplus,
}: Pick<ConversationState, "statusComment" | "surplus">): readonly AnsweredRecord[] {
  const others = (surplus?.comments ?? []).flatMap(({ body }) => parseRecords(body));
  return mergeRecords(parseRecords(statusComment?.body ?? ""), others);
}
