import { beforeEach, describe, expect, it } from "@jest/globals";

import { systemClock } from "../../../src/adapters/clock.ts";
import type { Client, RestAnswer } from "../../../src/adapters/github/client.ts";
import { createConfigRepository } from "../../../src/adapters/github/config-repository.ts";
import { createConversations } from "../../../src/adapters/github/conversations.ts";
import type { GraphqlDocument } from "../../../src/adapters/github/document.ts";
import { createSourceRepositories } from "../../../src/adapters/github/source-repositories.ts";
import { commitSha, treeSha } from "../../../src/core/artifact/ids.ts";
import { validateAgainstGithub } from "../../support/full-github-schema.ts";
import { COMMIT, artifactId } from "./artifacts.ts";
import { APP_LOGIN, CONFIG, SHOP } from "./world.ts";

const HEAD = commitSha("a".repeat(40));
const THREAD = { repository: SHOP, number: 1 };
const SINCE = "2030-05-10T12:00:00Z";

/** Everything that the ports can be asked; each sends its first documents to a GitHub that knows nothing. */
describe("the GraphQL documents of the adapters", () => {
  let documents: GraphqlDocument[];

  beforeEach(async () => {
    documents = [];
    const client = nothingness((document) => documents.push(document));
    const github = { app: client, writer: client, reader: client };
    const config = createConfigRepository({ github, repository: CONFIG, appLogin: APP_LOGIN });
    const sources = createSourceRepositories({ github });
    const clock = { ...systemClock, sleep: () => Promise.resolve() };
    const conversations = createConversations({ github, appLogin: APP_LOGIN, clock });
    const artifact = { service: "shop", id: artifactId("m-1234567890-0000000000"), commit: COMMIT };
    const small = new Map([
      ["a", "1"],
      ["b", null],
    ]);
    const large = new Map(Array.from({ length: 201 }, (_, index) => [`f${index}`, "1"]));
    const commit = { branch: "env/dev", expectedHead: HEAD, headline: "h", body: "b" };
    const answer = {
      repository: SHOP,
      number: 1,
      conversation: {
        statusComment: { id: 1, nodeId: "IC_1", body: "old" },
        replyMarkers: [],
        labels: ["promote:prod"],
        surplus: { comments: [{ nodeId: "IC_2", body: "old" }], deployments: ["DE_1"] },
      },
      statusBody: "new",
      replies: [{ marker: "m", body: "r" }],
      marks: [{ commentId: 1, mark: "done" as const }],
      removeLabels: ["promote:prod"],
      deployments: [deployment()],
    };

    await Promise.allSettled([
      config.read({
        environments: [
          {
            environment: "dev",
            services: [{ service: "a", namespace: "n" }],
            requestsSince: SINCE,
          },
          { environment: "prod", services: [] },
        ],
        artifacts: [{ service: "a", branches: ["master"], trees: [treeSha("1".repeat(40))] }],
      }),
      config.commit([{ ...commit, changes: small }]),
      config.commit([{ ...commit, changes: large }]),
      config.configVersions(5),
      config.loadArtifacts([artifact]),
      config.storedAt(artifact),
      config.readIndexes(["dev"]),
      config.policyChangedAt({ environment: "dev", service: "a", since: SINCE }),
      config.releaseHistory({ environment: "dev", namespace: "n", service: "a", first: 5 }),
      sources.commit(SHOP, HEAD),
      sources.isOnBranch(SHOP, HEAD, "master"),
      sources.branchFacts(SHOP, HEAD, "master"),
      sources.folderTree(SHOP, HEAD, "plan"),
      sources.fileText(SHOP, HEAD, "a"),
      sources.pull(SHOP, 1),
      sources.pullsOfCommit(SHOP, HEAD),
      conversations.take({
        thread: THREAD,
        commentId: 1,
        commentNodeId: "IC_1",
        login: "d",
        teams: [],
      }),
      conversations.read(THREAD),
      conversations.answer(answer),
      conversations.commentsSince(SHOP, SINCE),
      conversations.labelings(SHOP, ["promote:prod"]),
      conversations.unansweredPulls(SHOP, SINCE),
    ]);
  });

  it("are what GitHub's own schema allows", () => {
    const faults = documents.flatMap(({ name, text }) =>
      validateAgainstGithub(text).map((fault) => `${name}: ${fault}`),
    );

    expect(faults).toEqual([]);
  });

  it("are all of them", () => {
    expect([...new Set(documents.map(({ name }) => name))].sort()).toEqual([
      "Answer",
      "BranchFacts",
      "BranchHead",
      "CommentFates",
      "Commit",
      "ConfigVersions",
      "Deployments",
      "FindCommit",
      "Labelled",
      "LoadArtifacts",
      "MoveBranch",
      "Object",
      "OpenPulls",
      "PolicyChange",
      "Pull",
      "PullsOfCommit",
      "ReadConfigRepository",
      "ReadIndexes",
      "ReadThread",
      "ReleaseHistory",
      "SourceCommit",
      "StoredAt",
      "Take",
    ]);
  });

  it("carry no value in their text", () => {
    const texts = documents.map(({ text }) => text).join("\n");

    expect(texts).not.toMatch(/acme|promote:prod|refs\/heads/);
  });
});

function deployment() {
  return {
    repository: SHOP,
    commit: HEAD,
    environment: "prod",
    release: HEAD,
    state: "success" as const,
    description: "released",
    logUrl: "",
    production: true,
  };
}

/** Answers queries with nothing, and REST calls with what is needed to get on. */
function nothingness(record: (document: GraphqlDocument) => void): Client {
  return {
    request: (route) => Promise.resolve(restAnswer(route)),
    graphql: (document) => {
      record(document);
      const errors =
        document.name === "MoveBranch" ? [{ type: "STALE_DATA", path: [], message: "stale" }] : [];
      const issueOrPullRequest = {
        id: "I_1",
        firstComments: { totalCount: 0, nodes: [] },
        lastComments: { nodes: [] },
      };
      return Promise.resolve({ data: { repository: { issueOrPullRequest } }, errors });
    },
  };
}

function restAnswer(route: string): RestAnswer {
  const comment = {
    id: 1,
    node_id: "IC_1",
    issue_url: "https://api.github.com/repos/acme/shop/issues/1",
    body: "",
    created_at: SINCE,
    user: { login: "d", id: 1, type: "User" },
  };
  const made = { sha: HEAD, tree: { sha: HEAD }, committer: { date: SINCE }, node_id: "X_1" };
  const data = route === "GET /repos/{owner}/{repo}/issues/comments" ? [comment] : made;
  return { status: 200, data, headers: {} };
}
