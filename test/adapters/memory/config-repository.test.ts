import { MemoryClock } from "../../../src/adapters/memory/clock.ts";
import { MemoryConfigRepository } from "../../../src/adapters/memory/config-repository.ts";
import { describeConfigRepository } from "../../contract/config-repository.ts";
import { NOON } from "../../support/builders.ts";

describeConfigRepository("the repository in memory", () => {
  const clock = new MemoryClock(NOON);
  const repository = new MemoryConfigRepository(clock);
  return {
    repository,
    push: (branch, files, message = "by hand") => {
      const result = repository.branches.commit({
        branch,
        expectedHead: repository.branches.head(branch)?.sha,
        message,
        changes: new Map(Object.entries(files)),
        verified: false,
        at: clock.now(),
      });
      if (result.kind !== "committed") throw new Error(result.kind);
      return Promise.resolve(result.commit.sha);
    },
  };
});
