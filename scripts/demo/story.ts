import { setTimeout as sleep } from "node:timers/promises";

import { type Comment, mergeSchema, pullSchema } from "../processes/answers-schema.ts";
import { git } from "../processes/git.ts";
import {
  answerTo,
  commentsOf,
  commitOf,
  finishedRun,
  hamCalls,
  postComment,
  quiet,
  releaseOf,
} from "./observe.ts";
import { outcomeIn } from "./outcome-marker.ts";
import { pushChange, pushPlatform, pushService } from "./seed.ts";
import { NOTHING_SEEN, type Step, type StepResult } from "./step.ts";
import { until } from "../processes/wait.ts";
import { ORGANISATION, type Person, type World } from "./world.ts";

export type StoryListener = {
  readonly begins: (title: string) => void;
  readonly ended: (step: Step) => void;
};

export type Story = {
  readonly steps: readonly Step[];
  /** Pull requests of `shop` whose conversation is worth reading. */
  readonly pulls: readonly number[];
};

/** The main job, told as it happens. Each step ends when what it tells of can be seen. */
export async function tellStory(world: World, listener: StoryListener): Promise<Story> {
  const teller = createTeller(world, listener);
  await begin(teller);
  const first = await firstPull(teller);
  await promotions(teller, first);
  const second = await secondPull(teller);
  await crash(teller, second);
  return { steps: await teller.steps(), pulls: [first, second] };
}

type Teller = {
  readonly world: World;
  readonly tell: (name: string, title: string, step: () => Promise<StepResult>) => Promise<void>;
  readonly steps: () => Promise<readonly Step[]>;
};

async function begin({ world, tell }: Teller): Promise<void> {
  await tell(
    "setup",
    "The platform team pushes the plan, the Action and ham.yaml; Ham starts",
    async () => {
      await pushPlatform(world);
      await world.startHam();
      return {};
    },
  );
  for (const service of ["shop", "billing"]) {
    await tell(
      `first-${service}`,
      `${service} is pushed: its first build goes to dev by itself`,
      async () => {
        await pushService(world, service);
        const source = await headOf(world, service);
        return released(world, { service, environment: "dev", source });
      },
    );
  }
}

async function firstPull({ world, tell }: Teller): Promise<number> {
  let number = 0;
  await tell(
    "pull-request-opened",
    "The developer opens a pull request; Ham says where it will go",
    async () => {
      await pushChange(world, {
        repository: "shop",
        branch: "smaller-pages",
        files: { "shuttle.yaml": (text) => text.replace("PAGE_SIZE: 24", "PAGE_SIZE: 12") },
        message: "feat: twelve items a page load faster",
        as: "developer",
      });
      number = await openPull(world, "smaller-pages", "Twelve items a page");
      const comment = await statusComment(world, number);
      return { shown: [visible(comment)] };
    },
  );
  await tell("base-moved", "Somebody else's change reaches master first", async () => {
    const source = await pushChange(world, {
      repository: "shop",
      branch: "master",
      files: { "README.md": (text) => `${text}\nAsk the storefront squad.\n` },
      message: "docs: whom to ask",
      as: "developer",
    });
    return released(world, { service: "shop", environment: "dev", source });
  });
  await tell(
    "merged",
    "The pull request is merged: master is built once more, and dev gets it",
    async () => {
      const source = await mergePull(world, number, "merge");
      return released(world, { service: "shop", environment: "dev", source });
    },
  );
  return number;
}

async function promotions({ tell, world }: Teller, number: number): Promise<void> {
  await tell(
    "promote-prod-too-early",
    "/promote prod by the maintainer: staging doesn't have it yet",
    () => ask(world, number, { as: "maintainer", environment: "prod", command: "/promote prod" }),
  );
  await tell("promote-staging", "/promote staging by the developer", () =>
    ask(world, number, { as: "developer", environment: "staging", command: "/promote staging" }),
  );
  await tell("promote-prod-outsider", "/promote prod by an outsider", () =>
    ask(world, number, { as: "outsider", environment: "prod", command: "/promote prod" }),
  );
  await tell("promote-prod", "/promote prod by the maintainer", () =>
    ask(world, number, { as: "maintainer", environment: "prod", command: "/promote prod" }),
  );
}

