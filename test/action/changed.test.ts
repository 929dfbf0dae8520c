import { beforeEach, describe, expect, it } from "@jest/globals";

import { findChangedProjects } from "../../action/changed.ts";
import { createChangedPorts } from "../../action/changed-runner.ts";
import { type ChangedInputs, toChangedOutputs } from "../../action/io.ts";
import { withProjectWorld } from "../flows/shuttle/project-world.ts";

const INPUTS: ChangedInputs = { folder: ".", since: "", shared: [], token: "" };

const FILES: Readonly<Record<string, string>> = {
  "repo/services/shop/shuttle.yaml": "plan: ../../plans/node\nvars: {service: shop}\n",
  "repo/services/shop/src/main.js": "",
  "repo/services/shop-admin/shuttle.yaml": "plan: ../../plans/node\n",
  "repo/services/billing/shuttle.yaml": "plan: https://git.acme.example/plan.git#v1\n",
  "repo/services/billing/old.txt": "old",
  "repo/plans/node/plan.yaml": "scripts: {}\n",
  "repo/libraries/money/index.js": "",
  "repo/README.md": "",
};

describe("findChangedProjects", () => {
  const world = withProjectWorld();
  let base = "";

  const find = (
    inputs: Partial<ChangedInputs> = {},
    options: { readonly base?: string | undefined; readonly folder?: string } = { base },
  ) => {
    const environment = new Map([
      ...world().environment,
      ["GITHUB_WORKSPACE", world().path(options.folder ?? "repo")] as const,
    ]);
    const given = { ...INPUTS, ...inputs };
    return findChangedProjects(
      given,
      createChangedPorts(given, { environment, base: options.base }),
    );
  };
  const change = (...paths: readonly string[]) => {
    world().write(Object.fromEntries(paths.map((path) => [`repo/${path}`, "changed"])));
    return world().commit("repo");
  };
  const every = ["services/billing", "services/shop", "services/shop-admin"];

  beforeEach(() => {
    world().write(FILES);
    base = world().commit("repo");
  });

  it.each([
    ["a file of one project", "services/shop/src/main.js", ["services/shop"]],
    ["the file of another", "services/shop-admin/shuttle.yaml", ["services/shop-admin"]],
    ["a plan", "plans/node/templates/a.yaml", ["services/shop", "services/shop-admin"]],
    ["what belongs to none", "README.md", []],
    ["a new project", "services/new/shuttle.yaml", ["services/new"]],
    ["a name with blanks and more", "services/shop/ü b'c.txt", ["services/shop"]],
  ])("lists for a change of %s those that it touches", async (_, path, projects) => {
    change(path);

    expect(await find()).toMatchObject({ projects, since: base });
  });

  it("notices what was removed or moved away", async () => {
    world().git("repo", "mv", "services/billing/old.txt", "old.txt");
    world().commit("repo");

    expect((await find()).projects).toEqual(["services/billing"]);
  });

  it("leaves out a project that is gone", async () => {
    world().git("repo", "rm", "--quiet", "-r", "services/billing");
    world().commit("repo");

    expect((await find()).projects).toEqual([]);
  });

  it("lists a project at the root whatever changes", async () => {
    world().write({ "repo/shuttle.yaml": "plan: false\n" });
    const since = world().commit("repo");
    change("README.md");

    expect((await find({}, { base: since })).projects).toEqual(["."]);
  });

  it("lists those of a folder alone", async () => {
    change("services/shop/a", "services/shop-admin/a", "services/billing/a");

    expect((await find({ folder: "./services/shop/" })).projects).toEqual(["services/shop"]);
    expect((await find({ folder: "services" })).projects).toEqual(every);
    expect((await find({ folder: "nowhere" })).projects).toEqual([]);
  });

  it("lists all for a change of what they share", async () => {
    change("libraries/money/index.js");

    const shared = await find({ shared: [".github/workflows", "./libraries/"] });

    expect(shared).toMatchObject({ projects: every, since: undefined });
    expect(shared.why).toBe(
      "every project is listed: './libraries/', which all of them share, changed",
    );
    expect((await find({ shared: ["librar", "libraries/mon"] })).projects).toEqual([]);
  });

  it("compares with where a branch began, not with what came later", async () => {
    world().git("repo", "checkout", "--quiet", "-b", "feature");
    change("services/shop/src/main.js");
    world().git("repo", "checkout", "--quiet", "-");
    const later = change("services/billing/more.txt");
    world().git("repo", "checkout", "--quiet", "feature");

    expect(await find({}, { base: later })).toMatchObject({
      projects: ["services/shop"],
      since: base,
    });
  });

  it("compares with a branch that is named", async () => {
    world().git("repo", "branch", "release");
    change("services/shop/src/main.js");

    expect((await find({ since: "release" }, {})).projects).toEqual(["services/shop"]);
  });

  it("fetches the commit that a shallow checkout lacks", async () => {
    change("services/shop/src/main.js");
    world().git("repo", "config", "uploadpack.allowAnySHA1InWant", "true");
    const origin = `file://${world().path("repo")}`;
    world().git(".", "clone", "--quiet", "--depth=1", origin, "shallow");

    const changed = await find({}, { base, folder: "shallow" });

    expect(changed).toMatchObject({ projects: ["services/shop"], since: base });
  });

  it.each([
    ["a new branch", "0".repeat(40)],
    ["a commit that is gone", "1".repeat(40)],
    ["what looks like an option", "--all"],
  ])("lists all for %s, and says why", async (_, since) => {
    change("README.md");

    expect(await find({}, { base: since })).toEqual({
      projects: every,
      since: undefined,
      why: `every project is listed: '${since}' is no commit that can be fetched`,
    });
  });

  it("lists all where the event has no commit to compare with", async () => {
    const changed = await find({}, {});

    expect(Object.fromEntries(toChangedOutputs(changed))).toEqual({
      projects: JSON.stringify(every),
      any: "true",
      since: "",
      reason: "every project is listed: the event names no commit to compare with",
    });
  });

  it("keeps a project whose file can't be read among those that are compared", async () => {
    change("services/shop/shuttle.yaml");

    expect((await find()).projects).toEqual(["services/shop"]);
  });
});
