import { beforeEach, describe, expect, it } from "@jest/globals";

import { createShop, shop, withActions } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

describe("the jobs of a workflow", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  async function runJobs(jobs: string): Promise<Readonly<Record<string, string | null>>> {
    await world().push({ [path]: `name: CI\non: push\njobs:\n${jobs}` });
    const { data } = await world()
      .as("developer")
      .rest.actions.listJobsForWorkflowRun({ ...shop, run_id: world().run().id });
    return Object.fromEntries(data.jobs.map(({ name, conclusion }) => [name, conclusion]));
  }

  it("wait for those they need and see their outputs", async () => {
    const jobs = await runJobs(`
  last:
    runs-on: ubuntu-latest
    needs: [first]
    steps:
      - run: echo "got \${{ needs.first.outputs.version }} \${{ needs.first.result }}"
  first:
    runs-on: ubuntu-latest
    outputs: {version: "\${{ steps.v.outputs.version }}"}
    steps:
      - id: v
        run: echo "version=1.2.3" >> "$GITHUB_OUTPUT"
`);

    const { admin } = world().sandbox;
    expect(jobs).toEqual({ first: "success", last: "success" });
    expect(world().log()).toContain("\ngot 1.2.3 success\n");
    expect(await admin.readRunOutputs({ runId: world().run().id })).toMatchObject({
      first: { version: "1.2.3" },
    });
  });

  it("are skipped after a failure, near or far, unless they say otherwise", async () => {
    const step = "steps: [{run: 'true'}]";
    const jobs = await runJobs(`
  broken: {runs-on: x, steps: [{run: exit 1}]}
  next: {runs-on: x, needs: broken, ${step}}
  far: {runs-on: x, needs: next, ${step}}
  cleanup: {runs-on: x, needs: far, if: always(), ${step}}
  report: {runs-on: x, needs: broken, if: "failure() && needs.broken.result == 'failure'", ${step}}
  other: {runs-on: x, ${step}}
`);

    expect(jobs).toEqual({
      broken: "failure",
      next: "skipped",
      far: "skipped",
      cleanup: "success",
      report: "success",
      other: "success",
    });
    expect(world().run().conclusion).toBe("failure");
  });

  it("make a run skipped when all are", async () => {
    await runJobs(
      `  never: {runs-on: x, if: "github.ref == 'refs/heads/other'", steps: [{run: a}]}`,
    );

    expect(world().run()).toMatchObject({ status: "completed", conclusion: "skipped" });
  });

  it("run once for each combination of a matrix", async () => {
    const jobs = await runJobs(`
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 24]
        os: [linux]
        include: [{node: 24, extra: yes-it-is}, {node: 26, os: mars}]
        exclude: [{node: 20}]
    steps:
      - run: echo "combination \${{ matrix.node }} \${{ matrix.extra }} \${{ strategy.job-total }}"
`);

    expect(jobs).toEqual({
      "build (24, linux, yes-it-is)": "success",
      "build (26, mars)": "success",
    });
    expect(world().log()).toContain("\ncombination 24 yes-it-is 2\n");
  });

  it("take a matrix from another job", async () => {
    const jobs = await runJobs(`
  plan:
    runs-on: x
    outputs: {services: "\${{ steps.p.outputs.services }}"}
    steps:
      - {id: p, run: 'echo "services=[\\"api\\",\\"web\\"]" >> "$GITHUB_OUTPUT"'}
  build:
    runs-on: x
    needs: plan
    strategy: {matrix: {service: "\${{ fromJSON(needs.plan.outputs.services) }}"}}
    name: build \${{ matrix.service }}
    steps: [{run: 'true'}]
`);

    expect(jobs).toEqual({ plan: "success", "build api": "success", "build web": "success" });
  });

  it.each([
    ["", { "a (1)": "failure", "a (2)": "cancelled", "a (3)": "cancelled" }],
    ["fail-fast: false, ", { "a (1)": "failure", "a (2)": "success", "a (3)": "success" }],
  ])("of a matrix end with the first that fails, unless told otherwise (%j)", async (how, ends) => {
    const jobs = await runJobs(`
  a:
    runs-on: x
    strategy: {${how}matrix: {n: [1, 2, 3]}}
    steps:
      - {if: matrix.n == 1, run: sleep 0.2; exit 1}
      - {if: matrix.n == 2, run: sleep 0.6}
`);

    expect(jobs).toEqual(ends);
  });

  it("may fail without the run failing", async () => {
    const jobs = await runJobs(`
  shaky: {runs-on: x, continue-on-error: true, steps: [{run: exit 1}]}
  next: {runs-on: x, needs: shaky, steps: [{run: 'true'}]}
`);

    expect(jobs).toEqual({ shaky: "failure", next: "success" });
    expect(world().run().conclusion).toBe("success");
  });

  it("are cancelled when their time is over, and clean up", async () => {
    const jobs = await runJobs(`
  slow:
    runs-on: x
    timeout-minutes: 0.005
    steps:
      - run: sleep 300
      - run: echo "never"
      - {if: cancelled(), run: echo "tidy"}
`);

    expect(jobs).toEqual({ slow: "cancelled" });
    expect(world().log()).toMatch(/\ntidy\n[^]*maximum time of 0.005 minutes/);
    expect(world().log()).not.toContain("\nnever\n");
  });

  it("leave out an output that holds a secret", async () => {
    await world().sandbox.admin.setSecrets({ repository: "acme/shop", values: { KEY: "s3cret" } });
    await runJobs(`
  a:
    runs-on: x
    outputs: {key: "\${{ secrets.KEY }}", open: "yes"}
    steps: [{run: 'true'}]
`);

    const { admin } = world().sandbox;
    const outputs = await admin.readRunOutputs({ runId: world().run().id });
    expect(outputs).toEqual({ a: { open: "yes" } });
  });

  it("are given the variables of the repository", async () => {
    await world().sandbox.admin.setVariables({ repository: "acme/shop", values: { k8s: "{}" } });
    await runJobs(`  a: {runs-on: x, steps: [{run: 'echo "k8s \${{ vars.K8S }}"'}]}`);

    expect(world().log()).toContain("\nk8s {}\n");
  });

  it("fail with the line when an expression of theirs can't be evaluated", async () => {
    await runJobs(`  a: {runs-on: x, steps: [{run: 'echo "\${{ fromJSON(github.ref) }}"'}]}`);

    const [annotation] = await world().sandbox.admin.readRunAnnotations({
      runId: world().run().id,
    });
    expect(world().run().conclusion).toBe("failure");
    expect(annotation).toMatchObject({ path, line: 4 });
    expect(annotation?.message).toContain("fromJSON(github.ref)");
  });
});
