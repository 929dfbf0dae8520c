import { createSourceRepositories } from "../../../src/adapters/github/source-repositories.ts";
import { commitSha } from "../../../src/core/artifact/ids.ts";
import { describeSourceRepositories } from "../../contract/source-repositories.ts";
import { SHOP, withGithub } from "./world.ts";

const world = withGithub();

describeSourceRepositories("application repositories on GitHub", async () => {
  const { sandbox, github, push } = world();
  const { admin } = sandbox;
  let files = 0;
  const commit = (branch: string, message: string) => {
    files += 1;
    return push(SHOP, branch, { [`${files}.txt`]: branch }, message);
  };
  return {
    sources: createSourceRepositories({ github }),
    repository: SHOP,
    base: await push(SHOP, "master", { "shuttle.yaml": "plan: false\n" }, "first"),
    head: await commit("feature", "work"),
    commit,
    openPull: async () => {
      const wish = { repository: SHOP, title: "A change", head: "feature", as: "developer" };
      return (await admin.openPull(wish)).number;
    },
    merge: async (number) => {
      const wish = { repository: SHOP, number, as: "developer", method: "squash" } as const;
      return commitSha((await admin.mergePull(wish)).sha);
    },
  };
});
