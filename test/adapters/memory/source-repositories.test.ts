import { describeSourceRepositories } from "../../contract/source-repositories.ts";
import { HamWorld } from "../../support/ham-world.ts";

describeSourceRepositories("application repositories in memory", () => {
  const world = new HamWorld();
  const repository = "acme/shop";
  const base = world.commit("master", "base");
  const head = world.commit("feature", "work");
  return {
    sources: world.sources,
    repository,
    base,
    head,
    commit: (branch, message) => Promise.resolve(world.commit(branch, message)),
    openPull: () => Promise.resolve(world.openPull("feature", head).number),
    merge: async (number) => {
      const pull = await world.sources.pull(repository, number);
      if (pull === undefined) throw new Error(`no pull request ${number}`);
      return world.merge(pull);
    },
  };
});
