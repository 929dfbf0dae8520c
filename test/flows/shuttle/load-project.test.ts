import { utimesSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { load, withProjectWorld } from "./project-world.ts";

const PLAN_FILE = "scripts:\n  build:\n    actions:\n      - shell: echo from plan\n";
const ADDRESS = "https://plans.acme.test/plan.git";

describe("loadProject", () => {
  const world = withProjectWorld();

  describe("when there is no project", () => {
    it("says so with exit code 2", async () => {
      world().write({ "project/README.md": "" });

      const { project } = await load(world());

      expect(project).toMatchObject({ kind: "refused", code: "project-missing", exitCode: 2 });
    });
  });

  describe("when the project has no plan", () => {
    it("finds it from a folder below", async () => {
      world().write({ "project/shuttle.yaml": "plan: false\n", "project/src/main.go": "" });

      const { project } = await load(world(), { workingDirectory: world().path("project/src") });

      expect(project).toMatchObject({
        kind: "loaded",
        projectPath: world().path("project"),
        plan: { kind: "none", path: "" },
      });
    });

    it("doesn't search further up from a folder that was named", async () => {
      world().write({ "project/shuttle.yaml": "plan: false\n", "project/src/main.go": "" });

      const { project } = await load(world(), { project: "src" });

      expect(project).toMatchObject({ kind: "refused", code: "project-missing" });
    });

    it("gives every mistake of the file", async () => {
      world().write({ "project/shuttle.yaml": "plan: false\nvar: {}\nscript: {}\n" });

      const { project } = await load(world());

      expect(project).toMatchObject({
        kind: "invalid",
        exitCode: 2,
        problems: [
          { line: 2, suggestion: "vars" },
          { line: 3, suggestion: "scripts" },
        ],
      });
    });
  });

  describe("when the plan is a folder", () => {
    const withPlan = () =>
      world().write({
        "project/shuttle.yaml":
          "plan: ../plan\nscripts:\n  test:\n    actions: [{shell: echo own}]\n",
        "plan/plan.yaml": PLAN_FILE,
        "plan/scripts/build.sh": "#!/bin/sh\necho built\n",
      });

    it("copies it and has the scripts of both", async () => {
      withPlan();

      const { project } = await load(world());

      expect(project).toMatchObject({ plan: { kind: "local", source: world().path("plan") } });
      expect(project.kind === "loaded" && [...project.scripts.keys()]).toEqual(["build", "test"]);
      expect(world().read("project/.shuttle/plan/scripts/build.sh")).toContain("echo built");
    });

    it("removes from the copy what the plan no longer has", async () => {
      withPlan();
      world().write({ "plan/old.txt": "old" });
      await load(world());
      world().git(".", "-c", "alias.x=!rm plan/old.txt", "x");

      await load(world());

      expect(world().exists("project/.shuttle/plan/old.txt")).toBe(false);
    });

    it("leaves the copy alone in a call from within a script", async () => {
      withPlan();
      await load(world());
      world().write({ "plan/new.txt": "new" });

      const validated = world().path("project/.shuttle/plan");
      await load(world(), {}, { SHUTTLE_PLANS_ALREADY_VALIDATED: validated });

      expect(world().exists("project/.shuttle/plan/new.txt")).toBe(false);
    });

    it("refuses one that isn't there", async () => {
      world().write({ "project/shuttle.yaml": "plan: ../nowhere\n" });

      const { project } = await load(world());

      expect(project).toMatchObject({
        code: "plan-missing",
        message: "failed to copy plan to .shuttle/plan, make sure the upstream plan exists",
      });
    });

    it("refuses one without a plan file, with exit code 2", async () => {
      world().write({ "project/shuttle.yaml": "plan: ../plan\n", "plan/README.md": "" });

      const { project } = await load(world());

      expect(project).toMatchObject({ code: "plan-missing", exitCode: 2 });
    });

    it("can be the project itself", async () => {
      world().write({ "project/shuttle.yaml": "plan: .\n", "project/plan.yaml": PLAN_FILE });

      await load(world());
      const { project } = await load(world());

      expect(project).toMatchObject({ kind: "loaded" });
      expect(world().exists("project/.shuttle/plan/.shuttle")).toBe(false);
    });

    it("starts from nothing when asked to clean", async () => {
      withPlan();
      world().write({ "project/.shuttle/temp/old.txt": "old" });

      const { notices } = await load(world(), { clean: true });

      expect(world().exists("project/.shuttle/temp/old.txt")).toBe(false);
      expect(notices).toContain(`Cleaning ${world().path("project/.shuttle")}`);
    });
  });

  describe("when the plan is in git", () => {
    const servePlan = (branch = "master"): string => {
      world().write({ "origin/plan.yaml": PLAN_FILE, "origin/version.txt": "1" });
      const sha = world().commit("origin");
      world().git("origin", "branch", "--quiet", "-M", branch);
      world().serve(ADDRESS, "origin");
      return sha;
    };
    const usePlan = (ref = "") =>
      world().write({ "project/shuttle.yaml": `plan: ${ADDRESS}${ref}\n` });
    const change = (text: string): string => {
      world().write({ "origin/version.txt": text });
      return world().commit("origin");
    };
    const version = () => world().read("project/.shuttle/plan/version.txt");

    it("clones master, detached, and tells the commit", async () => {
      const sha = servePlan();
      usePlan();

      const { project, notices } = await load(world());

      expect(project).toMatchObject({ plan: { kind: "git", sha } });
      expect(notices).toEqual([`Cloning plan ${ADDRESS}`]);
    });

    it("takes the remote's default branch where there is no master", async () => {
      const sha = servePlan("trunk");
      usePlan();

      const { project } = await load(world());

      expect(project).toMatchObject({ plan: { sha } });
    });

    it.each([
      ["a branch", () => "next"],
      ["a tag", () => "v1"],
      ["an annotated tag", () => "v2"],
      ["an object name", (sha: string) => sha],
      ["a shortened object name", (sha: string) => sha.slice(0, 10)],
    ])("takes %s", async (_, toRef) => {
      const sha = servePlan();
      world().git("origin", "branch", "next");
      world().git("origin", "tag", "v1");
      world().git("origin", "tag", "--annotate", "--message", "two", "v2");
      change("2");
      usePlan(`#${toRef(sha)}`);

      const { project } = await load(world());

      expect(project).toMatchObject({ kind: "loaded", plan: { sha } });
      expect(version()).toBe("1");
    });

    it("takes what the branch has now in the next call", async () => {
      servePlan();
      usePlan();
      await load(world());
      const sha = change("2");

      const { project, notices } = await load(world());

      expect(project).toMatchObject({ plan: { sha } });
      expect(notices).toEqual(["Pulling latest plan changes on master"]);
    });

    it("follows a branch that was force-pushed", async () => {
      servePlan();
      usePlan();
      await load(world());
      world().git("origin", "commit", "--quiet", "--amend", "--message", "other");

      const { project } = await load(world());

      expect(project).toMatchObject({ plan: { sha: world().git("origin", "rev-parse", "HEAD") } });
    });

    it.each([
      ["--skip-pull", { skipPull: true }, {}],
      ["SHUTTLE_SKIP_PULL", {}, { SHUTTLE_SKIP_PULL: "true" }],
      ["a cache that is still fresh", {}, { SHUTTLE_CACHE_DURATION_MIN: "5" }],
    ])("keeps what is there with %s", async (_, request, environment) => {
      servePlan();
      usePlan();
      await load(world());
      change("2");

      await load(world(), request, environment);

      expect(version()).toBe("1");
    });

    it("fetches another ref in spite of --skip-pull", async () => {
      servePlan();
      world().git("origin", "tag", "v1");
      change("2");
      usePlan();
      await load(world());

      await load(world(), { skipPull: true, plan: "#v1" });

      expect(version()).toBe("1");
    });

    it("fetches when the cache is too old", async () => {
      servePlan();
      usePlan();
      await load(world());
      change("2");
      const past = new Date(Date.now() - 10 * 60_000);
      utimesSync(world().path("project/.shuttle/plan"), past, past);

      await load(world(), {}, { SHUTTLE_CACHE_DURATION_MIN: "5" });

      expect(version()).toBe("2");
    });

    it("keeps what a person changed in it", async () => {
      servePlan();
      usePlan();
      await load(world());
      world().write({ "project/.shuttle/plan/version.txt": "mine" });
      change("2");

      const { notices } = await load(world());

      expect(version()).toBe("mine");
      expect(notices).toEqual([
        "Found 1 files locally changed in plan",
        "Skipping plan pull because of changes",
      ]);
    });

    it("clones anew when the project names another origin", async () => {
      servePlan();
      usePlan();
      await load(world());
      world().write({ "other/plan.yaml": PLAN_FILE, "other/version.txt": "other" });
      world().commit("other");
      world().serve("https://plans.acme.test/other.git", "other");
      world().write({ "project/shuttle.yaml": "plan: https://plans.acme.test/other.git\n" });

      await load(world());

      expect(version()).toBe("other");
    });

    it("replaces the copy of a folder without touching the project's repository", async () => {
      servePlan();
      world().write({ "project/shuttle.yaml": "plan: ../plan\n", "plan/plan.yaml": PLAN_FILE });
      await load(world());
      usePlan();
      const head = world().commit("project");

      const { project } = await load(world());

      expect(project).toMatchObject({ plan: { kind: "git" } });
      expect(world().git("project", "rev-parse", "HEAD")).toBe(head);
    });

    it.each(["#nowhere", "#" + "0".repeat(40)])("refuses %s with exit code 4", async (ref) => {
      servePlan();
      usePlan(ref);

      const { project } = await load(world());

      expect(project).toMatchObject({ code: "plan-not-fetched", exitCode: 4 });
      expect(world().exists("project/.shuttle/plan")).toBe(false);
    });

    it("keeps tokens and credentials out of its files and notices", async () => {
      servePlan();
      const secret = "https://user:hunter2@plans.acme.test/plan.git";
      world().write({ "project/shuttle.yaml": `plan: ${secret}\n` });

      const { project, notices } = await load(world(), {}, { SHUTTLE_GIT_TOKEN: "t0ken" });

      expect(project).toMatchObject({ kind: "loaded" });
      const written = ["plan/.git/config", "plan.json"].map((file) =>
        world().read(`project/.shuttle/${file}`),
      );
      expect([...written, ...notices].join("\n")).not.toMatch(/hunter2|t0ken/);
    });

    it("lets several calls at once end in the same clone", async () => {
      const sha = servePlan();
      usePlan();

      const loads = await Promise.all(Array.from({ length: 5 }, () => load(world())));

      expect(loads.map(({ project }) => project)).toEqual(
        loads.map(() => expect.objectContaining({ plan: expect.objectContaining({ sha }) })),
      );
    });
  });
});
