import { describe, expect, it } from "@jest/globals";

import {
  type PlanRequest,
  planFolders,
  projectFolders,
  resolvePlan,
} from "../../../src/core/shuttle/resolve-plan.ts";
import { templateCandidates, templateName } from "../../../src/core/shuttle/template-lookup.ts";

const request: PlanRequest = {
  plan: "",
  overload: "",
  projectPath: "/work/shop",
  workingDirectory: "/work/shop/src",
};
const GIT = "https://github.com/acme/plan.git";

describe("resolvePlan", () => {
  describe("when there is no overload", () => {
    it.each([
      ["", { kind: "none" }],
      [".", { kind: "local", path: "/work/shop" }],
      ["../plan/", { kind: "local", path: "/work/plan" }],
      ["/srv/plan", { kind: "local", path: "/srv/plan" }],
      ["false", { kind: "local", path: "/work/shop/false" }],
      [`${GIT}#v1`, { kind: "git", plan: { source: GIT, ref: { kind: "name", name: "v1" } } }],
      ["http://acme.test/a", { kind: "refused", code: "plan-unsupported" }],
    ])("takes plan %j relative to the project", (plan, expected) => {
      expect(resolvePlan({ ...request, plan })).toMatchObject(expected);
    });
  });

  describe("when the overload is a whole plan", () => {
    it.each([
      ["./plan", { kind: "local", path: "/work/shop/src/plan" }],
      ["../plan", { kind: "local", path: "/work/shop/plan" }],
      ["/srv/plan", { kind: "local", path: "/srv/plan" }],
      ["git://git@github.com:acme/plan.git", { kind: "git", plan: { ref: { kind: "default" } } }],
    ])("uses %s, relative to the working directory", (overload, expected) => {
      const resolution = resolvePlan({ ...request, plan: GIT, overload });

      expect(resolution).toMatchObject({
        ...expected,
        notices: [{ level: "info", text: `Using overloaded plan ${overload}` }],
      });
    });

    it("keeps the credentials of its address to itself", () => {
      const resolution = resolvePlan({ ...request, overload: "https://me:secret@acme.test/p.git" });

      expect(resolution).toMatchObject({
        notices: [{ text: "Using overloaded plan https://acme.test/p.git" }],
      });
    });

    it("does so even if the project has no plan", () => {
      expect(resolvePlan({ ...request, overload: "/srv/plan" })).toMatchObject({ kind: "local" });
    });
  });

  describe("when the overload is a ref", () => {
    it("replaces the ref of a git plan", () => {
      expect(resolvePlan({ ...request, plan: `${GIT}#v1`, overload: "#next" })).toMatchObject({
        kind: "git",
        plan: { source: GIT, ref: { kind: "name", name: "next" } },
        notices: [{ level: "emphasised", text: "Overload git plan branch/tag/sha with next" }],
      });
    });

    it.each(["", ".", "/srv/plan"])("is ignored for plan %j", (plan) => {
      expect(resolvePlan({ ...request, plan, overload: "#next" })).toMatchObject({ notices: [] });
    });
  });

  describe("when the overload is something else", () => {
    it.each(["next", "plan/sub", "#--upload-pack=x", "#a b"])(
      "refuses %s for a git plan",
      (overload) => {
        expect(resolvePlan({ ...request, plan: GIT, overload })).toEqual({
          kind: "refused",
          code: "plan-argument-invalid",
          message: `Plan argument wasn't valid for a git plan (#<branch / tag name>): ${overload}`,
          exitCode: 1,
        });
      },
    );

    it("ignores it for a folder", () => {
      expect(resolvePlan({ ...request, plan: ".", overload: "next" })).toMatchObject({
        kind: "local",
      });
    });
  });
});

describe("projectFolders", () => {
  it.each([
    ["/a/b/c", undefined, ["/a/b/c", "/a/b", "/a", "/"]],
    ["/a/b/", undefined, ["/a/b", "/a", "/"]],
    ["/", undefined, ["/"]],
    ["/a/b", ".", ["/a/b"]],
    ["/a/b", "../c", ["/a/c"]],
    ["/a/b", "/x/", ["/x"]],
  ])("searches from %s with project %j", (workingDirectory, project, folders) => {
    expect(projectFolders({ workingDirectory, project })).toEqual(folders);
  });
});

describe("planFolders", () => {
  it("are below .shuttle of the project", () => {
    expect(planFolders("/work/shop")).toEqual({
      shuttle: "/work/shop/.shuttle",
      plan: "/work/shop/.shuttle/plan",
      temporary: "/work/shop/.shuttle/temp",
    });
  });
});

describe("templateCandidates", () => {
  const lookup = {
    name: "deployment.tmpl",
    projectPath: "/p",
    planPath: "/p/.shuttle/plan",
    workingDirectory: "/w",
    projectTemplates: "first",
  } as const;

  it("tries the project before the plan", () => {
    expect(templateCandidates(lookup)).toEqual([
      "/p/templates/deployment.tmpl",
      "/p/deployment.tmpl",
      "/p/.shuttle/plan/templates/deployment.tmpl",
      "/p/.shuttle/plan/deployment.tmpl",
    ]);
  });

  it("leaves the project out when its templates are ignored", () => {
    expect(templateCandidates({ ...lookup, projectTemplates: "ignored" })).toEqual([
      "/p/.shuttle/plan/templates/deployment.tmpl",
      "/p/.shuttle/plan/deployment.tmpl",
    ]);
  });

  it("uses the working directory for a project without plan", () => {
    const candidates = templateCandidates({ ...lookup, planPath: "", projectTemplates: "ignored" });

    expect(candidates).toEqual(["/w/templates/deployment.tmpl", "/w/deployment.tmpl"]);
  });

  it.each([
    ["../x.tmpl", "/p/x.tmpl"],
    ["/abs/x", "/p/templates/abs/x"],
    ["./a/b.py", "/p/templates/a/b.py"],
  ])("cleans the name %s", (name, first) => {
    expect(templateCandidates({ ...lookup, name })[0]).toBe(first);
    expect(templateName(first)).toBe(first.split("/").at(-1));
  });
});
