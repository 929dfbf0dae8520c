import { execFile } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { beforeEach, describe, expect, it } from "@jest/globals";

import {
  readRunAnnotations,
  readRunLog,
  readRunSummary,
} from "../../src/sandbox/actions/run-reports.ts";
import type { WorkflowRun } from "../../src/sandbox/model.ts";
import { load, withProjectWorld } from "../flows/shuttle/project-world.ts";
import { withSandbox } from "../support/sandbox.ts";

const execute = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");

const WORKFLOW = `on:
  push:
    branches: [master, feature/*]
  pull_request:
permissions:
  contents: read
  actions: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: changed
        uses: acme/shuttle-action/changed@v1
      - if: github.event_name == 'pull_request'
        run: echo "> changed \$PROJECTS"
        env:
          PROJECTS: \${{ steps.changed.outputs.projects }}
      - id: artifact
        uses: acme/shuttle-action@v1
      - run: |
          echo "> $ID is \${{ steps.artifact.outputs.decision }}, \${{ steps.artifact.outputs.reason }}"
          echo "> shuttle says $(shuttle get service)"
        env:
          ID: \${{ steps.artifact.outputs.artifact-id }}
`;

const MONOREPO = `on: {push: {branches: [master]}}
permissions: {contents: read, actions: read}
jobs:
  changed:
    runs-on: ubuntu-latest
    outputs:
      projects: \${{ steps.changed.outputs.projects }}
      any: \${{ steps.changed.outputs.any }}
    steps:
      - uses: actions/checkout@v4
      - id: changed
        uses: acme/shuttle-action/changed@v1
      - run: echo "> changed \$PROJECTS"
        env:
          PROJECTS: \${{ steps.changed.outputs.projects }}
  build:
    needs: changed
    if: needs.changed.outputs.any == 'true'
    runs-on: ubuntu-latest
    strategy:
      matrix:
        project: \${{ fromJSON(needs.changed.outputs.projects) }}
    steps:
      - uses: actions/checkout@v4
      - id: artifact
        uses: acme/shuttle-action@v1
        with:
          project: \${{ matrix.project }}
      - run: echo "> built \$SERVICE"
        env:
          SERVICE: \${{ steps.artifact.outputs.service }}
`;

