import { describe, expect, it } from "@jest/globals";

import { HamWorld } from "../support/ham-world.ts";

/** What a person sees of a comment: without the lines that are hidden at its end. */
function visible(body: string | undefined): string {
  return (body ?? "").replace(/<!--.*?-->\n?/gs, "").trim();
}

describe("the main job", () => {
  describe("when a change is opened, merged, built and promoted", () => {
    it("is told in one status comment, and ends on the environment branches", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      await ham.handle(world.opened(pull));
      await ham.settled();
      const opening = visible(world.conversations.statusComments(pull)[0]?.body);
      const merge = world.merge(pull);
      await ham.handle(world.merged(pull));
      await ham.handle(await world.built(merge));
      await ham.settled();
      const comment = world.comment(pull, "developer", "/promote staging\n\n/promote prod");
      await ham.handle(comment);
      await ham.settled();

      expect(world.faults()).toEqual([]);
      expect(opening).toMatchInlineSnapshot(`
       "Once merged, **shop** is released from \`master\` to **dev** on its own.
       After that a comment takes it further: \`/promote staging\`, then \`/promote prod\`.

       | | dev | staging | prod |
       |---|---|---|---|
       | **shop** | – | – | – |

       <sub>Comment \`/help\` to see what I understand.</sub>"
      `);
      expect(visible(world.conversations.statusComments(pull)[0]?.body)).toMatchInlineSnapshot(`
       "This change of **shop** runs in **dev**, **staging**. Next: \`/promote prod\`

       | | dev | staging | prod |
       |---|---|---|---|
       | **shop** | ✅ [\`master-1da3a5e7e3-0000000000\`](https://github.test/acme/shop/commit/1da3a5e7e337775098a3bcb6b085c80374ce3695)<br>auto-release, 2026-03-02 12:01 UTC | ✅ [\`master-1da3a5e7e3-0000000000\`](https://github.test/acme/shop/commit/1da3a5e7e337775098a3bcb6b085c80374ce3695)<br>by developer, 2026-03-02 12:01 UTC | – |

       - 😕 2026-03-02 12:01 UTC, \`/promote prod\` of **shop** by developer: a release of shop in prod needs maintain, and @​developer has write.
       - 🚀 2026-03-02 12:01 UTC, \`/promote staging\` of **shop** by developer: master-1da3a5e7e3-0000000000 is released to staging. ([commit](https://github.test/acme/config/commit/74d5d2deb294e9bacbc8abbe4991115db8969fb3))
       - 🚀 2026-03-02 12:01 UTC, auto-release of **shop**: master-1da3a5e7e3-0000000000 is released to dev. ([commit](https://github.test/acme/config/commit/19a0eb6d2ade86075696eef51aa9aa3390a41b1c))

       <sub>Comment \`/help\` to see what I understand.</sub>"
      `);
      expect(visible(world.conversations.replies(pull)[0]?.body)).toMatchInlineSnapshot(
        `"😕 @developer \`/promote prod\` (shop): a release of shop in prod needs maintain, and @​developer has write. Ask someone who has it, or a maintainer to change ham.yaml."`,
      );
      expect(world.releases("dev")).toMatchInlineSnapshot(`
       [
         "[dev/shop] auto release master-1da3a5e7e3-0000000000 by ham[bot]

       Service: shop
       Environment: dev
       Artifact-ID: master-1da3a5e7e3-0000000000
       Artifact-released-by: developer <11+developer@users.noreply.github.com>
       Artifact-created-by: Developer <developer@acme.test>
       Release-intent: AutoRelease
       Artifact-digest: 82915d724111c610958e9b2dbeda6cdd003f43b8a3f8a8528cd92753c63622e5
       Source: acme/shop@1da3a5e7e337775098a3bcb6b085c80374ce3695
       Request: auto/shop/master-1da3a5e7e3-0000000000/dev
       Config-commit: a94651dfadf116e4a140c4da19cd6b1038937da8",
       ]
      `);
      const id = `master-${merge.slice(0, 10)}-0000000000`;
      expect(["dev", "staging", "prod"].map((name) => world.running(name))).toEqual([
        id,
        id,
        undefined,
      ]);
      expect(world.conversations.statusComments(pull)).toHaveLength(1);
    });

    it("records deployments, and a check on the commit that was built", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      const merge = world.merge(pull);
      await ham.handle(await world.built(merge));
      await ham.handle(world.comment(pull, "maintainer", "/promote staging\n/promote prod"));
      await ham.settled();

      expect(
        world.conversations.deployments.map(({ commit, environment, state, production }) => ({
          commit,
          environment,
          state,
          production,
        })),
      ).toEqual([
        { commit: merge, environment: "dev", state: "success", production: false },
        { commit: merge, environment: "staging", state: "success", production: false },
        { commit: merge, environment: "prod", state: "success", production: true },
      ]);
      expect(world.checks.reports).toMatchObject([
        { repository: "acme/shop", commit: merge, name: "Ham: shop", conclusion: "success" },
      ]);
    });
  });
});
