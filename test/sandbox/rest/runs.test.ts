import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import {
  artifactDownloadUrl,
  downloadArtifact,
} from "../../../src/sandbox/rest/artifact-download.ts";
import type { RunArtifact, WorkflowRun } from "../../../src/sandbox/model.ts";
import { answerOf, createApi, shop } from "./api.ts";
import type { Api } from "./api.ts";

describe("workflow runs over REST", () => {
  let api: Api;
  let bot: Octokit["rest"];
  let started: string[];

  beforeEach(async () => {
    started = [];
    api = await createApi({
      actions: {
        rerun: (runId) => {
          started.push(`rerun ${runId}`);
          return Promise.resolve();
        },
        dispatch: ({ workflowId, ref, inputs, actor }) => {
          started.push(`${workflowId} ${ref} ${JSON.stringify(inputs)} ${actor}`);
          return Promise.resolve(ref === "master" ? { runId: 8 } : undefined);
        },
      },
    });
    bot = api.as("bot").rest;
    await seed();
  });

  const at = "2030-05-09T12:00:00Z";

  async function seed(): Promise<void> {
    const { context, head } = api.world;
    const repositoryId = api.world.shop().id;
    const path = ".github/workflows/ci.yml";
    context.state.workflows.put({ id: 4, repositoryId, name: "CI", path, createdAt: at });
    context.state.workflowRuns.put(run({ repositoryId, headSha: head("master") }));
    context.state.artifacts.put(artifact({ repositoryId }));
    await mkdir(join(context.dataFolder, "artifacts"), { recursive: true });
    await writeFile(join(context.dataFolder, "artifacts/5.zip"), "a zip");
  }

  function run(own: Pick<WorkflowRun, "repositoryId" | "headSha">): WorkflowRun {
    return {
      ...own,
      id: 7,
      headRepositoryId: own.repositoryId,
      workflowId: 4,
      name: "CI",
      path: ".github/workflows/ci.yml",
      event: "push",
      headBranch: "master",
      checkoutSha: own.headSha,
      pullNumbers: [],
      actor: "developer",
      runNumber: 1,
      runAttempt: 2,
      status: "completed",
      conclusion: "success",
      createdAt: at,
      runStartedAt: at,
      updatedAt: at,
      previousAttempts: [
        {
          runAttempt: 1,
          status: "completed",
          conclusion: "failure",
          runStartedAt: at,
          updatedAt: at,
        },
      ],
    };
  }

  function artifact(own: Pick<RunArtifact, "repositoryId">): RunArtifact {
    return {
      ...own,
      id: 5,
      runId: 7,
      runAttempt: 2,
      name: "shuttle-shop",
      sizeInBytes: 5,
      digest: `sha256:${"0".repeat(64)}`,
      createdAt: at,
      expiresAt: "2030-08-07T12:00:00Z",
      expired: false,
      file: "artifacts/5.zip",
    };
  }

  it.each([
    [{}, 1],
    [{ event: "push", status: "success", branch: "master", actor: "developer" }, 1],
    [{ status: "completed" }, 1],
    [{ status: "failure" }, 0],
    [{ head_sha: "1".repeat(40) }, 0],
    [{ created: ">=2030-05-09" }, 1],
    [{ created: "<2030-05-09" }, 0],
  ] as const)("filters by %j: %d", async (filter, count) => {
    const { data } = await bot.actions.listWorkflowRunsForRepo({ ...shop, ...filter });

    expect(data.total_count).toBe(count);
    expect(data.workflow_runs).toHaveLength(count);
  });

  it("finds a workflow by its file's name", async () => {
    const { data } = await bot.actions.listWorkflowRuns({ ...shop, workflow_id: "ci.yml" });

    expect(data.workflow_runs).toMatchObject([{ id: 7, run_attempt: 2, head_branch: "master" }]);
  });

  it("keeps earlier attempts", async () => {
    const attempt = (attempt_number: number) =>
      bot.actions.getWorkflowRunAttempt({ ...shop, run_id: 7, attempt_number });

    expect((await attempt(1)).data).toMatchObject({ run_attempt: 1, conclusion: "failure" });
    expect((await attempt(2)).data).toMatchObject({ run_attempt: 2, conclusion: "success" });
    expect(await answerOf(attempt(3))).toBe("404 Not Found");
  });

  it("starts runs again and by hand", async () => {
    await bot.actions.reRunWorkflow({ ...shop, run_id: 7 });
    const dispatch = (ref: string) =>
      answerOf(
        bot.actions.createWorkflowDispatch({
          ...shop,
          workflow_id: "ci.yml",
          ref,
          inputs: { dry: true },
        }),
      );

    expect(await dispatch("refs/heads/master")).toBe(204);
    expect(await dispatch("other")).toBe("422 Workflow does not have 'workflow_dispatch' trigger");
    expect(started).toEqual([
      "rerun 7",
      '4 master {"dry":"true"} ham[bot]',
      '4 other {"dry":"true"} ham[bot]',
    ]);
  });

  describe("with an artifact", () => {
    const download = () =>
      bot.actions.downloadArtifact({ ...shop, artifact_id: 5, archive_format: "zip" });

    it("says which run it is from", async () => {
      const { data } = await bot.actions.listWorkflowRunArtifacts({
        ...shop,
        run_id: 7,
        name: "shuttle-shop",
      });

      expect(data.artifacts).toMatchObject([
        {
          id: 5,
          expired: false,
          digest: `sha256:${"0".repeat(64)}`,
          workflow_run: { id: 7, head_branch: "master", head_sha: api.world.head("master") },
        },
      ]);
    });

    it("gives the zip by way of another address", async () => {
      expect(await answerOf(download())).toBe(200);
    });

    it("gives nothing any more once it has expired", async () => {
      api.world.setTime("2030-08-07T12:00:00Z");

      expect(await answerOf(download())).toBe("410 Artifact has expired");
      const { data } = await bot.actions.getArtifact({ ...shop, artifact_id: 5 });
      expect(data.expired).toBe(true);
    });

    it("signs an address for one artifact and one minute", async () => {
      const { context } = api.world;
      const url = new URL(artifactDownloadUrl(context, artifact({ repositoryId: 1 })));
      const status = async (address: string | URL) =>
        (await downloadArtifact(context, new URL(address)))?.status;

      expect(await status(url)).toBe(200);
      expect(await status(url.href.replace("/5?", "/6?"))).toBe(403);
      expect(await status(url.href.replace("expires=", "expires=9"))).toBe(403);
      expect(await status(`${url.origin}/other`)).toBeUndefined();
      api.world.setTime("2030-05-10T12:01:01Z");
      expect(await status(url)).toBe(403);
    });

    it("forgets it when it is deleted", async () => {
      await bot.actions.deleteArtifact({ ...shop, artifact_id: 5 });

      expect(await answerOf(download())).toBe("404 Not Found");
    });
  });
});
