import type { Clock } from "../../flows/ports/clock.ts";
import type { Conversations } from "../../flows/ports/conversation.ts";
import type { Github } from "./installation.ts";
import { giveAnswer } from "./conversations/answer.ts";
import { DeploymentLog } from "./conversations/deployment-log.ts";
import { listLabelings } from "./conversations/labelings.ts";
import { listCommentsSince } from "./conversations/listed-comments.ts";
import { readMarks } from "./conversations/marks.ts";
import { NodeIds } from "./conversations/node-ids.ts";
import { ANSWER_LIMITS, Pace, type PaceLimit } from "./conversations/pace.ts";
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
  const { appLogin, clock, answerLimits = ANSWER_LIMITS } = options;
  const client = options.github.reader;
  const threads: Threads = {
    client,
    nodeIds: new NodeIds(client),
    deployments: new DeploymentLog(client),
  };
  const pace = new Pace(clock, answerLimits);
  const eyes = new Pace(clock, answerLimits.map(toEyesLimit));
  return {
    take: (asked) => takeRequest(threads, asked, eyes),
    read: async (thread) => {
      const state = await readThread(threads, thread);
      return state?.pull === undefined ? undefined : { ...state.conversation, pull: state.pull };
    },
    answer: async (answer) => {
      // Making a deployment counts as much as writing a comment.
      const turns = 1 + answer.deployments.length;
      for (let turn = 0; turn < turns; turn += 1) await pace.turn();
      await giveAnswer(threads, clock, answer);
    },
    commentsSince: (repository, since) => listCommentsSince(threads, repository, since),
    labelings: (repository, labels, number) => listLabelings(client, repository, labels, number),
    marks: (comment) => readMarks(client, comment, appLogin),
    unansweredPulls: (repository, since) => listUnansweredPulls(client, repository, since),
  };
}

/** 👀 count towards the same limits of GitHub's; in a burst the room is for the answers. */
function toEyesLimit({ count, withinMs }: PaceLimit): PaceLimit {
  return { count: Math.ceil(count / 5), withinMs };
}
