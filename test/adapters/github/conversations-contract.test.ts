import { systemClock } from "../../../src/adapters/clock.ts";
import { createConversations } from "../../../src/adapters/github/conversations.ts";
import { describeConversations } from "../../contract/conversations.ts";
import { APP_LOGIN, SHOP, withGithub } from "./world.ts";

const world = withGithub();

describeConversations("conversations on GitHub", async () => {
  const { sandbox, github, push, as } = world();
  const { admin } = sandbox;
  await push(SHOP, "feature", { "a.txt": "a" });
  const { number } = await admin.openPull({
    repository: SHOP,
    title: "A change",
    head: "feature",
    as: "developer",
  });
  const thread = { repository: SHOP, number };
  return {
    conversations: createConversations({ github, appLogin: APP_LOGIN, clock: systemClock }),
    thread,
    comment: async (login, body) => (await admin.createComment({ ...thread, as: login, body })).id,
    label: async (login, label) => {
      await admin.addLabels({ ...thread, as: login, labels: [label] });
    },
    bodies: async () => {
      const { rest } = as("developer");
      const place = { owner: "acme", repo: "shop", issue_number: number };
      return (await rest.issues.listComments(place)).data.map(({ body }) => body ?? "");
    },
  };
});
