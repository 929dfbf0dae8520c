import { existsSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { withProjectWorld } from "../../flows/shuttle/project-world.ts";
import { LAUNCHER, type ProcessOptions, shuttle } from "./shuttle-process.ts";

const PROJECT = `plan: ../plan
vars:
  service: shop
  version: "1"
  truth: yes
  ratio: 1.5
  nothing: ~
  off: false
  text: |
    one
    two
  list: [1, a]
  k8s:
    dev: {replicas: 1}
    prod: {replicas: 3}
scripts:
  deploy:
    description: put it there
    args:
      - {name: targetName, required: true, description: where to}
      - {name: dry, type: bool}
    actions:
      - shell: echo "to $targetName, dry '$dry'"
`;

const PLAN = `documentation: https://docs.acme.test/plan
scripts:
  build:
    description: build the image
    args: [{name: tag}]
    actions:
      - shell: echo "$tag from $plan in $(pwd) for $project, $tmp"
      - shell: echo second
  fails:
    actions:
      - shell: echo out; echo err >&2; exit 7
      - shell: echo never
  killed:
    actions: [{shell: kill -9 $$}]
  nested:
    actions: [{shell: "echo $(shuttle get service) $(shuttle template hello.tmpl name=you)"}]
  empty: {}
  old:
    actions: [{dockerfile: Dockerfile}]
  project:
    args: [{name: project}]
    actions: [{shell: echo "named $project"}]
`;

describe("shuttle", () => {
  const world = withProjectWorld();
  const run = (args: readonly string[], options?: ProcessOptions) =>
    shuttle(world(), args, options);

  beforeEach(() =>
    world().write({
      "project/shuttle.yaml": PROJECT,
      "project/src/main.txt": "",
      "plan/plan.yaml": PLAN,
      "plan/templates/hello.tmpl": 'Hello {{ .Args.name }} of {{ string "service" .Vars }}\n',
      "plan/templates/broken.tmpl": "one\ntwo {{ .Vars.service.x }}\n",
      "plan/templates/unclosed.tmpl": "{{ if }}",
      "plan/other.tmpl": "plan's",
      "project/other.tmpl": "project's <% .Args.a %>",
      "outside/README.md": "",
    }),
  );

  describe("get", () => {
    it.each([
      ["service", "shop"],
      ["version", '"1"'],
      ["truth", "true"],
      ["ratio", "1.5"],
      ["text", "|\n  one\n  two"],
      ["list", "- 1\n- a"],
      ["k8s.dev", "replicas: 1"],
      ["nothing", ""],
      ["missing.path", ""],
    ])("prints %s as YAML without a final line break", async (path, stdout) => {
      expect(await run(["get", path])).toEqual({ stdout, stderr: "", status: 0 });
    });

    it("prints texts as they are with --raw", async () => {
      expect(await run(["get", "--raw", "version"])).toMatchObject({ stdout: "1", status: 0 });
    });

    it("names a template that can't be parsed as the command", async () => {
      expect(await run(["get", "k8s", "--template", "{{"])).toMatchObject({
        stderr: expect.stringMatching(/^Error: invalid template: template: get:1: /),
        status: 1,
      });
    });

    it("renders a template with the value", async () => {
      const template = "{{ range $k, $v := . }}{{ $k }} {{ end }}";

      expect(await run(["get", "k8s", "--template", template])).toMatchObject({
        stdout: "dev prod ",
      });
    });

    it.each([
      [["get"], "accepts 1 arg(s), received 0"],
      [["get", "a", "b"], "accepts 1 arg(s), received 2"],
      [["get", "--nope", "a"], "unknown flag: --nope"],
      [["get", "-x", "a"], "unknown shorthand flag: 'x' in -x"],
      [["get", "a", "--template"], "flag needs an argument: --template"],
    ])("refuses %j with the usage on stderr", async (args, message) => {
      const { stdout, stderr, status } = await run(args);

      expect([stdout, status]).toEqual(["", 1]);
      expect(stderr).toMatch(/^Usage:\n {2}shuttle get/);
      expect(stderr).toMatch(new RegExp(`\nError: ${message.replace(/[()]/g, "\\$&")}\n$`));
    });
  });

  describe("has", () => {
    it.each([
      [["service"], "", 0],
      [["off"], "", 0],
      [["nothing"], "", 1],
      [["missing"], "", 1],
      [["--script", "build"], "", 0],
      [["build", "--script"], "", 0],
      [["--script", "nope"], "", 1],
      [["-o", "service"], "true", 0],
      [["--stdout", "missing"], "false", 0],
      [["--nope"], "", 1],
    ])("answers %j silently", async (args, stdout, status) => {
      expect(await run(["has", ...args])).toEqual({ stdout, stderr: "", status });
    });
  });

  describe("run", () => {
    it("runs the actions of a plan's script in order, in the project's folder", async () => {
      const { stdout, stderr, status } = await run(["run", "build", "--tag", "v1"]);

      const project = world().path("project");
      expect(stdout).toBe(
        `v1 from ${project}/.shuttle/plan in ${project} for ${project}, ${project}/.shuttle/temp\nsecond\n`,
      );
      expect([stderr, status]).toEqual(["", 0]);
    });

    it.each([
      [["--target-name", "prod"], "to prod, dry ''\n"],
      [["--target-name=a=b", "--dry"], "to a=b, dry 'true'\n"],
      [["targetName=prod", "dry=no"], "to prod, dry 'no'\n"],
      [["--target-name", "--dry"], "to --dry, dry ''\n"],
      [["--target-name", "x", "targetName=y"], "to y, dry ''\n"],
    ])("takes %j", async (args, stdout) => {
      expect(await run(["run", "deploy", ...args])).toEqual({ stdout, stderr: "", status: 0 });
    });

    it.each([
      [["deploy"], 'required flag(s) "target-name" not set', 1],
      [["deploy", "targetName="], 'required flag(s) "target-name" not set', 1],
      [["deploy", "--nope", "x"], "unknown flag: --nope", 1],
      [["--nope", "deploy"], "unknown flag: --nope", 1],
    ])("refuses %j", async (args, message, status) => {
      expect(await run(["run", ...args])).toMatchObject({
        stdout: "",
        stderr: `Error: ${message}\n`,
        status,
      });
    });

    it("runs without a required argument when told not to check", async () => {
      expect(await run(["run", "--validate=false", "deploy"])).toMatchObject({
        stdout: "to , dry ''\n",
        status: 0,
      });
    });

    it("ends with 4 at the first action that fails", async () => {
      expect(await run(["run", "fails"])).toEqual({
        stdout: "out\n",
        stderr:
          "err\nError: Failed executing script `fails`: shell script `echo out; echo err >&2; exit 7`\nExit code: 7\n",
        status: 4,
      });
    });

    it("counts a script that was killed as failed", async () => {
      expect(await run(["run", "killed"])).toMatchObject({
        stderr: expect.stringContaining("Killed by SIGKILL"),
        status: 4,
      });
    });

    it("lists the scripts for one that isn't there", async () => {
      const { stdout, stderr, status } = await run(["run", "nope"]);

      expect([stdout, status]).toEqual(["", 2]);
      expect(stderr).toContain("  build        Build the image\n");
      expect(stderr).toMatch(/\nError: unknown script 'nope'/);
    });

    it("does nothing for a script without actions", async () => {
      expect(await run(["run", "empty"])).toEqual({ stdout: "", stderr: "", status: 0 });
    });

    it("refuses an action that nothing can run", async () => {
      expect(await run(["run", "old"])).toMatchObject({
        stderr: expect.stringContaining("'dockerfile'"),
        status: 2,
      });
    });

    it("lets scripts call shuttle", async () => {
      expect(await run(["run", "nested"])).toEqual({
        stdout: "shop Hello you of shop\n",
        stderr: "",
        status: 0,
      });
    });

    it("puts its own folder first on PATH, never the caller's", async () => {
      world().write({ "project/shuttle": "#!/bin/sh\necho wrong\n" });

      expect(await run(["run", "nested"])).toMatchObject({ stdout: "shop Hello you of shop\n" });
    });

    it("takes global flags behind the script", async () => {
      const args = ["run", "deploy", "targetName=x", "-p", "../project"];

      expect(await run(args, { folder: "outside" })).toMatchObject({ stdout: "to x, dry ''\n" });
    });

    it("lets a script's argument shadow a global flag", async () => {
      expect(await run(["run", "project", "--project", "../plan"])).toMatchObject({ status: 0 });
    });

    it("shows a script's help", async () => {
      const { stdout, status } = await run(["run", "deploy", "--help"]);

      expect(status).toBe(0);
      expect(stdout).toBe(
        "Put it there\n\nUsage:\n  shuttle run deploy [flags]\n\nFlags:\n  --dry\n" +
          "  --target-name string   where to (required)\n  --help                 help for this script\n",
      );
    });

    it("explains itself without a script", async () => {
      const { stdout, status } = await run(["run"]);

      expect([stdout.includes("Available Scripts:"), status]).toEqual([true, 0]);
    });

    it("says that it needs a project", async () => {
      expect(await run(["run", "build"], { folder: "outside" })).toMatchObject({
        stderr: expect.stringContaining("Error: shuttle run is not available in this context."),
        status: 1,
      });
    });

    it.each(["SIGINT", "SIGTERM"] as const)("forwards %s and waits", async (signal) => {
      const trap = `trap 'echo told; exit 0' ${signal.slice(3)}; echo ready; sleep 30 & wait`;
      world().write({
        "project/shuttle.yaml": `plan: false\nscripts: {long: {actions: [{shell: "${trap}"}]}}\n`,
      });

      const result = await run(["run", "long"], {
        onStart: (child) => child.stdout?.once("data", () => child.kill(signal)),
      });

      expect(result).toEqual({
        stdout: "ready\ntold\n",
        stderr: "Received interrupt signal...\nOperation cancelled\nError: context canceled\n",
        status: 2,
      });
    });

    it("ends quietly when nobody reads any more", async () => {
      world().write({
        "project/shuttle.yaml": "plan: false\nscripts: {y: {actions: [{shell: yes}]}}\n",
      });
      const pipe = `"$1" run y | head -1`;

      const result = await run([], { command: ["sh", "-c", pipe, "sh", LAUNCHER] });

      expect(result).toMatchObject({ stdout: "y\n", status: 0 });
      expect(result.stderr).not.toContain("Error:");
    });

    it("relays every line of a long output", async () => {
      world().write({
        "project/shuttle.yaml": "plan: false\nscripts: {y: {actions: [{shell: seq 100000}]}}\n",
      });

      const { stdout } = await run(["run", "y"]);

      expect(stdout.split("\n").length).toBe(100_001);
      expect(stdout.endsWith("\n100000\n")).toBe(true);
    });
  });

  describe("template", () => {
    it("renders a template of the plan with arguments", async () => {
      expect(await run(["template", "hello.tmpl", "name=you"])).toEqual({
        stdout: "Hello you of shop\n",
        stderr: "",
        status: 0,
      });
    });

    it("prefers the project's, unless told not to", async () => {
      const own = await run(["template", "other.tmpl", "--delims", "<%,%>", "a=1"]);
      const plans = await run(["template", "other.tmpl", "--ignore-project-overrides"]);

      expect([own.stdout, plans.stdout]).toEqual(["project's 1", "plan's"]);
    });

    it("writes to the temporary folder", async () => {
      expect(await run(["template", "hello.tmpl", "-o", "hello.txt"])).toMatchObject({
        stdout: "",
        status: 0,
      });
      expect(world().read("project/.shuttle/temp/hello.txt")).toBe("Hello <no value> of shop\n");
    });

    it("doesn't make folders for the output", async () => {
      const path = world().path("project/.shuttle/temp/a/b.txt");

      expect(await run(["template", "hello.tmpl", "-o", "a/b.txt"])).toMatchObject({
        stderr: `Error: create template output file '${path}': open ${path}: no such file or directory\n`,
        status: 1,
      });
    });

    it("shows the line of a template that fails", async () => {
      const { stdout, stderr, status } = await run(["template", "broken.tmpl"]);

      expect([stdout, status]).toEqual(["one\ntwo ", 1]);
      expect(stderr).toContain("Failed to execute template\n");
      expect(stderr).toContain("2 | two {{ .Vars.service.x }}\n");
      expect(stderr).toMatch(/\nError: template: broken.tmpl:2:\d+: executing "broken.tmpl" at /);
    });

    it("names the file of a template that can't be parsed", async () => {
      expect(await run(["template", "unclosed.tmpl"])).toMatchObject({
        stderr: expect.stringContaining("Parse template file failed\n"),
        status: 1,
      });
    });

    it.each([
      [["nope.tmpl"], "template `nope.tmpl` not found"],
      [["hello.tmpl", "x"], "the argument 'x' is not valid: expected key=value"],
      [
        ["hello.tmpl", "--left-delim", "<"],
        "--left-delim and --right-delim should always be used together",
      ],
      [
        ["hello.tmpl", "--delims", "a,b,c"],
        "--delims should have exactly 2 values split by ',' but value was 'a,b,c'",
      ],
    ])("refuses %j", async (args, message) => {
      expect(await run(["template", ...args])).toMatchObject({
        stderr: `Error: ${message}\n`,
        status: 1,
      });
    });
  });

  describe("the other commands", () => {
    it("lists scripts", async () => {
      const { stdout } = await run(["ls"]);

      expect(stdout).toMatch(
        /^Available Scripts:\n {2}build {8}Build the image\n {2}deploy {7}Put it there\n/,
      );
    });

    it("lists scripts by a template", async () => {
      const template =
        "{{ range $n, $s := .Scripts }}{{ $n }}:{{ len $s.Args }} {{ end }}{{ .Max }}";

      expect(await run(["ls", "--template", template])).toMatchObject({
        stdout: "build:1 deploy:2 empty:0 fails:0 killed:0 nested:0 old:0 project:1 12",
      });
    });

    it.each([
      [["plan"], "../plan"],
      [["--plan", "../plan", "plan"], "../plan"],
      [["plan", "--template", "{{ .PlanRaw }} {{ .Plan }}"], "../plan ../plan"],
    ])("prints the plan as written: %j", async (args, stdout) => {
      expect(await run(args)).toMatchObject({ stdout, status: 0 });
    });

    it("prints nothing for no plan, and false as the raw plan", async () => {
      world().write({ "project/shuttle.yaml": "plan: no\n" });

      expect(await run(["plan"])).toEqual({ stdout: "", stderr: "", status: 0 });
      expect(await run(["plan", "--template", "{{ .PlanRaw }}"])).toMatchObject({
        stdout: "false",
      });
    });

    it("tells the version without looking for a project", async () => {
      world().write({ "project/shuttle.yaml": "broken: [" });

      expect(await run(["version"])).toMatchObject({
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
        stderr: "",
        status: 0,
      });
    });

    it("shows the configuration, without what is excluded", async () => {
      const { stdout } = await run(["config", "--exclude-env-vars", "B,C"], {
        environment: { A: "1", B: "2" },
      });

      expect(stdout).toMatch(/^Version .*\n\nPlan:\n\.\.\/plan\n\nEnvironment:\n/);
      expect([stdout.includes("A=1\n"), stdout.includes("B=")]).toEqual([true, false]);
    });

    it("shows no values on a CI runner", async () => {
      const { stdout } = await run(["config"], {
        environment: { SECRET: "hunter2", GITHUB_ACTIONS: "true" },
      });

      expect(stdout).not.toContain("hunter2");
    });

    it("tells where the documentation is", async () => {
      expect(await run(["docs"], { environment: { BROWSER: "true" } })).toEqual({
        stdout: "",
        stderr: "Documentation available at: https://docs.acme.test/plan\n",
        status: 0,
      });
    });

    it("runs git in the plan, line by line, with git's own status", async () => {
      world().write({ "project/shuttle.yaml": "plan: https://plans.acme.test/plan.git\n" });
      world().commit("plan", "first");
      world().commit("plan", "second");
      world().serve("https://plans.acme.test/plan.git", "plan");
      await run(["prepare"]);

      expect(await run(["git-plan", "--", "log", "--format=%s"])).toMatchObject({
        stdout: "second\nfirst\n",
        status: 0,
      });
      expect(await run(["git-plan", "nope"])).toMatchObject({ status: 1 });
    });

    it.each(["bash", "zsh", "fish"])("prints a completion for %s", async (shell) => {
      expect(await run(["completion", shell])).toMatchObject({
        stdout: expect.stringContaining("shuttle"),
        status: 0,
      });
    });

    it("refuses completion for other shells", async () => {
      expect(await run(["completion", "tcsh"])).toMatchObject({
        stderr: "Error: only [bash zsh fish] arguments are allowed\n",
        status: 1,
      });
    });

    it.each([[[]], [["help"]], [["--help"]], [["-h"]]])("explains itself for %j", async (args) => {
      const { stdout, status } = await run(args);

      expect([stdout.includes("Available Commands:"), status]).toEqual([true, 0]);
    });
  });

  describe("when it is called wrongly", () => {
    it("suggests the nearest command", async () => {
      expect(await run(["tempate"])).toEqual({
        stdout: "",
        stderr:
          'Error: unknown command "tempate" for "shuttle"\n\nDid you mean this?\n\ttemplate\n\n' +
          "Run 'shuttle --help' for usage.\n",
        status: 1,
      });
    });

    it("says that a command needs a project", async () => {
      const { stderr, status } = await run(["get", "a"], { folder: "outside" });

      expect(status).toBe(1);
      expect(stderr).toContain("There is no 'shuttle.yaml' here");
      expect(stderr).toContain('Error: unknown command "get" for "shuttle"');
    });

    it("reports every mistake of a file with its line, on stderr", async () => {
      world().write({
        "project/shuttle.yaml": "plan: ../plan\nvar: {}\nscripts: {a: {action: []}}\n",
      });

      const { stdout, stderr, status } = await run(["get", "a"]);

      const file = world().path("project/shuttle.yaml");
      expect([stdout, status]).toEqual(["", 2]);
      expect(stderr).toContain(`${file}:2: var: `);
      expect(stderr).toContain("(did you mean 'vars'?)");
      expect(stderr).toContain(`${file}:3: scripts.a.action: `);
      expect(stderr).toContain(
        "\nError: Failed to parse shuttle configuration: yaml: unmarshal errors:\n",
      );
    });

    it("needs neither a home nor a place for its cache", async () => {
      const environment = { HOME: "/nonexistent", XDG_CACHE_HOME: "/dev/null" };

      expect(await run(["get", "service"], { environment })).toEqual({
        stdout: "shop",
        stderr: "",
        status: 0,
      });
    });

    it("is a file that any Node runs, too", async () => {
      const command = [process.execPath, join(dirname(LAUNCHER), "shuttle.cjs")] as const;

      expect(await run(["get", "service"], { command: [...command] })).toMatchObject({
        stdout: "shop",
        status: 0,
      });
    });

    it("keeps compiled code for each command that is called often, and one for the others", async () => {
      for (const command of ["ls", "plan", "get service", "--skip-pull has service"]) {
        await run(command.split(" "));
      }

      const files = world().git(".", "-c", "alias.x=!find .cache -type f", "x").split("\n");
      const kinds = files.map((file) => /-(\w+)\.v8$/.exec(file)?.[1]);
      expect(kinds.sort()).toEqual(["get", "has", "other"]);
    });

    it("clears compiled code that former versions left a month ago", async () => {
      const [old, young] = [".cache/shuttle-action/old.v8", ".cache/shuttle-action/young.v8"];
      world().write({ [old]: "", [young]: "" });
      const monthAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
      utimesSync(world().path(old), monthAgo, monthAgo);

      await run(["get", "service"]);

      expect([old, young].map((file) => existsSync(world().path(file)))).toEqual([false, true]);
    });

    it("survives a cache that is damaged", async () => {
      await run(["get", "service"]);
      const files = world().git(".", "-c", "alias.x=!find .cache -type f", "x").split("\n");
      world().write(Object.fromEntries(files.map((file) => [file, "damaged"])));

      expect(files.length).toBeGreaterThan(0);
      expect(await run(["get", "service"])).toEqual({ stdout: "shop", stderr: "", status: 0 });
    });

    describe("when the Node on PATH is too old", () => {
      const programOf = (version: string, options = ""): string =>
        `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\nexec ${process.execPath} ${options} "$@"\n`;
      const found = { stdout: "shop", stderr: "", status: 0 };
      let PATH: string;

      beforeEach(() => {
        world().write({
          "old/node": programOf("v16.0.0", '-r "$HOME/old.cjs"'),
          "old.cjs": 'Object.defineProperty(process, "versions", { value: { node: "16.0.0" } });\n',
          "bin/readlink": "#!/bin/sh\n",
        });
        PATH = [world().path("old"), world().path("bin")].join(":");
      });

      it.each([
        ["later on PATH", "bin/node"],
        ["of the runner", "cache/node/22/x64/bin/node"],
        ["of a version manager", "n v m/versions/node/v22.0.0/bin/node"],
      ])("takes one %s", async (_, place) => {
        world().write({ [place]: programOf("v22.0.0") });
        const places = { RUNNER_TOOL_CACHE: world().path("cache"), NVM_DIR: world().path("n v m") };

        expect(await run(["get", "service"], { environment: { PATH, ...places } })).toEqual(found);
      });

      it("says so where there is no other", async () => {
        const environment = { PATH, HOMEBREW_PREFIX: world().path("none") };

        expect(await run(["get", "service"], { environment })).toEqual({
          stdout: "",
          stderr:
            "Error: no Node.js 20.18.1 or newer was found (the one on PATH is v16.0.0): install one, or in a workflow add a step with actions/setup-node before this one\n",
          status: 1,
        });
      });
    });

    it("says what to do without a Node", async () => {
      const environment = { PATH: world().path("bin"), HOMEBREW_PREFIX: world().path("none") };
      world().write({ "bin/readlink": "#!/bin/sh\n" });

      expect(await run(["get", "service"], { environment })).toEqual({
        stdout: "",
        stderr:
          "Error: no Node.js 20.18.1 or newer was found: install one, or in a workflow add a step with actions/setup-node before this one\n",
        status: 1,
      });
    });
  });
});