async function secondPull({ tell, world }: Teller): Promise<number> {
  let number = 0;
  await tell(
    "second-pull-request",
    "A second pull request, up to date with master, is built on its branch",
    async () => {
      const head = await pushChange(world, {
        repository: "shop",
        branch: "free-shipping",
        files: {
          "shuttle.yaml": (text) =>
            text.replace("CURRENCY: EUR", "CURRENCY: EUR\n    FREE_SHIPPING_CENTS: 5000"),
        },
        message: "feat: free shipping above 50 euros",
        as: "developer",
      });
      number = await openPull(world, "free-shipping", "Free shipping above 50 euros");
      await finishedRun(world, "shop", head, "pull_request");
      await quiet(world);
      return {};
    },
  );
  await tell(
    "merged-without-build",
    "It is merged: the tree was built already, so dev gets it without a build",
    async () => {
      const source = await mergePull(world, number, "squash");
      return released(world, { service: "shop", environment: "dev", source });
    },
  );
  return number;
}

async function crash({ tell, world }: Teller, number: number): Promise<void> {
  await tell(
    "crash",
    "/promote staging, and Ham is killed right after GitHub has made the commit",
    async () => {
      const fault = await world.admin.addFault({
        match: { graphql: "createCommitOnBranch" },
        do: { kind: "hold", point: "after" },
      });
      const commentId = await postComment(world, "shop", number, {
        as: "developer",
        body: "/promote staging",
      });
      await until("the release commit", async () =>
        (await world.admin.hasStruck(fault)) ? true : undefined,
      );
      await sleep(200);
      await world.killHam();
      await world.admin.run("removeFault", { id: fault });
      await world.startHam();
      return answered(world, number, { commentId, environment: "staging" });
    },
  );
}

/** Comments a command and waits for Ham's mark on it. */
async function ask(
  world: World,
  number: number,
  request: { readonly as: Person; readonly environment: string; readonly command: string },
): Promise<StepResult> {
  const commentId = await postComment(world, "shop", number, {
    as: request.as,
    body: request.command,
  });
  return answered(world, number, { commentId, environment: request.environment });
}

async function answered(
  world: World,
  number: number,
  asked: { readonly commentId: number; readonly environment: string },
): Promise<StepResult> {
  const { commentId, environment } = asked;
  const outcome = await answerTo(world, "shop", commentId);
  await quiet(world);
  const request = `comment/${commentId}/0`;
  const comments = await commentsOf(world, "shop", number);
  const own = comments.filter(({ user }) => user.login === world.appLogin);
  const replies = own.filter(({ id }) => id > commentId).map(visible);
  const commit = (await commitOf(world, environment, request)) ?? null;
  const reason =
    outcomeIn(
      own.map(({ body }) => body),
      request,
    )?.reason ?? null;
  return { outcome, reason, request, commit, environment, shown: replies };
}

async function released(
  world: World,
  release: { readonly service: string; readonly environment: string; readonly source: string },
): Promise<StepResult> {
  const { commit, request } = await releaseOf(world, release);
  await quiet(world);
  return { outcome: "released", request, commit, environment: release.environment };
}

async function openPull(world: World, head: string, title: string): Promise<number> {
  const path = `/repos/${ORGANISATION}/shop/pulls`;
  const body = { title, head, base: "master" };
  return (await world.as("developer")(pullSchema, "POST", path, body)).number;
}

async function mergePull(world: World, number: number, method: string): Promise<string> {
  const path = `/repos/${ORGANISATION}/shop/pulls/${number}/merge`;
  return (await world.as("developer")(mergeSchema, "PUT", path, { merge_method: method })).sha;
}

async function statusComment(world: World, number: number): Promise<Comment> {
  return until("Ham's comment on the pull request", async () =>
    (await commentsOf(world, "shop", number)).find(({ user }) => user.login === world.appLogin),
  );
}

async function headOf(world: World, repository: string): Promise<string> {
  return git(world.bare(repository), world.identity("developer"), "rev-parse", "master");
}

/** Without what only machines read. */
export function visible({ body }: Comment): string {
  return body
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

function createTeller(world: World, listener: StoryListener): Teller {
  const told: Omit<Step, "calls">[] = [];
  return {
    world,
    tell: async (name, title, step) => {
      listener.begins(title);
      await world.admin.mark(name);
      const seen = { name, title, ...NOTHING_SEEN, ...(await step()) };
      told.push(seen);
      listener.ended({ ...seen, calls: await callsOf(world, name) });
    },
    // Once more at the end: answers of a step may come while the next one is told.
    steps: async () =>
      Promise.all(told.map(async (step) => ({ ...step, calls: await callsOf(world, step.name) }))),
  };
}

async function callsOf(world: World, name: string): Promise<number> {
  const step = (await world.admin.steps()).find((one) => one.name === name);
  return hamCalls(step?.calls ?? []);
}
