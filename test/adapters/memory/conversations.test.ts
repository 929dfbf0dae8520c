import { describeConversations } from "../../contract/conversations.ts";
import { HamWorld } from "../../support/ham-world.ts";

describeConversations("conversations in memory", () => {
  const world = new HamWorld();
  const pull = world.openPull("feature", world.commit("feature", "work"));
  const { repository, number } = pull;
  const thread = { repository, number };
  return {
    conversations: world.conversations,
    thread,
    comment: (login, body) => Promise.resolve(world.comment(pull, login, body).comment.id),
    label: (login, label) => {
      world.label(pull, login, label);
      return Promise.resolve();
    },
    bodies: () => Promise.resolve(world.conversations.on(thread).map(({ body }) => body)),
  };
});
