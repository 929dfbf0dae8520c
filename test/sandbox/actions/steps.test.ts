import { beforeEach, describe, expect, it } from "@jest/globals";

import { createShop, isRunning, waitUntil, withActions, workflow } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

describe("the steps of a job", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  /** The lines that the steps printed, without those that the runner added. */
  async function printed(steps: string): Promise<readonly string[]> {
    await world().push({ [path]: workflow(steps) });
    const lines = world().log().split("\n");
    return lines.filter((line) => line.startsWith("> ")).map((line) => line.slice(2));
  }

  const conclusion = () => world().run().conclusion;

  it("are given the environment of a runner", async () => {
    const lines = await printed(`
- run: |
    printf '> %s\\n' "$CI" "$GITHUB_REPOSITORY" "$GITHUB_REF" "$GITHUB_EVENT_NAME" "$GITHUB_JOB"
    printf '> %s\\n' "$GITHUB_RUN_ID/$GITHUB_RUN_NUMBER/$GITHUB_RUN_ATTEMPT" "$GITHUB_WORKFLOW_REF"
    [ "$PWD" = "$GITHUB_WORKSPACE" ] && echo "> in the workspace"
    node -p '"> " + require(process.env.GITHUB_EVENT_PATH).ref'
`);

    expect(lines).toEqual([
      "true",
      "acme/shop",
      "refs/heads/main",
      "push",
      "build",
      "1/1/1",
      "acme/shop/.github/workflows/ci.yml@refs/heads/main",
      "in the workspace",
      "refs/heads/main",
    ]);
  });

  it("see nothing of the sandbox's own environment", async () => {
    process.env["SANDBOX_TEST_SECRET"] = "hunter2";
    try {
      await world().push({ [path]: workflow(`- run: env`) });
    } finally {
      delete process.env["SANDBOX_TEST_SECRET"];
    }

    expect(conclusion()).toBe("success");
    expect(world().log()).toContain("GITHUB_SHA=");
    expect(world().log()).not.toContain("hunter2");
    expect(world().log()).not.toContain("node_modules");
  });

  it("hand on outputs, variables and folders of programs", async () => {
    const lines = await printed(`
- id: first
  run: |
    echo "one=1" >> "$GITHUB_OUTPUT"
    { echo "many<<EOF"; echo "a"; echo "b=c"; echo "EOF"; } >> "$GITHUB_OUTPUT"
    echo "FROM_ENV=set" >> "$GITHUB_ENV"
    mkdir bin; printf '#!/bin/sh\\necho "> from my program"\\n' > bin/mine; chmod +x bin/mine
    echo "$PWD/bin" >> "$GITHUB_PATH"
- run: |
    printf '> %s\\n' "\${{ steps.first.outputs.one }}" "$FROM_ENV" "\${{ env.FROM_ENV }}"
    printf '> %s\\n' '\${{ toJSON(steps.first.outputs.many) }}' "\${{ steps.first.outcome }}"
    mine
`);

    expect(lines).toEqual(["1", "set", "set", `"a\\nb=c"`, "success", "from my program"]);
  });

  it("use variables of the workflow, the job and their own, the nearest winning", async () => {
    await world().push({
      [path]: `
on: push
env: {A: workflow, B: workflow, C: workflow}
defaults: {run: {working-directory: sub}}
jobs:
  build:
    runs-on: ubuntu-latest
    env: {B: job, C: job}
    steps:
      - run: mkdir sub
        working-directory: .
      - run: echo "$A $B $C \${{ env.C }} $(basename "$PWD")"
        env: {C: step}
`,
    });

    expect(world().log()).toContain("\nworkflow job step step sub\n");
  });

  it("go on after a failure only where they say so", async () => {
    const lines = await printed(`
- run: exit 3
  id: allowed
  continue-on-error: true
- run: echo "> \${{ steps.allowed.outcome }} \${{ steps.allowed.conclusion }}"
- run: "false | true; echo '> no pipefail'"
- run: "false | true; echo '> never'"
  shell: bash
- run: echo "> skipped"
- if: failure()
  run: echo "> after the failure"
- if: always()
  run: echo "> always \${{ job.status }}"
`);

    expect(lines).toEqual([
      "failure success",
      "no pipefail",
      "after the failure",
      "always failure",
    ]);
    expect(conclusion()).toBe("failure");
  });

  it("never show secrets", async () => {
    await world().sandbox.admin.setSecrets({
      repository: "acme/shop",
      values: { password: "s3cret-value" },
    });
    const lines = await printed(`
- run: |
    echo "> $PASSWORD"
    other=$(printf 'other%s' -value)
    echo "::add-mask::$other"
    echo "> an $other and $TOKEN"
    echo "summary of $PASSWORD" >> "$GITHUB_STEP_SUMMARY"
  env: {PASSWORD: "\${{ secrets.PASSWORD }}", TOKEN: "\${{ github.token }}"}
`);

    const { admin } = world().sandbox;
    const { summary } = await admin.readRunSummary({ runId: world().run().id });
    expect(lines).toEqual(["***", "an *** and ***"]);
    expect(summary).toBe("summary of ***\n");
    expect(world().log()).not.toMatch(/s3cret|other-value|ghs_/);
  });

  it("annotate files", async () => {
    await world().push({
      [path]: workflow(`
- run: |
    echo "::error file=plan.yaml,line=3,endLine=4,title=Broken::it%0Afails"
    echo "::warning::careful"
    echo "::group::Details"
    echo "::endgroup::"
`),
    });

    const { admin } = world().sandbox;
    expect(await admin.readRunAnnotations({ runId: world().run().id })).toEqual([
      {
        level: "failure",
        message: "it\nfails",
        title: "Broken",
        path: "plan.yaml",
        line: 3,
        endLine: 4,
      },
      {
        level: "warning",
        message: "careful",
        title: null,
        path: null,
        line: null,
        endLine: null,
      },
    ]);
    expect(conclusion()).toBe("success");
    expect(world().log()).toContain("##[group]Details\n##[endgroup]\n");
  });

  it.each([
    ["a removed command", `echo "::set-output name=a::b"`, "write to $GITHUB_OUTPUT"],
    ["an answer without an end", `echo "a<<EOF" >> "$GITHUB_OUTPUT"`, "delimiter not found 'EOF'"],
    ["a dangerous variable", `echo "NODE_OPTIONS=-r x" >> "$GITHUB_ENV"`, "NODE_OPTIONS can't be"],
    ["a failing program", "exit 7", "Process completed with exit code 7."],
  ])("fail on %s, and say why", async (_, script, message) => {
    await world().push({ [path]: workflow(`- run: ${script.replace(/^echo/, "|\n    echo")}`) });

    expect(conclusion()).toBe("failure");
    expect(world().log()).toContain(message);
  });

  it("leave no process behind", async () => {
    const lines = await printed(`
- run: |
    sleep 300 &
    echo "> $!"
`);

    const [pid = "0"] = lines;
    expect(conclusion()).toBe("success");
    await waitUntil(() => !isRunning(Number(pid)));
  });

  it("are stopped when their time is over", async () => {
    const lines = await printed(`
- run: sleep 300
  timeout-minutes: 0.005
- if: always()
  run: echo "> cleaned up"
`);

    expect(conclusion()).toBe("failure");
    expect(lines).toEqual(["cleaned up"]);
  });

  it("see only the permissions of their token", async () => {
    const lines = await printed(`
- run: |
    call() { curl -s -o /dev/null -w '> %{http_code}\\n' -H "Authorization: Bearer $TOKEN" "$@"; }
    call "$GITHUB_API_URL/repos/acme/shop"
    call -d '{"state":"success"}' "$GITHUB_API_URL/repos/acme/shop/statuses/$GITHUB_SHA"
  env: {TOKEN: "\${{ github.token }}"}
`);

    expect(lines).toEqual(["200", "403"]);
  });
});
