import { createConfigRepository } from "../../../src/adapters/github/config-repository.ts";
import { describeConfigRepository } from "../../contract/config-repository.ts";
import { APP_LOGIN, CONFIG, withGithub } from "./world.ts";

const world = withGithub();

describeConfigRepository("the repository on GitHub", () => ({
  repository: createConfigRepository({
    github: world().github,
    repository: CONFIG,
    appLogin: APP_LOGIN,
  }),
  push: (branch, files, message) => world().push(CONFIG, branch, files, message),
}));
