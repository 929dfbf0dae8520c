import type { Clock } from "../../flows/ports/clock.ts";
import type { Conversations } from "../../flows/ports/conversation.ts";
import type { Github } from "./installation.ts";
import { giveAnswer } from "./conversations/answer.ts";
import { DeploymentLog } from "./conversations/deployment-log.ts";
import { listLabelings } from "./conversations/labelings.ts";
import { listCommentsSince } from "./conversations/listed-comments.ts";
import { readMarks } from "./conversations/marks.ts";
import { NodeIds } from "./conversations/node-ids.ts";
import { Pace, type PaceLimit } from "./conversations/pace.ts";
import { takeRequest } from "./conversations/take.ts";
import { type Threads, readThread } from "./conversations/threads.ts";
import { listUnansweredPulls } from "./conversations/unanswered-pulls.ts";

/** Pull requests on GitHub as the places where people ask and are answered. */
export function createConversations(options: {
  readonly github: Pick<Github, "reader">;
  /** `<slug>[bot]`. */
  readonly appLogin: string;
  readonly clock: Clock;
  /** How many answers GitHub takes; default: below its limits. */
  readonly answerLimits?: readonly PaceLimit[];
}): Conversations {
  const { appLogin, clock, answerLimits } = options;
  const client = options.github.reader;
  const threads: Threads = {
    client,
    nodeIds: new NodeIds(client),
    deployments: new DeploymentLog(client),
  };
  const pace = new Pace(clock, answerLimits);
  return {
    take: (asked) => takeRequest(threads, asked),
    read: async (thread) => {
      const state = await readThread(threads, thread);
      return state?.pull === undefined ? undefined : state.conversation;
    },
    answer: async (answer) => {
      await pace.turn();
      await giveAnswer(threads, clock, answer);
    },
    commentsSince: (repository, since) => listCommentsSince(threads, repository, since),
    labelings: (repository, labels, number) => listLabelings(client, repository, labels, number),
    marks: (comment) => readMarks(client, comment, appLogin),
    unansweredPulls: (repository, since) => listUnansweredPulls(client, repository, since),
  };
}
