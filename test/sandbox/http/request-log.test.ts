import { beforeEach, describe, expect, it } from "@jest/globals";

import { formatCall } from "../../../src/sandbox/http/request-log.ts";
import { withSandbox } from "../../support/sandbox.ts";

const shop = { owner: "acme", repo: "shop" };

describe("the request log", () => {
  const world = withSandbox({ clock: () => new Date("2030-05-10T12:00:00Z") });

  beforeEach(async () => {
    await world().sandbox.admin.createRepository({ owner: "acme", name: "shop" });
  });

  it("names caller, operation and outcome of each call", async () => {
    const octokit = await world().asInstallation();
    await octokit.rest.issues.create({ ...shop, title: "broken" });
    await octokit.rest.issues.get({ ...shop, issue_number: 99 }).catch(() => undefined);

    expect(world().sandbox.log.list()).toMatchObject([
      {
        at: "2030-05-10T12:00:00.000Z",
        caller: "installation ham@acme",
        method: "POST",
        path: "/api/v3/repos/acme/shop/issues",
        operation: "issues/create",
        graphql: null,
        status: 201,
      },
      { operation: "issues/get", status: 404 },
    ]);
  });

  it("prints one line for each", async () => {
    await world().as("developer").rest.repos.get(shop);

    const [line] = world().sandbox.log.list().map(formatCall);

    expect(line).toMatch(
      /^2030-05-10T12:00:00\.000Z developer: GET \/api\/v3\/repos\/acme\/shop → 200 \d+ ms$/,
    );
  });

  it("describes GraphQL by its operation and fields", async () => {
    const body = JSON.stringify({ query: "mutation Greet { addComment { id } addLabels { id } }" });
    const headers = { authorization: `token ${world().tokens.developer}` };
    await fetch(world().sandbox.graphqlUrl, { method: "POST", headers, body });
    world().sandbox.takeProblems();

    expect(world().sandbox.log.list()).toMatchObject([
      { graphql: { kind: "mutation", name: "Greet", fields: ["addComment", "addLabels"] } },
    ]);
  });

  it("counts calls per step", async () => {
    const { log } = world().sandbox;
    const get = () => world().as("developer").rest.repos.get(shop);
    await get();
    log.mark("first");
    await get();
    await get();
    log.mark("second");
    await get();

    expect(log.steps().map(({ name, calls }) => [name, calls.length])).toEqual([
      ["first", 2],
      ["second", 1],
    ]);
    expect(log.list("second")).toHaveLength(1);
    expect(() => log.list("third")).toThrow(`there is no mark "third" in the log`);
  });

  it("tells who listens at the end of each call", async () => {
    const heard: string[] = [];
    const stop = world().sandbox.log.listen(({ operation }) => heard.push(operation ?? ""));

    await world().as("developer").rest.repos.get(shop);
    stop();
    await world().as("developer").rest.repos.get(shop);

    expect(heard).toEqual(["repos/get"]);
  });
});
