import { readdirSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { projectFiles } from "../../../src/adapters/files/project-files.ts";
import { planFolders } from "../../../src/adapters/git/plan-folders.ts";
import { cachePlans } from "../../../src/adapters/workflow/plan-cache.ts";
import { loadProject } from "../../../src/flows/shuttle/load-project.ts";
import { withProjectWorld } from "../../flows/shuttle/project-world.ts";

const PLAN = "https://git.acme.example/plan.git";

describe("cachePlans", () => {
  const world = withProjectWorld();

  /** A job with a workspace of its own. */
  const job = async (name: string, plan = PLAN) => {
    world().write({ [`${name}/shuttle.yaml`]: `plan: ${plan}\n` });
    const folder = world().path(name);
    const request = { workingDirectory: folder, project: folder, plan: "", clean: false };
    const { environment } = world();
    const plans = cachePlans(planFolders(environment), world().path("tools/shuttle-plans"));
    return loadProject(
      { ...request, skipPull: false, environment },
      { files: projectFiles, plans, notify: () => undefined },
    );
  };
  const shaOf = (project: Awaited<ReturnType<typeof job>>): string | undefined =>
    project.kind === "loaded" && project.plan.kind === "git" ? project.plan.sha : undefined;
  const servePlan = (text: string): string => {
    world().write({ "plan/plan.yaml": text });
    const sha = world().commit("plan");
    world().serve(PLAN, "plan");
    return sha;
  };
  const caches = (): readonly string[] => readdirSync(world().path("tools/shuttle-plans"));

  it("brings a commit that another job had without its origin", async () => {
    const sha = servePlan("scripts: {}\n");
    await job("first");
    world().write({ "plan/.git/objects/info/packs": "", "plan/.git/HEAD": "broken" });

    const second = await job("second", `${PLAN}#${sha}`);

    expect(second).toMatchObject({ kind: "loaded", plan: { sha } });
    expect(world().read("second/.shuttle/plan/plan.yaml")).toBe("scripts: {}\n");
    expect(world().git("second/.shuttle/plan", "config", "remote.origin.url")).toBe(PLAN);
  });

  it("follows a branch that moves, and keeps both commits", async () => {
    const first = servePlan("scripts: {}\n");
    expect(shaOf(await job("first"))).toBe(first);
    const second = servePlan("scripts: {}\n# new\n");

    expect(shaOf(await job("second"))).toBe(second);
    expect(shaOf(await job("first"))).toBe(second);
    expect(shaOf(await job("third", `${PLAN}#${first}`))).toBe(first);
    const [cache = ""] = caches();
    const kept = world().git(`tools/shuttle-plans/${cache}`, "for-each-ref", "--format=%(refname)");
    expect(kept.split("\n").sort()).toEqual([`refs/plans/${first}`, `refs/plans/${second}`].sort());
  });

  it("believes no cache that calls another commit by that name", async () => {
    const first = servePlan("scripts: {}\n");
    await job("first");
    const second = servePlan("scripts: {}\n# new\n");
    await job("second");
    const [cache = ""] = caches();
    const folder = `tools/shuttle-plans/${cache}`;
    world().git(folder, "update-ref", `refs/plans/${second}`, first);

    const project = await job("third");

    expect(shaOf(project)).toBe(second);
    expect(world().read("third/.shuttle/plan/plan.yaml")).toContain("# new");
  });

  it("runs no hook that lies in the cache", async () => {
    servePlan("scripts: {}\n");
    await job("first");
    const [cache = ""] = caches();
    world().write({
      [`tools/shuttle-plans/${cache}/hooks/reference-transaction`]: `#!/bin/sh\ntouch ${world().path("ran")}\n`,
    });
    servePlan("scripts: {}\n# new\n");

    await job("second");

    expect(world().exists("ran")).toBe(false);
  });

  it("serves jobs at the same time", async () => {
    const sha = servePlan("scripts: {}\n");

    const projects = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => job(name)));

    expect(projects.map(shaOf)).toEqual(Array.from({ length: 6 }, () => sha));
    expect(shaOf(await job("later"))).toBe(sha);
  });

  it("is no trouble where it can't be written or is broken", async () => {
    const sha = servePlan("scripts: {}\n");
    world().write({ "tools/shuttle-plans": "a file" });

    expect(shaOf(await job("first"))).toBe(sha);
  });
});
