import { describe, expect, it } from "@jest/globals";

import { at, ask, read } from "./client.ts";
import { shop, withShop } from "./shop.ts";

const repository = `repository(owner: "acme", name: "shop")`;

describe("a request of the GraphQL API", () => {
  const world = withShop();

  const post = async (body: unknown) => {
    const { sandbox, tokens } = world();
    const response = await fetch(sandbox.graphqlUrl, {
      method: "POST",
      headers: { authorization: `bearer ${tokens.developer}`, "user-agent": "test" },
      body: JSON.stringify(body),
    });
    const answered: unknown = await response.json();
    return { status: response.status, body: answered };
  };

  describe("when the query is wrong", () => {
    it("says so without data, and it is a problem of whoever asked", async () => {
      for (const query of ["{", "{ none }", "query($id: ID!) { node(id: $id) { id } }"]) {
        const { status, body } = await post({ query });

        expect(status).toBe(200);
        expect(at(body, "errors", 0, "message")).toEqual(expect.any(String));
        expect(body).not.toHaveProperty("data");
        expect(world().sandbox.takeProblems()).toMatchObject([{ kind: "invalid-request" }]);
      }
    });

    it("refuses values that a scalar can't have", async () => {
      const query =
        'query($oid: GitObjectID!) { repository(owner: "acme", name: "shop") { object(oid: $oid) { oid } } }';
      const { body } = await post({ query, variables: { oid: "abc" } });

      expect(at(body, "errors", 0, "message")).toContain("expected 40 lower-case hex digits");
      world().sandbox.takeProblems();
    });

    it("asks which operation is meant", async () => {
      const query = "query A { viewer { login } } query B { viewer { id } }";
      const without = await post({ query });
      const { body } = await post({ query, operationName: "A" });

      expect(at(without.body, "errors", 0, "message")).toBe("An operation name is required");
      expect(body).toEqual({ data: { viewer: { login: "developer" } } });
      world().sandbox.takeProblems();
    });
  });

  describe("when something can't be found", () => {
    it("says what, beside the rest of the data", async () => {
      const answer = await ask(
        world().ham,
        `{ viewer { login } repository(owner: "acme", name: "none") { id }
          user(login: "nobody") { id } organization(login: "nowhere") { id }
          node(id: "R_x") { id } shop: ${repository} { issue(number: 9) { id } pullRequest(number: 9) { id } } }`,
      );

      expect(answer).toEqual({
        data: {
          viewer: { login: "ham[bot]" },
          repository: null,
          user: null,
          organization: null,
          node: null,
          shop: { issue: null, pullRequest: null },
        },
        refusals: expect.arrayContaining([
          "NOT_FOUND at repository: Could not resolve to a Repository with the name 'acme/none'.",
          "NOT_FOUND at user: Could not resolve to a User with the login of 'nobody'.",
          "NOT_FOUND at organization: Could not resolve to an Organization with the login of 'nowhere'.",
          "NOT_FOUND at node: Could not resolve to a node with the global id of 'R_x'",
          "NOT_FOUND at shop.issue: Could not resolve to an Issue with the number of 9.",
          "NOT_FOUND at shop.pullRequest: Could not resolve to a PullRequest with the number of 9.",
        ]) as unknown,
      });
    });
  });

  describe("when nodes are asked for by id", () => {
    it("gives each what it is, and null for what is none", async () => {
      const { ham, as } = world();
      const issue = await as("developer").rest.issues.create({ ...shop, title: "broken" });
      const { data: repo } = await ham.rest.repos.get(shop);
      const ids = [issue.data.node_id, "nonsense", repo.node_id, repo.owner.node_id];
      const query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

      const { data, refusals } = await ask(ham, query, { ids });

      expect(at(data, "nodes")).toEqual([
        { __typename: "Issue", id: ids[0] },
        null,
        { __typename: "Repository", id: ids[2] },
        { __typename: "Organization", id: ids[3] },
      ]);
      expect(refusals).toHaveLength(1);
    });
  });

  describe("when it asks for too much", () => {
    const refusalsOf = async (text: string) => (await ask(world().ham, text)).refusals;
    const objects = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `o${index}: object(expression: "main:x") { oid }`,
      );

    it("is refused above 100 objects", async () => {
      expect(await refusalsOf(`{ ${repository} { ${objects(100).join(" ")} } }`)).toEqual([]);
      expect(await refusalsOf(`{ ${repository} { ${objects(101).join(" ")} } }`)).toEqual([
        "RESOURCE_LIMITS_EXCEEDED: Resource limits for this query exceeded: it asks for 101 object() fields, the limit is 100.",
      ]);
    });

    it("is refused above 20 histories of paths", async () => {
      const histories = (count: number) =>
        Array.from(
          { length: count },
          (_, index) => `h${index}: history(first: 1, path: "x${index}") { nodes { oid } }`,
        ).join(" ");
      const query = (count: number) =>
        `{ ${repository} { object(expression: "main") { ... on Commit { ${histories(count)} } } } }`;

      expect(await refusalsOf(query(20))).toEqual([]);
      expect(await refusalsOf(query(21))).toEqual([
        expect.stringContaining("it asks for 21 history(path:) fields, the limit is 20") as unknown,
      ]);
    });

    it("is refused above 500,000 nodes", async () => {
      const query = `{ ${repository} { issues(first: 100) { nodes { comments(first: 100) { nodes {
        reactions(first: 51) { nodes { id } } } } } } } }`;

      expect(await refusalsOf(query)).toEqual([
        expect.stringContaining(
          "MAX_NODE_LIMIT_EXCEEDED: This query requests up to 520,100",
        ) as unknown,
      ]);
    });

    it("is refused when the answer is longer than 2 MB", async () => {
      await world().commit({ large: "x".repeat(500_000) });
      const blobs = (count: number) =>
        Array.from(
          { length: count },
          (_, index) => `o${index}: object(expression: "main:large") { ... on Blob { text } }`,
        ).join(" ");

      expect(await refusalsOf(`{ ${repository} { ${blobs(3)} } }`)).toEqual([]);
      expect(await refusalsOf(`{ ${repository} { ${blobs(4)} } }`)).toEqual([
        expect.stringContaining("the limit is 2,000,000") as unknown,
      ]);
    });

    it("is refused pages without or beyond bounds", async () => {
      const issues = (args: string) => `{ ${repository} { issues${args} { nodes { id } } } }`;

      expect(await refusalsOf(issues(""))).toEqual([
        "MISSING_PAGINATION_BOUNDARIES at repository.issues.nodes: You must provide a `first` or `last` value to properly paginate the `issues` connection.",
      ]);
      expect(await refusalsOf(issues("(first: 101)"))).toEqual([
        expect.stringContaining("exceeds the `first` limit of 100 records") as unknown,
      ]);
      expect(await refusalsOf(issues(`(first: 1, after: "x")`))).toEqual([
        expect.stringContaining("`x` does not appear to be a valid cursor.") as unknown,
      ]);
      expect(await refusalsOf(`{ ${repository} { issues { totalCount } } }`)).toEqual([]);
    });
  });

  describe("when the rate limits are on", () => {
    it("says what is left", async () => {
      const { sandbox, ham } = world();
      sandbox.limits.set({ primary: { graphql: 5000 } });

      const data = await read(ham, "{ rateLimit { limit cost used remaining nodeCount } }");

      expect(data).toEqual({
        rateLimit: { limit: 5000, cost: 1, used: 1, remaining: 4999, nodeCount: 0 },
      });
    });

    it("says nothing while they are off", async () => {
      expect(await read(world().ham, "{ rateLimit { limit } }")).toEqual({ rateLimit: null });
    });
  });
});
