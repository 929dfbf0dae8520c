import { beforeEach, describe, expect, it } from "@jest/globals";

import type { ActionInputs } from "../../action/io.ts";
import { run } from "../../action/run.ts";
import { digestOf } from "../../src/core/artifact/digest.ts";
import { type CommitSha, commitSha, treeSha } from "../../src/core/artifact/ids.ts";
import { parseSpec } from "../../src/core/artifact/spec-schema.ts";
import { withProjectWorld } from "../flows/shuttle/project-world.ts";
import {
  aRunRecord,
  createTestPorts,
  DEFAULT_INPUTS,
  DEFAULT_RUN,
  SHOP,
  UploadsInMemory,
} from "./action-world.ts";

const INPUTS: ActionInputs = { ...DEFAULT_INPUTS, project: "shop" };

describe("run", () => {
  const world = withProjectWorld();
  const build = (
    inputs: Partial<ActionInputs> = {},
    options: Parameters<typeof createTestPorts>[1] = {},
  ) => run({ ...INPUTS, ...inputs }, createTestPorts(world(), options));
  const head = () => world().git("repo", "rev-parse", "HEAD^{tree}");

  beforeEach(() => {
    world().write(SHOP);
    world().commit("repo", "the shop");
  });

  describe("when nothing was built from this input before", () => {
    it("runs the scripts and writes spec and manifests of every environment", async () => {
      const ports = createTestPorts(world());

      const { decision, reason, artifact } = await run(INPUTS, ports);

      expect([decision, reason]).toEqual(["publish", "built"]);
      expect(ports.output.join("")).toBe("building\ntesting\n");
      const spec = parseSpec(world().read("out/shop/artifact.json"));
      expect(spec).toEqual({ kind: "valid", value: artifact?.spec });
      expect(world().read("out/shop/prod/deployment.yaml")).toBe(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: shop-prod}\n" +
          "spec: {replicas: 3, image: shop:1}\n",
      );
    });

    it("says in the spec what was built from what", async () => {
      const { artifact } = await build();

      const plan = world().git("repo", "rev-parse", "HEAD:plan");
      const manifests = new Map(
        ["dev", "prod"].map((one) => [
          `${one}/deployment.yaml`,
          world().read(`out/shop/${one}/deployment.yaml`),
        ]),
      );
      expect(artifact).toMatchObject({
        planSha: plan,
        uploadName: `shuttle-shop-${artifact?.spec.reuseKey ?? ""}`,
        spec: {
          id: `master-${"a".repeat(10)}-${plan.slice(0, 10)}`,
          service: "shop",
          squad: "storefront",
          application: { sha: DEFAULT_RUN.headSha, branch: "master", provider: "GitHub" },
          shuttle: { plan: { sha: plan } },
          stages: [
            { id: "build", name: "Build", result: "success", durationMs: 0 },
            { id: "test", name: "Test", result: "success", durationMs: 0 },
          ],
          environments: ["dev", "prod"],
          digest: digestOf(manifests),
          sourceTree: head(),
          run: { repository: "acme/shop", id: 7, attempt: 1, event: "push" },
        },
      });
    });

    it("names who made the commit if that one is checked out", async () => {
      const headSha = commitSha(world().git("repo", "rev-parse", "HEAD"));

      const own = await build({}, { run: { headSha } });

      expect(own.artifact?.spec.application).toMatchObject({
        authorEmail: "developer@acme.example",
        message: "the shop",
      });
    });

    it.each([
      ["other arguments", { arguments: new Map([["x", "1"]]) }, {}],
      ["other environments", { environments: ["dev"] }, {}],
      ["other scripts", { run: ["build"] }, {}],
      ["another service", { service: "cart" }, {}],
      ["another source", {}, { "repo/shop/readme.md": "new" }],
      ["another plan", {}, { "repo/plan/new.txt": "new" }],
    ])("has another key for %s", async (_, inputs, files) => {
      const first = await build();
      world().write(files);
      world().commit("repo");

      const second = await build(inputs);

      expect(second.artifact?.spec.reuseKey).not.toBe(first.artifact?.spec.reuseKey);
    });

    it("has the same key for the same input in another run", async () => {
      const first = await build();
      const second = await build({}, { run: { id: 8, headBranch: "other" } });

      expect(second.artifact?.spec.reuseKey).toBe(first.artifact?.spec.reuseKey);
    });

    it("has a key of its own, and no source tree, for a changed working tree", async () => {
      world().write({ "repo/shop/new.txt": "not committed" });

      const first = await build();
      const second = await build({}, { run: { id: 8 } });

      expect(first.artifact?.spec.sourceTree).toBeNull();
      expect(second.artifact?.spec.reuseKey).not.toBe(first.artifact?.spec.reuseKey);
    });

    it("lets a template of the project replace the plan's, and leaves out empty ones", async () => {
      world().write({
        "repo/shop/templates/k8s/deployment.yaml":
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: {{ .Args.env }}}}",
        "repo/shop/templates/k8s/empty.tmpl": "{{ if false }}x{{ end }}\n",
        "repo/shop/templates/k8s/README.md": "not a template",
      });
      world().commit("repo");

      const { content } = await build();

      expect([...(content?.manifests ?? [])]).toEqual([
        ["dev/deployment.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: dev}}"],
        ["prod/deployment.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: prod}}"],
      ]);
    });

    it("takes manifests from the script generate_config, once for each environment", async () => {
      const manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: $env-$image}}";
      world().write({
        "repo/shop/shuttle.yaml": `${SHOP["repo/shop/shuttle.yaml"] ?? ""}scripts:
  generate_config:
    args: [{name: env, required: true}]
    actions: [{shell: 'echo "${manifest}" > "$tmp/k8s/$env/config.yaml"'}]
`,
      });
      world().commit("repo");

      const { content } = await build();

      expect([...(content?.manifests ?? [])]).toEqual([
        ["dev/config.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: dev-shop:1}}\n"],
        ["prod/config.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: prod-shop:1}}\n"],
      ]);
    });

    it("warns when it was not the run's commit that was built", async () => {
      const ports = createTestPorts(world());

      await run(INPUTS, ports);

      expect(ports.logged.filter(({ level }) => level === "warning")).toEqual([
        expect.objectContaining({
          text: expect.stringContaining("this run's commit is aaaaaaaaaa"),
        }),
      ]);
    });

    it("has no source tree for a project in another repository than the workspace's", async () => {
      world().write({
        "repo/.gitignore": ".shuttle/\nother/\n",
        "repo/other/shuttle.yaml":
          "plan: ../plan\nvars: {service: shop, k8s: {dev: {replicas: 1}}}\n",
      });
      world().commit("repo");
      world().commit("repo/other");

      const { artifact } = await build({ project: "other" });

      expect(artifact?.spec.sourceTree).toBeNull();
    });

    it("reads the repository of a project in a workspace that is none", async () => {
      world().write({ "ws/readme.md": "" });
      world().git(".", "clone", "--quiet", "repo", "ws/app");
      const ports = { ...createTestPorts(world()), workspace: world().path("ws") };
      const load = (request: Parameters<typeof ports.load>[0]) =>
        ports.load({ ...request, project: "../ws/app/shop" });

      const { artifact } = await run({ ...INPUTS, project: "app/shop" }, { ...ports, load });

      expect(artifact?.spec.sourceTree).toBe(head());
    });

    it("warns of what is only released if ham.yaml allows it", async () => {
      world().write({
        "repo/shop/templates/k8s/secret.yaml":
          "{apiVersion: v1, kind: Secret, metadata: {name: s}}",
      });
      const ports = createTestPorts(world(), {
        run: { headSha: commitSha(world().commit("repo")) },
      });

      const { decision } = await run(INPUTS, ports);

      expect(decision).toBe("publish");
      expect(ports.logged.filter(({ level }) => level === "warning")).toEqual([
        expect.objectContaining({ text: expect.stringContaining("'Secret/s'") }),
        expect.objectContaining({ text: expect.stringContaining("'Secret/s'") }),
      ]);
    });
  });

  describe("when it is not to be published", () => {
    it.each([
      ["publish-off", { publish: false }, {}],
      ["fork", {}, { isFork: true, event: "pull_request" }],
      ["event-not-allowed", {}, { event: "schedule" }],
    ])("builds all the same, and says %s", async (reason, inputs, run) => {
      const outcome = await build(inputs, { run });

      expect(outcome).toMatchObject({ decision: "not-published", reason });
      expect(world().exists("out/shop/artifact.json")).toBe(true);
    });

    it("builds on a server without artifacts only without publishing", async () => {
      const run = { serverUrl: "https://github.acme.example" };

      const [on, off] = [await build({}, { run }), await build({ publish: false }, { run })];

      expect(on).toMatchObject({ decision: "refused", reason: "artifacts-unavailable" });
      expect(off).toMatchObject({ decision: "not-published" });
    });
  });

  describe("when an earlier run built from the same input", () => {
    const uploadOf = async (
      overrides: Parameters<typeof aRunRecord>[0] = {},
      change: (files: Map<string, string>) => unknown = () => undefined,
    ) => {
      const { artifact, content } = await build({}, { run: { id: 5, headBranch: "feature" } });
      const files = new Map(content?.manifests ?? []);
      files.set("artifact.json", world().read("out/shop/artifact.json"));
      change(files);
      const uploads = new UploadsInMemory();
      const record = aRunRecord(overrides);
      const name = artifact?.uploadName ?? "";
      uploads.entries.push({ name, record, tree: treeSha(head()), files });
      return uploads;
    };

    it("takes its content over and runs no script", async () => {
      const uploads = await uploadOf();
      const ports = createTestPorts(world(), { uploads });

      const { decision, reason, artifact } = await run(INPUTS, ports);

      expect([decision, reason]).toEqual(["publish", "reused"]);
      expect(ports.output).toEqual([]);
      expect(artifact?.spec).toMatchObject({
        id: expect.stringMatching(/^master-/),
        reusedFrom: { id: expect.stringMatching(/^feature-/), runId: 5 },
        stages: [{ id: "build" }, { id: "test" }],
        run: { id: 7 },
      });
      expect(world().read("out/shop/dev/deployment.yaml")).toContain("image: shop:1");
    });

    it.each([
      ["failed", { conclusion: "failure" }],
      ["is running", { status: "in_progress", conclusion: null }],
      ["came from a fork", { headRepositoryId: 2 }],
      ["was started by hand", { event: "workflow_dispatch" }],
      ["belongs to another repository", { repository: "acme/other" }],
    ])("builds if that run %s", async (_, overrides) => {
      const uploads = await uploadOf(overrides);

      expect(await build({}, { uploads })).toMatchObject({ reason: "built" });
    });

    it("builds if GitHub says that the run's commit has another tree", async () => {
      const uploads = await uploadOf();
      uploads.entries.splice(
        0,
        1,
        ...uploads.entries.map((one) => ({ ...one, tree: treeSha("b".repeat(40)) })),
      );

      expect(await build({}, { uploads })).toMatchObject({ reason: "built" });
    });

    it.each([
      [
        "a changed manifest",
        (files: Map<string, string>) => files.set("dev/deployment.yaml", "x: 1"),
      ],
      ["an added manifest", (files: Map<string, string>) => files.set("dev/more.yaml", "x: 1")],
      ["a missing spec", (files: Map<string, string>) => files.delete("artifact.json")],
      [
        "a spec of another service",
        (files: Map<string, string>) => {
          const text = files.get("artifact.json") ?? "";
          files.set("artifact.json", text.replace('"service": "shop"', '"service": "cart"'));
        },
      ],
    ])("builds if the upload has %s", async (_, change) => {
      const uploads = await uploadOf({}, change);

      expect(await build({}, { uploads })).toMatchObject({ reason: "built" });
    });

    it("builds if the working tree is changed", async () => {
      const uploads = await uploadOf();
      world().write({ "repo/new.txt": "" });

      expect(await build({}, { uploads })).toMatchObject({ reason: "built" });
    });
  });

  describe("when there is an artifact of the branch before", () => {
    const before = async (overrides: Parameters<typeof aRunRecord>[0] = {}) => {
      const { artifact, content } = await build({}, { run: { id: 5 } });
      const files = new Map(content?.manifests ?? []);
      files.set("artifact.json", world().read("out/shop/artifact.json"));
      const uploads = new UploadsInMemory();
      const record = aRunRecord({ event: "push", headBranch: "master", ...overrides });
      uploads.entries.push({
        name: artifact?.uploadName ?? "",
        record,
        tree: treeSha(head()),
        files,
      });
      const file = "repo/plan/templates/k8s/deployment.yaml.tmpl";
      world().write({ [file]: world().read(file).replace("image: {{", "paused: true, image: {{") });
      world().commit("repo");
      return { uploads, id: artifact?.spec.id };
    };

    it("says what changed in the manifests since", async () => {
      const { uploads, id } = await before();

      const { changes } = await build({}, { uploads, run: { headBranch: "feature" } });

      expect(changes).toMatchObject({ kind: "compared", with: id, branch: "master" });
      expect(changes?.kind === "compared" ? changes.diff.split("\n").slice(0, 7) : []).toEqual([
        "--- before/dev/deployment.yaml",
        "+++ after/dev/deployment.yaml",
        "@@ -1,4 +1,4 @@",
        " apiVersion: apps/v1",
        " kind: Deployment",
        " metadata: {name: shop, namespace: dev}",
        "-spec: {replicas: 1, image: shop:1}",
      ]);
    });

    it.each([
      ["came from a fork", { headRepositoryId: 2 }],
      ["failed", { conclusion: "failure" }],
      ["is this one", { id: 7 }],
      ["is of another branch", { headBranch: "other" }],
    ])("compares with nothing whose run %s", async (_, overrides) => {
      const { uploads } = await before(overrides);

      expect(await build({}, { uploads })).toMatchObject({
        changes: {
          kind: "unknown",
          why: "there is no earlier artifact of the branch 'master' to be read",
        },
      });
    });

    it("compares with nothing whose manifests aren't those of its spec", async () => {
      const { uploads } = await before();
      uploads.entries.splice(
        0,
        1,
        ...uploads.entries.map((one) => ({
          ...one,
          files: new Map([...one.files, ["dev/more.yaml", "x"]]),
        })),
      );

      expect(await build({}, { uploads })).toMatchObject({ changes: { kind: "unknown" } });
    });

    it("shows nothing of what a Secret has", async () => {
      const secret = (value: string) => ({
        "repo/shop/templates/k8s/secret.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}}\n`,
      });
      world().write(secret("hunter2"));
      world().commit("repo");
      const { uploads } = await before();
      world().write(secret("hunter3"));
      world().commit("repo");

      const { changes } = await build({}, { uploads });

      const diff = changes?.kind === "compared" ? changes.diff : "";
      expect(diff).toContain("dev/secret.yaml");
      expect(diff).not.toContain("hunter");
    });

    it("says so where the event names no branch", async () => {
      expect(await build({}, { run: { baseBranch: undefined } })).toMatchObject({
        changes: { kind: "unknown", why: "the event names no branch to compare with" },
      });
    });
  });

  describe("when scripts leave what their tools found", () => {
    const plan = (test: string): { readonly headSha: CommitSha } => {
      world().write({
        "repo/plan/plan.yaml": `scripts:
  build: {actions: [{shell: 'echo "{\\"image\\": \\"acme/shop\\", \\"tag\\": \\"v1\\"}" > $tmp/image.json; echo "{\\"image\\": \\"a\\"}" > $tmp/args.json'}]}
  test: {actions: [{shell: $plan/test.sh}]}
`,
        "repo/plan/test.sh": `#!/bin/sh\nmkdir -p $tmp/results\n${test}`,
      });
      return { headSha: commitSha(world().commit("repo")) };
    };

    it("puts it into the stages", async () => {
      plan(`echo '<testsuite><testcase/><testcase><skipped/></testcase></testsuite>' > $tmp/results/a.xml
echo 'ok 1' > $tmp/results/b.tap
echo '{"code": {"high": 0, "medium": 2, "low": 9}}' > $tmp/vulnerabilities.json
`);

      const { artifact, stages } = await build();

      expect(artifact?.spec.stages).toEqual(stages);
      expect(stages).toMatchObject([
        { id: "build", data: { image: "acme/shop", tag: "v1", dockerVersion: "" } },
        {
          id: "test",
          data: { url: DEFAULT_RUN.url, results: { passed: 2, failed: 0, skipped: 1 } },
        },
        {
          id: "snyk-code",
          name: "Security Scan - Code",
          data: { vulnerabilities: { high: 0, medium: 2, low: 9 } },
        },
      ]);
      expect(parseSpec(world().read("out/shop/artifact.json")).kind).toBe("valid");
    });

    it("counts reports where tools leave them, if they are of this build", async () => {
      plan(`mkdir -p target/deep
echo '<testsuite><testcase/><testcase/></testsuite>' > target/deep/TEST-a.xml
echo 'ok 1' > one.tap
echo 'no report' > target/log.txt
echo 'ok' > target/old.tap; touch -d '2 hours ago' target/old.tap
`);
      const now = new Date();
      const ports = createTestPorts(world(), { clock: () => now });

      const { stages } = await run({ ...INPUTS, reports: ["target", "./one.tap", "none"] }, ports);

      expect(stages).toMatchObject([
        { id: "build" },
        { id: "test", data: { results: { passed: 3, failed: 0, skipped: 0 } } },
      ]);
      expect(ports.logged.map(({ text }) => text)).toContain(
        "reports: this build left no report in 'none'",
      );
    });

    it("counts a report once, though it lies in several places that are looked at", async () => {
      plan("echo '<testsuite><testcase/></testsuite>' | tee $tmp/results/a.xml > b.xml\n");
      const now = new Date();
      const ports = createTestPorts(world(), { clock: () => now });

      const { stages } = await run(
        { ...INPUTS, reports: [".", "./b.xml", ".shuttle/temp"] },
        ports,
      );

      expect(stages.at(-1)).toMatchObject({ data: { results: { passed: 2 } } });
    });

    it("shows the tests that failed", async () => {
      plan("printf 'not ok 1\\nok 2\\n' > $tmp/results/b.tap\nexit 1\n");

      expect(await build()).toMatchObject({
        reason: "script-failed",
        stages: [{ id: "build" }, { id: "test", data: { results: { passed: 1, failed: 1 } } }],
      });
    });

    it("warns of what it can't read, on its line, and goes on", async () => {
      const head = plan(`printf '<a>\\n<b>\\n</a>' > $tmp/results/a.xml
printf '{\\n"image": {"high": "1", "medium": 0, "low": 0}}' > $tmp/vulnerabilities.json
`);
      const ports = createTestPorts(world(), { run: head });

      const { decision, stages } = await run(INPUTS, ports);

      expect([decision, stages.map(({ id }) => id)]).toEqual(["publish", ["build", "test"]]);
      const temporary = world().path("repo/shop/.shuttle/temp");
      expect(ports.logged.filter(({ level }) => level === "warning")).toMatchObject([
        { file: `${temporary}/results/a.xml`, line: 3 },
        {
          text: '$tmp/vulnerabilities.json:2 is left out: image.high: expected number, received "1"',
          file: `${temporary}/vulnerabilities.json`,
          line: 2,
        },
      ]);
    });

    it.each([
      ["a report", "truncate -s 3G $tmp/results/a.xml"],
      ["a report without end", "mkfifo $tmp/results/a.xml $tmp/image.json"],
      ["a folder", "rm -f $tmp/image.json; mkdir $tmp/results/a.tap $tmp/image.json"],
      ["a link to nowhere", "ln -s nowhere $tmp/results/a.xml; ln -sf loop $tmp/image.json"],
      ["a file for a folder", "rmdir $tmp/results; echo > $tmp/results"],
    ])("builds all the same when %s can't be read", async (_, test) => {
      plan(`rm -f $tmp/image.json; ${test}\n`);

      expect(await build()).toMatchObject({ decision: "publish", stages: [{}, {}] });
    });

    it("says how much it reads of a file", async () => {
      const head = plan("truncate -s 2M $tmp/image.json\ntruncate -s 40M $tmp/results/a.xml\n");
      const ports = createTestPorts(world(), { run: head });

      await run(INPUTS, ports);

      expect(ports.logged.filter(({ level }) => level === "warning")).toMatchObject([
        {
          text: "$tmp/results/a.xml is left out: of reports up to 32 MiB are read, and 128 MiB of all together",
        },
        { text: "$tmp/image.json is left out: it has more than 1 MiB" },
      ]);
    });

    it("takes nothing of an earlier build for its own", async () => {
      world().write({
        "repo/shop/.shuttle/temp/results/old.tap": "ok 1\n",
        "repo/shop/.shuttle/temp/vulnerabilities.json": "{}",
      });

      const { stages } = await build();

      expect(stages.map(({ data }) => data)).toEqual([undefined, undefined]);
    });
  });

  describe("when a script fails", () => {
    it("stops, keeps the stages, and points at the script in the plan's own file", async () => {
      world().write({
        "repo/plan/plan.yaml": "scripts:\n  test: {}\n  build:\n    actions: [{shell: exit 3}]\n",
      });
      world().commit("repo");

      const outcome = await build();

      expect(outcome).toMatchObject({
        decision: "failed",
        reason: "script-failed",
        artifact: undefined,
        stages: [{ id: "build", result: "failure" }],
        refusal: {
          message: "Failed executing script `build`: shell script `exit 3`\nExit code: 3",
          places: [{ file: world().path("repo/plan/plan.yaml"), line: 3 }],
        },
      });
      expect(world().exists("out/shop")).toBe(false);
    });
  });

  describe("when the plan is in another repository", () => {
    const files = (plan: string, template: string) => {
      world().write({ "elsewhere/plan.yaml": plan, "elsewhere/templates/k8s/bad.yaml": template });
      world().commit("elsewhere");
      world().serve("https://git.acme.example/plan.git", "elsewhere");
      world().write({
        "repo/shop/shuttle.yaml":
          "# the shop\nplan: https://git.acme.example/plan.git\nvars: {service: shop, k8s: {dev: {}}}\n",
      });
      world().commit("repo");
    };

    it.each([
      ["script-failed", "scripts: {build: {actions: [{shell: exit 3}]}}\n", ""],
      ["template-failed", "scripts: {}\n", "a: {{ .Vars.service.x }}\n"],
      ["manifest-invalid", "scripts: {}\n", "a: [\n"],
    ])("points with %s at the line that names the plan", async (reason, plan, template) => {
      files(plan, template);

      expect(await build()).toMatchObject({
        reason,
        refusal: { places: [{ file: world().path("repo/shop/shuttle.yaml"), line: 2 }] },
      });
    });
  });

  describe("when something has to be mended first", () => {
    const edit = (text: string) => world().write({ "repo/shop/shuttle.yaml": text });

    it.each([
      ["project-invalid", "plan: ../plan\nvar: {}\n"],
      ["plan-unavailable", "plan: ../nowhere\n"],
      ["service-missing", "plan: ../plan\nvars: {k8s: {dev: {}}}\n"],
      ["service-invalid", "plan: ../plan\nvars: {service: Shop, k8s: {dev: {}}}\n"],
      ["environments-missing", "plan: ../plan\nvars: {service: shop, k8s: {local: {}}}\n"],
      ["environment-invalid", "plan: ../plan\nvars: {service: shop, k8s: {De_v: {}}}\n"],
      ["manifests-missing", "plan: false\nvars: {service: shop, k8s: {dev: {}}}\n"],
    ])("refuses with %s and runs nothing", async (reason, text) => {
      edit(text);
      const ports = createTestPorts(world());

      expect(await run(INPUTS, ports)).toMatchObject({ decision: "refused", reason });
      expect(ports.output).toEqual([]);
    });

    it("annotates the line of a mistake in the project's file", async () => {
      edit("plan: ../plan\nvar: {}\n");

      const { refusal } = await build();

      expect(refusal?.places).toMatchObject([
        { file: world().path("repo/shop/shuttle.yaml"), line: 2 },
      ]);
      expect(refusal?.message).toContain("(did you mean 'vars'?)");
    });

    it("refuses a project that isn't there", async () => {
      expect(await build({ project: "nowhere" })).toMatchObject({ reason: "project-invalid" });
    });

    it("refuses an unknown script with those that there are", async () => {
      const { reason, refusal } = await build({ run: ["nope"] });

      expect(reason).toBe("script-unknown");
      expect(refusal?.message).toContain("build, test");
    });

    it("refuses a script without its required argument before anything runs", async () => {
      world().write({
        "repo/plan/plan.yaml":
          "scripts: {build: {args: [{name: tag, required: true}], actions: [{shell: echo x}]}}\n",
      });

      expect(await build()).toMatchObject({
        reason: "argument-missing",
        refusal: { message: "the input 'arguments' lacks 'tag' of the script 'build'" },
      });
    });

    it.each(["bad.yaml", "bad.yaml.tmpl", "bad.tmpl"])(
      "annotates the template %s, in the plan's own file, when its manifest can't be read",
      async (name) => {
        const file = `repo/plan/templates/k8s/${name}`;
        world().write({ [file]: "a: [\n" });

        const { reason, refusal } = await build();

        expect(reason).toBe("manifest-invalid");
        expect(refusal?.places).toMatchObject([{ file: world().path(file) }]);
      },
    );

    it("annotates the line of a template that fails, in the plan's own file", async () => {
      const file = "repo/plan/templates/k8s/bad.yaml.tmpl";
      world().write({ [file]: "one: 1\ntwo: {{ .Vars.service.x }}\n" });

      const { reason, refusal } = await build();

      expect(reason).toBe("template-failed");
      expect(refusal?.places).toMatchObject([{ file: world().path(file), line: 2 }]);
    });

    it.each([
      ["manifest-invalid", "a: [\n"],
      ["manifest-invalid", "just text\n"],
      [
        "manifests-too-large",
        `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, x: ${"y".repeat(300_000)}}`,
      ],
    ])("refuses with %s what can't be released", async (reason, text) => {
      world().write({ "repo/shop/templates/k8s/bad.yaml": text });

      expect(await build()).toMatchObject({ decision: "refused", reason });
    });

    it.each([
      ["a hidden file", ".a.yaml"],
      ["a name that uploads don't take", "a:b.yaml"],
      ["a name of two lines", "a\\nb.yaml"],
      ["names that differ in their case alone", "A.yaml"],
    ])("refuses %s, which could not be released", async (_, name) => {
      const shell = `cd $tmp/k8s/$env; echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}' | tee a.yaml > "$(printf '${name}')"`;
      const scripts = { generate_config: { actions: [{ shell }] } };
      world().write({ "repo/plan/plan.yaml": JSON.stringify({ scripts }) });

      const { refusal, ...outcome } = await build();

      expect(outcome).toMatchObject({ decision: "refused", reason: "manifest-invalid" });
      expect(refusal?.message).toMatch(/expected a name|upper and lower case/);
      expect(refusal?.places).toMatchObject([{ file: world().path("repo/plan/plan.yaml") }]);
    });

    it.each([
      [
        "twice the same object",
        "name: a}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
      ],
      ["a name with a '$'", "name: $a}}"],
    ])("refuses %s, which no ham.yaml can allow, at the template", async (_, text) => {
      const file = "repo/shop/templates/k8s/bad.yaml";
      world().write({ [file]: `{apiVersion: v1, kind: ConfigMap, metadata: {${text}` });

      expect(await build()).toMatchObject({
        reason: "manifest-invalid",
        refusal: { places: [{ file: world().path(file) }] },
      });
    });

    it("refuses a template that gives no UTF-8", async () => {
      const file = "repo/shop/templates/k8s/bad.yaml";
      world().write({
        [file]:
          '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: {{ b64dec "/w==" }}}}',
      });

      expect(await build()).toMatchObject({
        reason: "manifest-invalid",
        refusal: { message: "bad.yaml is not UTF-8", places: [{ file: world().path(file) }] },
      });
    });

    it.each([
      ["manifest-invalid", "a.yaml is no file", "ln -s nowhere $tmp/k8s/$env/a.yaml"],
      ["manifest-invalid", "a.yaml is no file", "mkfifo $tmp/k8s/$env/a.yaml"],
      ["manifest-invalid", "a.yaml is not UTF-8", 'printf "\\377" > $tmp/k8s/$env/a.yaml'],
      ["manifests-too-large", "256 KiB", "truncate -s 3G $tmp/k8s/$env/a.yaml"],
    ])("refuses with %s what generate_config leaves: %s", async (reason, message, shell) => {
      world().write({
        "repo/plan/plan.yaml": `scripts:\n  generate_config: {actions: [{shell: '${shell}'}]}\n`,
      });

      const { refusal, ...outcome } = await build();

      expect(outcome).toMatchObject({ decision: "refused", reason });
      expect(refusal?.message).toContain(message);
    });

    it("says what else generate_config wrote, because it is left out", async () => {
      const manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}";
      world().write({
        "repo/plan/plan.yaml": `scripts:\n  generate_config: {actions: [{shell: 'cd $tmp/k8s/$env; mkdir sub; echo "${manifest}" | tee sub/b.yaml c.json > a.yaml'}]}\n`,
      });
      const ports = createTestPorts(world());

      await run({ ...INPUTS, environments: ["dev"] }, ports);

      expect(ports.logged.map(({ text }) => text)).toContain(
        "$tmp/k8s/dev has more than YAML files, which is left out: c.json, sub",
      );
    });

    it("refuses a required argument of generate_config that is missing", async () => {
      world().write({
        "repo/plan/plan.yaml":
          "scripts: {generate_config: {args: [{name: env, required: true}, {name: tag, required: true}], actions: [{shell: echo}]}}\n",
      });

      expect(await build()).toMatchObject({
        reason: "argument-missing",
        refusal: { message: "the input 'arguments' lacks 'tag' of the script 'generate_config'" },
      });
    });

    it.each(["..", "../elsewhere", "/", "shop/../.."])(
      "refuses the project %j outside the workspace",
      async (project) => {
        expect(await build({ project })).toMatchObject({
          reason: "project-invalid",
          refusal: { message: expect.stringContaining("not in the workspace") },
        });
      },
    );

    it.each([
      ["service: Shop", "vars: {k8s: {dev: {}},\n  service: Shop}", 3],
      ["no service", "vars:\n  k8s: {dev: {}}", 2],
      ["an environment", "vars:\n  service: shop\n  k8s:\n    De_v: {}", 5],
      ["no environment", "vars:\n  service: shop\n  k8s: {}", 4],
    ])("annotates the line of %s", async (_, text, line) => {
      edit(`plan: ../plan\n${text}\n`);

      expect((await build()).refusal?.places).toMatchObject([
        { file: world().path("repo/shop/shuttle.yaml"), line },
      ]);
    });

    it("annotates the line of a plan that isn't there, or names the input", async () => {
      edit("# a comment\nplan: ../plna\nvars: {service: shop, k8s: {dev: {}}}\n");

      expect((await build()).refusal?.places).toMatchObject([
        { file: world().path("repo/shop/shuttle.yaml"), line: 2 },
      ]);
      expect((await build({ plan: "../plna" })).refusal).toMatchObject({
        message: expect.stringContaining("The input 'plan' is '../plna'."),
        places: [],
      });
    });

    it("refuses an args.json that isn't an object of texts", async () => {
      world().write({
        "repo/plan/plan.yaml":
          "scripts: {build: {actions: [{shell: 'echo [] > $tmp/args.json'}]}}\n",
      });

      expect(await build()).toMatchObject({ reason: "arguments-file-invalid" });
    });

    it("refuses a branch that makes no id", async () => {
      const run = { headBranch: "x".repeat(300) };

      expect(await build({}, { run })).toMatchObject({ reason: "branch-unusable" });
    });
  });
});