const PLAN = `scripts:
  build:
    actions:
      - shell: |
          echo "> building $(shuttle get service)"
          printf '{"image": "shop:1"}' > "$tmp/args.json"
`;

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ string "service" .Vars }}, namespace: {{ .Args.env }}}
data: {image: "{{ .Args.image }}"}
`;

describe("the Action in a workflow", () => {
  const files = withProjectWorld();
  const world = withSandbox();

  /** Pushes a folder with the stock git client, so that files keep their modes. */
  const push = async (folder: string, ref: string): Promise<void> => {
    const address = world().sandbox.url.replace("://", `://git:${world().tokens.maintainer}@`);
    // The sandbox answers in this very process, which must not wait standing still.
    await execute("git", ["push", "--quiet", `${address}/acme/${folder}.git`, `HEAD:${ref}`], {
      cwd: files().path(folder),
    });
  };
  const ran = (): readonly WorkflowRun[] => world().sandbox.context.state.workflowRuns.list();
  const said = (run: WorkflowRun | undefined): readonly string[] =>
    run === undefined
      ? []
      : readRunLog(world().sandbox.context, run.id)
          .split("\n")
          .filter((line) => line.startsWith("> "));

  beforeEach(async () => {
    const { admin } = world().sandbox;
    for (const name of ["shuttle-action", "plan", "shop"]) {
      await admin.createRepository({ owner: "acme", name, defaultBranch: "master" });
    }
    mkdirSync(files().path("shuttle-action"));
    for (const part of ["action.yml", "bin", "action", "changed"]) {
      cpSync(join(ROOT, part), files().path(join("shuttle-action", part)), { recursive: true });
    }
    files().commit("shuttle-action");
    await push("shuttle-action", "refs/tags/v1");
    files().write({ "plan/plan.yaml": PLAN, "plan/templates/k8s/config.yaml.tmpl": TEMPLATE });
    files().commit("plan");
    await push("plan", "refs/heads/master");
    files().write({
      "shop/.gitignore": ".shuttle/\n",
      "shop/.github/workflows/ci.yml": WORKFLOW,
      "shop/shuttle.yaml": `plan: ${world().sandbox.url}/acme/plan.git\nvars: {service: shop, k8s: {dev: {replicas: 1}}}\n`,
    });
    files().commit("shop", "the shop");
  });

  it("builds a commit once, and takes it over for the same tree", async () => {
    const plan = files().git("plan", "rev-parse", "HEAD").slice(0, 10);
    const first = files().git("shop", "rev-parse", "HEAD").slice(0, 10);
    await push("shop", "refs/heads/feature/basket");
    await world().sandbox.settled();
    const second = files().commit("shop", "the same tree").slice(0, 10);
    await push("shop", "refs/heads/master");
    await world().sandbox.settled();

    expect(ran().map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
    expect(ran().map(said)).toEqual([
      [
        "> building shop",
        `> feature_basket-${first}-${plan} is publish, built`,
        "> shuttle says shop",
      ],
      [`> master-${second}-${plan} is publish, reused`, "> shuttle says shop"],
    ]);
    const { artifacts } = world().sandbox.context.state;
    const names = artifacts.list().map(({ name }) => name);
    expect(names).toEqual([expect.stringMatching(/^shuttle-shop-[0-9a-f]{64}$/), names[0]]);
    const [built] = ran();
    expect(built === undefined ? "" : readRunSummary(world().sandbox.context, built.id)).toContain(
      "| dev | `config.yaml` |",
    );
  }, 120_000);

  it("builds the head of a pull request, and takes it over when that is merged", async () => {
    await push("shop", "refs/heads/master");
    files().write({ "shop/readme.md": "new" });
    const head = files().commit("shop", "a change").slice(0, 10);
    await push("shop", "refs/heads/change");
    await world().sandbox.settled();
    const shop = { owner: "acme", repo: "shop" };
    const github = world().as("developer").rest.pulls;
    const opened = await github.create({
      ...shop,
      title: "A change",
      head: "change",
      base: "master",
    });
    await world().sandbox.settled();

    const merged = await github.merge({
      ...shop,
      pull_number: opened.data.number,
      merge_method: "squash",
    });
    await world().sandbox.settled();

    const byPull = ran().find(({ event }) => event === "pull_request");
    const summary = byPull && readRunSummary(world().sandbox.context, byPull.id);
    expect(said(byPull)[0]).toBe('> changed ["."]');
    expect(summary).toMatch(/The same as those of `master-\w{10}-\w{10}`, the newest artifact of/);
    const byMerge = ran().find(({ headSha }) => headSha === merged.data.sha);
    expect(said(byPull)[2]).toMatch(new RegExp(`^> change-${head}-\\w{10} is publish, built$`));
    expect(said(byMerge)[0]).toMatch(/^> master-\w{10}-\w{10} is publish, reused$/);
  }, 120_000);

  it("fails the run with the script's words and place", async () => {
    files().write({
      "shop/shuttle.yaml":
        "plan: false\nvars: {service: shop, k8s: {dev: {}}}\nscripts:\n  build:\n    actions: [{shell: exit 3}]\n",
    });
    files().commit("shop");
    await push("shop", "refs/heads/master");
    await world().sandbox.settled();

    const [run] = ran();
    const log = run === undefined ? "" : readRunLog(world().sandbox.context, run.id);
    expect(run?.conclusion).toBe("failure");
    expect(log).toContain("Failed executing script `build`");
    const annotations =
      run === undefined ? [] : readRunAnnotations(world().sandbox.context, run.id);
    expect(annotations[0]).toMatchObject({
      path: "shuttle.yaml",
      line: 4,
      message: expect.stringContaining("Exit code: 3"),
    });
    expect(world().sandbox.context.state.artifacts.list()).toEqual([]);
  }, 60_000);

  it("builds those projects of a repository that a push touches, each in a job of its own", async () => {
    const project = (name: string) =>
      `plan: ${world().sandbox.url}/acme/plan.git\nvars: {service: ${name}, k8s: {dev: {}}}\n`;
    files().git("shop", "rm", "--quiet", "shuttle.yaml");
    files().write({
      "shop/.github/workflows/ci.yml": MONOREPO,
      "shop/services/cart/shuttle.yaml": project("cart"),
      "shop/services/stock/shuttle.yaml": project("stock"),
    });
    files().commit("shop", "two services");
    await push("shop", "refs/heads/master");
    await world().sandbox.settled();
    files().write({ "shop/services/cart/main.js": "" });
    files().commit("shop", "the cart");
    await push("shop", "refs/heads/master");
    await world().sandbox.settled();
    files().write({ "shop/readme.md": "new" });
    files().commit("shop", "nothing that is built");
    await push("shop", "refs/heads/master");
    await world().sandbox.settled();

    expect(ran().map(({ conclusion }) => conclusion)).toEqual(["success", "success", "success"]);
    expect(ran().map(said)).toEqual([
      [
        '> changed ["services/cart","services/stock"]',
        "> building cart",
        "> built cart",
        "> building stock",
        "> built stock",
      ],
      ['> changed ["services/cart"]', "> building cart", "> built cart"],
      ["> changed []"],
    ]);
    const uploads = world().sandbox.context.state.artifacts.list();
    const uploadsOf = ({ id }: WorkflowRun): readonly string[] =>
      uploads
        .filter(({ runId }) => runId === id)
        .map(({ name }) => name.replace(/-[0-9a-f]{64}$/, ""));
    // Jobs of a matrix upload at the same time.
    expect(ran().map((run) => [...uploadsOf(run)].sort())).toEqual([
      ["shuttle-cart", "shuttle-stock"],
      ["shuttle-cart"],
      [],
    ]);
  }, 120_000);

  it("reads a private plan with a token, which it writes nowhere", async () => {
    const { admin, url } = world().sandbox;
    await admin.createRepository({ owner: "acme", name: "secret", private: true });
    files().write({ "secret/plan.yaml": PLAN });
    const head = files().commit("secret");
    await push("secret", "refs/heads/main");
    files().write({ "project/shuttle.yaml": `plan: ${url}/acme/secret.git\n` });

    const without = await load(files());
    const given = await load(files(), {}, { SHUTTLE_GIT_TOKEN: world().tokens.developer });

    expect(without.project).toMatchObject({ code: "plan-not-fetched", exitCode: 4 });
    expect(given.project).toMatchObject({ kind: "loaded", plan: { sha: head } });
    const config = files().read("project/.shuttle/plan/.git/config");
    expect(`${config}${given.notices.join()}`).not.toContain(world().tokens.developer);
  }, 60_000);
});
