import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import {
  type ChangedInputName,
  type ChangedOutputName,
  type InputName,
  type OutputName,
} from "../../action/io.ts";
import { withProjectWorld } from "../flows/shuttle/project-world.ts";
import { SHOP } from "./action-world.ts";

const LAUNCHER = join(import.meta.dirname, "..", "..", "action", "launcher.sh");

describe("the Action's first step", () => {
  const world = withProjectWorld();

  let github: Server;
  let apiUrl = "";

  /** A GitHub that lets nobody in. */
  beforeAll(async () => {
    github = createServer((_, response) => {
      response.writeHead(403, { "content-type": "application/json" }).end('{"message":"no"}');
    });
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
    const address = github.address();
    if (typeof address === "object") apiUrl = `http://127.0.0.1:${address?.port ?? 0}`;
  });
  afterAll(() => {
    github.closeAllConnections();
    github.close();
  });

  type Ran = {
    readonly status: number | null;
    readonly log: string;
    readonly output: (name: OutputName | ChangedOutputName) => string | undefined;
  };

  /** Runs the launcher as a runner does, with its files and variables. */
  const step = (
    inputs: Partial<Record<InputName | ChangedInputName, string>> = {},
    environment: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<Ran> => {
    world().write({
      "runner/output": "",
      "runner/summary": "",
      "runner/path": "",
      "runner/env": "",
    });
    const given = Object.entries({ project: "shop", ...inputs }).map(
      ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
    );
    const child = spawn(LAUNCHER, args, {
      cwd: world().path("repo"),
      env: {
        ...Object.fromEntries(world().environment),
        GIT_CONFIG_GLOBAL: world().path("gitconfig"),
        GITHUB_WORKSPACE: world().path("repo"),
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_RUN_ID: "7",
        GITHUB_EVENT_NAME: "push",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_API_URL: apiUrl,
        GITHUB_SHA: world().git("repo", "rev-parse", "HEAD"),
        GITHUB_REF_NAME: "master",
        GITHUB_OUTPUT: world().path("runner/output"),
        GITHUB_STEP_SUMMARY: world().path("runner/summary"),
        GITHUB_PATH: world().path("runner/path"),
        GITHUB_ENV: world().path("runner/env"),
        RUNNER_TEMP: world().path("runner"),
        ...Object.fromEntries(given),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    const output = (name: OutputName | ChangedOutputName) =>
      new RegExp(`^${name}<<(\\S+)\n(.*)\n\\1$`, "m").exec(world().read("runner/output"))?.[2];
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status) => resolve({ status, log, output }));
    });
  };

  beforeEach(() => {
    world().write(SHOP);
    world().commit("repo");
  });

  it("builds, and tells the runner about it", async () => {
    const { status, output, log } = await step();

    expect([status, output("decision"), output("reason")]).toEqual([0, "publish", "built"]);
    expect(output("environments")).toBe("dev,prod");
    expect(output("artifact-path")).toBe(world().path("runner/shuttle/artifacts/shop"));
    expect(world().exists("runner/shuttle/artifacts/shop/prod/deployment.yaml")).toBe(true);
    expect(log).toMatch(/^::group::shuttle run build\nbuilding\n::endgroup::$/m);
    expect(world().read("runner/summary")).toContain("### 📦 Artifact");
    expect(world().read("runner/path")).toMatch(/\/bin\n$/);
  });

  it("answers the calls of its scripts itself", async () => {
    world().write({
      "repo/plan/plan.yaml": `scripts:
  build:
    actions:
      - shell: |
          echo "parent: \${SHUTTLE_PARENT:+yes}"
          echo "service: $(shuttle get --raw service)"
          shuttle run greet
  greet:
    actions:
      - shell: echo greeted
`,
    });
    world().commit("repo");

    const { status, log } = await step();

    expect(status).toBe(0);
    expect(log).toContain("parent: yes\nservice: shop\ngreeted\n");
  });

  it("builds all the same when it may not ask GitHub for earlier builds", async () => {
    const { status, output, log } = await step({ token: "t0ken" });

    expect([status, output("reason")]).toEqual([0, "built"]);
    expect(log).toContain("Nothing is reused: ");
    expect(log.match(/t0ken/g)).toEqual(["t0ken"]);
    expect(log).toContain("::add-mask::t0ken\n");
  });

  it("shows scripts none of its inputs", async () => {
    world().write({ "repo/plan/plan.yaml": "scripts: {build: {actions: [{shell: env}]}}\n" });
    world().commit("repo");

    const { log } = await step({ token: "t0ken" });

    expect(log).not.toContain("INPUT_");
    expect(log.match(/t0ken/g)).toEqual(["t0ken"]);
  });

  it("lets scripts write no outputs among its own, and break none of them", async () => {
    const shell =
      'echo "decision=refused" >> $GITHUB_OUTPUT; printf "x<<END\\nno end" >> $GITHUB_OUTPUT';
    world().write({
      "repo/plan/plan.yaml": JSON.stringify({ scripts: { test: { actions: [{ shell }] } } }),
    });
    world().commit("repo");

    const { status, output } = await step();

    expect([status, output("decision")]).toEqual([0, "publish"]);
    expect(world().read("runner/output")).toMatch(/^artifact-id<</);
  });

  it("adds its summary to that of scripts, and lets them set variables for later steps", async () => {
    const shell = 'printf "# Mine" >> $GITHUB_STEP_SUMMARY; echo A=b >> $GITHUB_ENV';
    world().write({
      "repo/plan/plan.yaml": JSON.stringify({ scripts: { test: { actions: [{ shell }] } } }),
    });
    world().commit("repo");

    await step();

    expect(world().read("runner/summary")).toMatch(/^# Mine\n### 📦 Artifact/);
    expect(world().read("runner/env")).toMatch(/^A=b$/m);
  });

  it("has a decision and a reason for what nobody expected", async () => {
    world().write({ "repo/shop/.shuttle": "a file where a folder has to be" });

    const { status, output, log } = await step();

    expect([status, output("decision"), output("reason")]).toEqual([
      1,
      "failed",
      "unexpected-error",
    ]);
    expect(log).toMatch(/^::error::/m);
  });

  it("builds nothing of a pull request that it can't read", async () => {
    world().write({ "event.json": "{broken" });
    const event = {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: world().path("event.json"),
    };

    const { status, output, log } = await step({}, event);

    expect([status, output("reason")]).toEqual([1, "inputs-invalid"]);
    expect(log).toContain("::error::the runner doesn't say the pull request of the event");
  });

  it("reads the plan's commit from the runner's tool cache the second time", async () => {
    world().write({ "elsewhere/plan.yaml": world().read("repo/plan/plan.yaml") });
    const file = "templates/k8s/deployment.yaml.tmpl";
    world().write({ [`elsewhere/${file}`]: world().read(`repo/plan/${file}`) });
    const sha = world().commit("elsewhere");
    world().serve("https://git.acme.example/plan.git", "elsewhere");
    const inputs = { plan: `https://git.acme.example/plan.git#${sha}` };
    const tools = { RUNNER_TOOL_CACHE: world().path("tools") };
    await step(inputs, tools);
    world().git(
      ".",
      "config",
      "--global",
      "--unset-all",
      `url.file://${world().path("elsewhere")}.insteadOf`,
    );
    world().git("repo", "clean", "-ffdxq");

    const { status, output } = await step(inputs, tools);

    expect([status, output("plan-sha")]).toEqual([0, sha]);
  });

  it("warns of a report that it can't read, on its line", async () => {
    const shell = "mkdir -p $tmp/results; printf 'ok\\nBail out! no\\n' > $tmp/results/a.tap";
    const project = world().read("repo/shop/shuttle.yaml");
    world().write({
      "repo/shop/shuttle.yaml": `${project}scripts: {test: {actions: [{shell: "${shell.replaceAll("\\", "\\\\")}"}]}}\n`,
    });
    world().commit("repo");

    const { status, log } = await step();

    expect(status).toBe(0);
    expect(log).toContain("::warning file=shop/.shuttle/temp/results/a.tap,line=2::");
  });

  it("names every mistake in the inputs", async () => {
    const { status, output, log } = await step({ publish: "yes", service: "My Shop" });

    expect([status, output("decision"), output("reason")]).toEqual([
      1,
      "refused",
      "inputs-invalid",
    ]);
    expect(log).toContain("service: expected a DNS label");
    expect(log).toContain("publish: expected true, false or nothing, received 'yes'");
  });

  it("annotates the script that failed, in its own file", async () => {
    world().write({ "repo/plan/plan.yaml": "scripts:\n  build: {actions: [{shell: exit 3}]}\n" });
    world().commit("repo");

    const { status, output, log } = await step();

    expect([status, output("decision")]).toEqual([1, "failed"]);
    expect(log).toContain("::error file=plan/plan.yaml,line=2::Failed executing script `build`");
    expect(world().read("runner/summary")).toContain("### ❌ The build failed");
  });

  it("names files as their repository does, wherever that is checked out", async () => {
    world().write({ "repo/plan/plan.yaml": "scripts:\n  build: {actions: [{shell: exit 3}]}\n" });
    world().commit("repo");
    world().git(".", "clone", "--quiet", "repo", "workspace/app");

    const { log } = await step(
      { project: "app/shop" },
      { GITHUB_WORKSPACE: world().path("workspace") },
    );

    expect(log).toContain("::error file=plan/plan.yaml,line=2::Failed executing script `build`");
  });

  it("annotates the line of the template that failed", async () => {
    world().write({ "repo/plan/templates/k8s/bad.yaml": "a: 1\nb: {{ .Vars.service.x }}\n" });
    world().commit("repo");

    const { log } = await step();

    expect(log).toContain("::error file=plan/templates/k8s/bad.yaml,line=2::template: bad.yaml:2:");
  });

  it("lists changed projects for the other entry", async () => {
    const before = world().git("repo", "rev-parse", "HEAD");
    world().write({ "repo/shop/new.txt": "", "event.json": JSON.stringify({ before }) });
    world().commit("repo");
    const event = { GITHUB_EVENT_PATH: world().path("event.json") };

    const { status, output, log } = await step({ token: "t0ken" }, event, ["changed"]);

    expect([status, output("projects"), output("any"), output("since")]).toEqual([
      0,
      '["shop"]',
      "true",
      before,
    ]);
    expect(log).toContain(`1 of 1 projects changed since ${before.slice(0, 10)}`);
  });

  it("fails the other entry where nothing is checked out", async () => {
    world().write({ "empty/x": "" });
    const workspace = { GITHUB_WORKSPACE: world().path("empty") };

    const { status, output, log } = await step({}, workspace, ["changed"]);

    expect([status, output("projects")]).toEqual([1, undefined]);
    expect(log).toContain("add a step with actions/checkout before this one");
  });

  it("says what the runner doesn't tell", async () => {
    const { status, log } = await step({}, { GITHUB_RUN_ID: "" });

    expect(status).toBe(1);
    expect(log).toContain("::error::the runner doesn't say GITHUB_RUN_ID");
  });

  it("says what to do without a Node", async () => {
    world().write({ "bin/readlink": "#!/bin/sh\n" });

    const { status, log } = await step({}, { PATH: world().path("bin"), RUNNER_TEMP: "/nowhere" });

    expect(status).toBe(1);
    expect(log).toContain("add a step with actions/setup-node before this one");
  });

  it("finds the runner's own Node where none is on PATH", async () => {
    world().write({
      "bin/readlink": "#!/bin/sh\n",
      "home/externals/node20/bin/node": `#!/bin/sh\nexec ${process.execPath} "$@"\n`,
      "home/_work/_temp/x": "",
    });
    world().git(".", "-c", "alias.x=!ln -s $(command -v git) $(command -v sh) bin/", "x");

    const { status, output } = await step(
      { run: "test", environments: "dev" },
      { PATH: world().path("bin"), RUNNER_TEMP: world().path("home/_work/_temp") },
    );

    expect([status, output("decision")]).toEqual([0, "publish"]);
  });
});
