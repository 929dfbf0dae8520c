import type { View, Views } from "../view.ts";
import { conversationMutations } from "./conversation-mutations.ts";
import { gitMutations } from "./git-mutations.ts";
import { reportMutations } from "./report-mutations.ts";

/** The fields of `Mutation`, over the operations that REST uses: the same events follow. */
export function mutationView(views: Views): View {
  return {
    __typename: "Mutation",
    ...conversationMutations(views),
    ...gitMutations(views),
    ...reportMutations(views),
  };
}
