import { beforeEach, describe, expect, it } from "@jest/globals";

import { findChangedProjects } from "../../action/changed.ts";
import { createChangedPorts } from "../../action/changed-runner.ts";
import type { EventBase } from "../../action/event.ts";
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

function before(commit: string): EventBase {
  return { kind: "before", commit };
}

describe("findChangedProjects", () => {
  const world = withProjectWorld();
  let base = "";

  type Options = {
    /** What the branch was at before. */
    readonly base?: string | undefined;
    readonly event?: EventBase;
    readonly folder?: string;
    readonly warn?: (text: string) => void;
  };
  const look = (inputs: Partial<ChangedInputs> = {}, options: Options = { base }) => {
    const environment = new Map([
      ...world().environment,
      ["GITHUB_WORKSPACE", world().path(options.folder ?? "repo")] as const,
    ]);
    const given = { ...INPUTS, ...inputs };
    return findChangedProjects(
      given,
      createChangedPorts(given, {
        environment,
        base: options.base === undefined ? options.event : before(options.base),
        warn: options.warn ?? (() => undefined),
      }),
    );
  };
  const find = async (inputs: Partial<ChangedInputs> = {}, options: Options = { base }) => {
    const changed = await look(inputs, options);
    if (changed.kind === "refused") throw new Error(changed.message);
    return changed;
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

    const event: EventBase = { kind: "target", commit: later, head: "f".repeat(40) };

    expect(await find({}, { event })).toMatchObject({
      projects: ["services/shop"],
      since: base,
    });
  });

  describe("when a pull request is merged for trying", () => {
    const merge = () => {
      world().git("repo", "checkout", "--quiet", "-b", "feature");
      const head = change("services/shop/src/main.js");
      world().git("repo", "checkout", "--quiet", "-");
      const into = change("services/billing/more.txt");
      world().git("repo", "checkout", "--quiet", "--detach");
      world().git("repo", "merge", "--quiet", "--no-edit", "feature");
      return { into, event: { kind: "target", commit: base, head } as const };
    };

    it("compares with what it was merged into, though the event names an older commit", async () => {
      const { into, event } = merge();

      expect(await find({}, { event })).toMatchObject({ projects: ["services/shop"], since: into });
    });

    it("does so in a shallow checkout as well", async () => {
      const { into, event } = merge();
      world().git(
        ".",
        "clone",
        "--quiet",
        "--depth=1",
        `file://${world().path("repo")}`,
        "shallow",
      );

      const changed = await find({}, { event, folder: "shallow" });

      expect(changed).toMatchObject({ projects: ["services/shop"], since: into });
    });
  });

  it("lists what a force push changed, and what it took away", async () => {
    const pushed = change("services/shop/src/main.js");
    world().git("repo", "reset", "--quiet", "--hard", base);
    change("services/billing/more.txt");

    expect((await find({}, { base: pushed })).projects).toEqual([
      "services/billing",
      "services/shop",
    ]);
  });

  it("lists what a force push to an older commit took away", async () => {
    const pushed = change("services/shop/src/main.js");
    world().git("repo", "reset", "--quiet", "--hard", base);

    expect((await find({}, { base: pushed })).projects).toEqual(["services/shop"]);
  });

  it("warns of folders that there are none of", async () => {
    change("services/shop/a");
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);

    await find({ folder: "service", shared: ["library", "libraries"] }, { base, warn });

    expect(warnings).toEqual([
      "no folder in 'service' has a shuttle.yaml: nothing is ever listed",
      "shared: the repository has no file or folder 'library'",
    ]);
  });

  it("refuses to list anything where nothing is checked out", async () => {
    world().write({ "empty/x": "" });

    expect(await look({}, { base, folder: "empty" })).toEqual({
      kind: "refused",
      message: `git finds no repository in ${world().path("empty")}: add a step with actions/checkout before this one`,
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
      kind: "found",
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
