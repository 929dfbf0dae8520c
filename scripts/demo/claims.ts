import * as v from "valibot";

import { reactionSchema } from "../processes/answers-schema.ts";
import { ENVIRONMENTS } from "./ending.ts";
import type { Claims, Conversation } from "./judge/claims.ts";
import { commentsOf, environmentHead } from "./observe.ts";
import type { Step } from "./step.ts";
import type { Story } from "./story.ts";
import { ORGANISATION, type World } from "./world.ts";

/** The object that `--json` prints. */
export type DemoReport = Claims & { readonly steps: readonly Step[] };

export async function claimsOf(world: World, story: Story): Promise<DemoReport> {
  const heads = await Promise.all(
    ENVIRONMENTS.map(async (environment): Promise<[string, string]> => [
      environment,
      (await environmentHead(world, environment)) ?? "",
    ]),
  );
  return {
    configRepository: world.bare("config"),
    steps: story.steps,
    environments: Object.fromEntries(heads),
  };
}

/** The pull requests as a person sees them. */
export function conversationsOf(world: World, story: Story): Promise<readonly Conversation[]> {
  return Promise.all(
    story.pulls.map(async (number) => {
      const comments = await commentsOf(world, "shop", number);
      return {
        number,
        comments: await Promise.all(
          comments.map(async ({ id, user, body }) => ({
            id,
            author: user.login,
            body,
            marks: await marksOf(world, id),
          })),
        ),
      };
    }),
  );
}

async function marksOf(world: World, commentId: number): Promise<readonly string[]> {
  const path = `/repos/${ORGANISATION}/shop/issues/comments/${commentId}/reactions`;
  const reactions = await world.as("developer")(v.array(reactionSchema), "GET", path);
  return reactions
    .filter(({ user }) => user.login === world.appLogin)
    .map(({ content }) => content);
}
