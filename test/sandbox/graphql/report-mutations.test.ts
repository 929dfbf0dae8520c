import { beforeEach, describe, expect, it } from "@jest/globals";

import { at, ask, read, textAt } from "./client.ts";
import { shop, withShop } from "./shop.ts";

describe("reports by GraphQL", () => {
  const world = withShop();
  let repositoryId = "";

  beforeEach(async () => {
    repositoryId = (await world().ham.rest.repos.get(shop)).data.node_id;
  });

  describe("check runs", () => {
    const createText = `mutation($input: CreateCheckRunInput!) { createCheckRun(input: $input) {
      checkRun { id status conclusion title annotations(first: 9) { totalCount } } } }`;
    const updateText = `mutation($input: UpdateCheckRunInput!) { updateCheckRun(input: $input) {
      checkRun { status conclusion summary annotations(first: 9) { nodes {
        path message annotationLevel location { start { line } end { line } } } } } } }`;
    const annotation = {
      path: "ham.yaml",
      annotationLevel: "FAILURE",
      location: { startLine: 3, endLine: 4 },
      message: "unknown key",
    };

    it("are made and completed by the App", async () => {
      const { ham, head } = world();
      const made = await read(ham, createText, {
        input: { repositoryId, name: "ham.yaml", headSha: head(), status: "IN_PROGRESS" },
      });
      const checkRunId = textAt(made, "createCheckRun", "checkRun", "id");

      const output = { title: "wrong", summary: "one mistake", annotations: [annotation] };
      const ended = await read(ham, updateText, {
        input: { repositoryId, checkRunId, conclusion: "FAILURE", output },
      });

      expect(at(made, "createCheckRun", "checkRun", "status")).toBe("IN_PROGRESS");
      expect(at(ended, "updateCheckRun", "checkRun")).toEqual({
        status: "COMPLETED",
        conclusion: "FAILURE",
        summary: "one mistake",
        annotations: {
          nodes: [
            {
              path: "ham.yaml",
              message: "unknown key",
              annotationLevel: "FAILURE",
              location: { start: { line: 3 }, end: { line: 4 } },
            },
          ],
        },
      });
    });

    it("are refused to people, and above GitHub's limits", async () => {
      const { ham, as, asInstallation, head } = world();
      const input = { repositoryId, name: "x", headSha: head() };
      const output = { title: "x", summary: "x", annotations: Array(51).fill(annotation) };

      expect((await ask(as("developer"), createText, { input })).refusals).toEqual([
        "FORBIDDEN at createCheckRun: developer does not have the correct permissions to execute `CreateCheckRun`",
      ]);
      expect(
        (await ask(await asInstallation({ contents: "write" }), createText, { input })).refusals,
      ).toEqual(["FORBIDDEN at createCheckRun: Resource not accessible by integration"]);
      expect((await ask(ham, createText, { input: { ...input, output } })).refusals).toEqual([
        "UNPROCESSABLE at createCheckRun: annotations exceeds a maximum of 50 items",
      ]);
    });
  });

  describe("deployments", () => {
    const createText = `mutation($input: CreateDeploymentInput!) { createDeployment(input: $input) {
      autoMerged deployment { id environment payload state commitOid ref { name } creator { login } } } }`;
    const statusText = `mutation($input: CreateDeploymentStatusInput!) { createDeploymentStatus(input: $input) {
      deploymentStatus { state description logUrl environmentUrl deployment { state } } } }`;
    const refId = async () => {
      const query = `{ repository(owner: "acme", name: "shop") { ref(qualifiedName: "main") { id } } }`;
      return textAt(await read(world().ham, query), "repository", "ref", "id");
    };
    const deploy = async (environment = "prod") => {
      const input = {
        repositoryId,
        refId: await refId(),
        environment,
        autoMerge: false,
        requiredContexts: [],
        payload: `{"release":"1"}`,
      };
      return read(world().ham, createText, { input });
    };

    it("are made and get statuses", async () => {
      const { ham, head } = world();
      const made = await deploy();
      const deploymentId = textAt(made, "createDeployment", "deployment", "id");

      const ended = await read(ham, statusText, {
        input: {
          deploymentId,
          state: "SUCCESS",
          description: "healthy",
          logUrl: "https://example.com/log",
          autoInactive: false,
        },
      });

      expect(at(made, "createDeployment")).toMatchObject({
        autoMerged: false,
        deployment: {
          environment: "prod",
          payload: `{"release":"1"}`,
          state: "PENDING",
          commitOid: head(),
          ref: { name: "main" },
          creator: { login: "ham" },
        },
      });
      expect(at(ended, "createDeploymentStatus", "deploymentStatus")).toEqual({
        state: "SUCCESS",
        description: "healthy",
        logUrl: "https://example.com/log",
        environmentUrl: null,
        deployment: { state: "ACTIVE" },
      });
    });

    it("are found by environment, newest first when asked so", async () => {
      for (const environment of ["dev", "prod", "dev"]) await deploy(environment);

      const query = `{ repository(owner: "acme", name: "shop") {
        deployments(first: 9, environments: ["dev"], orderBy: {field: CREATED_AT, direction: DESC}) {
          nodes { databaseId environment } }
        environments(first: 9) { nodes { name } } } }`;
      expect(at(await read(world().ham, query), "repository")).toEqual({
        deployments: {
          nodes: [
            { databaseId: 3, environment: "dev" },
            { databaseId: 1, environment: "dev" },
          ],
        },
        environments: { nodes: [{ name: "dev" }, { name: "prod" }] },
      });
    });

    it("wait for statuses that are not green, and need the permission", async () => {
      const { ham, head, asInstallation } = world();
      await ham.rest.repos.createCommitStatus({ ...shop, sha: head(), state: "pending" });
      const input = { repositoryId, refId: await refId() };
      const reader = await asInstallation({ contents: "write", deployments: "read" });

      expect((await ask(ham, createText, { input })).refusals).toEqual([
        "UNPROCESSABLE at createDeployment: Conflict: Commit status checks failed for main.",
      ]);
      expect((await ask(reader, createText, { input })).refusals).toEqual([
        "FORBIDDEN at createDeployment: Resource not accessible by integration",
      ]);
    });
  });
});
