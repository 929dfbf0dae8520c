import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from "graphql";

import { githubSchema } from "../../../src/sandbox/graphql/schema.ts";
import { at, read } from "./client.ts";
import { shop, withShop } from "./shop.ts";

const schema = githubSchema();

/** Where an object of each type is found; `$` stands for what is asked of it. */
const places: Readonly<Record<string, string>> = {
  App: onCommit("checkSuites(first: 9) { nodes { app { $ } } }"),
  Blob: inShop(`blob: object(expression: "main:README.md") { ... on Blob { $ } }`),
  Bot: onPull("comments(first: 9) { nodes { author { ... on Bot { $ } } } }"),
  CheckAnnotation: inRun("annotations(first: 9) { nodes { $ } }"),
  CheckAnnotationPosition: inRun("annotations(first: 9) { nodes { location { start { $ } } } }"),
  CheckAnnotationSpan: inRun("annotations(first: 9) { nodes { location { $ } } }"),
  CheckRun: inRun("$"),
  CheckSuite: onCommit("checkSuites(first: 9) { nodes { $ } }"),
  ClosedEvent: inTimeline("CLOSED_EVENT", "ClosedEvent"),
  Commit: onCommit("$"),
  Comparison: inShop(`ref(qualifiedName: "first") { compare(headRef: "main") { $ } }`),
  Deployment: inShop("deployments(first: 9) { nodes { $ } }"),
  DeploymentStatus: inShop(
    "deployments(first: 9) { nodes { statuses(first: 9) { nodes { $ } } } }",
  ),
  Environment: inShop(`environment(name: "prod") { $ }`),
  GitActor: onCommit("author { $ }"),
  GpgSignature: signed("pgp", "GpgSignature"),
  Issue: inShop("issue(number: 1) { $ }"),
  IssueComment: onPull("comments(first: 9) { nodes { $ } }"),
  Label: inShop(`label(name: "bug") { $ }`),
  LabeledEvent: inTimeline("LABELED_EVENT", "LabeledEvent"),
  MergedEvent: inTimeline("MERGED_EVENT", "MergedEvent"),
  Organization: `organization(login: "acme") { $ }`,
  PullRequest: onPull("$"),
  PullRequestChangedFile: onPull("files(first: 9) { nodes { $ } }"),
  PullRequestCommit: onPull("commits(first: 9) { nodes { $ } }"),
  Query: "$",
  RateLimit: "rateLimit { $ }",
  Reaction: onPull("comments(first: 9) { nodes { reactions(first: 9) { nodes { $ } } } }"),
  ReactionGroup: onPull("reactionGroups { $ }"),
  Ref: inShop(`ref(qualifiedName: "main") { $ }`),
  ReopenedEvent: inTimeline("REOPENED_EVENT", "ReopenedEvent"),
  Repository: inShop("$"),
  SshSignature: signed("first", "SshSignature"),
  Status: onCommit("status { $ }"),
  StatusCheckRollup: onCommit("statusCheckRollup { $ }"),
  StatusContext: onCommit("status { contexts { $ } }"),
  Tag: inShop(`tag: ref(qualifiedName: "refs/tags/v1") { target { ... on Tag { $ } } }`),
  Team: `organization(login: "acme") { team(slug: "builders") { $ } }`,
  Tree: inShop(`tree: object(expression: "main:") { ... on Tree { $ } }`),
  TreeEntry: onCommit(`file(path: "README.md") { $ }`),
  UnknownSignature: signed("other", "UnknownSignature"),
  UnlabeledEvent: inTimeline("UNLABELED_EVENT", "UnlabeledEvent"),
  User: `user(login: "maintainer") { $ }`,
};

function inShop(text: string): string {
  return `repository(owner: "acme", name: "shop") { ${text} }`;
}

function onCommit(text: string): string {
  return inShop(`object(expression: "main") { ... on Commit { ${text} } }`);
}

function inRun(text: string): string {
  return onCommit(`checkSuites(first: 9) { nodes { checkRuns(first: 9) { nodes { ${text} } } } }`);
}

function onPull(text: string): string {
  return inShop(`pullRequest(number: 2) { ${text} }`);
}

function inTimeline(itemType: string, type: string): string {
  const items = `timelineItems(first: 9, itemTypes: [${itemType}])`;
  return onPull(`${items} { nodes { ... on ${type} { $ } } }`);
}

function signed(branch: string, type: string): string {
  const commit = `${branch}: object(expression: "${branch}")`;
  return inShop(`${commit} { ... on Commit { signature { ... on ${type} { $ } } } }`);
}

/** What a field is asked with, where it needs something. */
const given: Readonly<Record<string, string>> = {
  organization: `login: "acme"`,
  repository: `owner: "acme", name: "shop"`,
  user: `login: "maintainer"`,
  team: `slug: "builders"`,
  environment: `name: "prod"`,
  issue: "number: 1",
  issueOrPullRequest: "number: 2",
  label: `name: "bug"`,
  object: `expression: "main"`,
  pullRequest: "number: 2",
  ref: `qualifiedName: "main"`,
  refs: `refPrefix: "refs/heads/", first: 9`,
  compare: `headRef: "change"`,
  file: `path: "README.md"`,
  context: `name: "ci"`,
};

const answered = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType =>
    isObjectType(type) &&
    !type.name.startsWith("__") &&
    !/(Connection|Edge|Payload|PageInfo)$|^Mutation$/.test(type.name),
);

describe("every field that is kept", () => {
  const world = withShop();

  beforeEach(async () => {
    await fill();
  });

  it("has a place where it is found", () => {
    expect(answered.map(({ name }) => name).sort()).toEqual(Object.keys(places).sort());
  });

  it("is answered, wherever it is found", async () => {
    const { data: repository } = await world().ham.rest.repos.get(shop);
    const missing: string[] = [];
    for (const type of answered) {
      const place = places[type.name] ?? "$";
      const query = `query ${idIn(place)}{ ${place.replace("$", selectionOf(type))} }`;
      const data = await read(world().ham, query, { id: repository.node_id });
      const [first = ""] = Object.keys(type.getFields());
      if (!isFound(data, stepsOf(place), first)) missing.push(type.name);
    }

    expect(missing).toEqual([]);
  }, 30_000);

  async function fill(): Promise<void> {
    const { sandbox, commit, git, head, ham, as } = world();
    const { admin } = sandbox;
    sandbox.limits.set(true);
    await admin.createTeam({ organization: "acme", slug: "builders", members: ["developer"] });
    git(["tag", "-a", "v1", "-m", "version 1", "main"]);
    git(["branch", "first", "main"]);
    signWith("pgp", "-----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----");
    signWith("other", "-----BEGIN SIGNED MESSAGE-----\n x\n -----END SIGNED MESSAGE-----");
    const developer = as("developer").rest;
    await developer.issues.create({ ...shop, title: "broken" });
    await commit({ "a.txt": "a\n" }, "change");
    const { number } = (
      await developer.pulls.create({ ...shop, title: "a", head: "change", base: "main" })
    ).data;
    const subject = { ...shop, issue_number: number };
    await ham.rest.issues.addLabels({ ...subject, labels: ["bug", "late"] });
    await ham.rest.issues.removeLabel({ ...subject, name: "late" });
    const { data: comment } = await ham.rest.issues.createComment({ ...subject, body: "hello" });
    await ham.rest.reactions.createForIssueComment({
      ...shop,
      comment_id: comment.id,
      content: "eyes",
    });
    await developer.pulls.update({ ...shop, pull_number: number, state: "closed" });
    await developer.pulls.update({ ...shop, pull_number: number, state: "open" });
    await developer.pulls.merge({ ...shop, pull_number: number });
    await report(head());
  }

  async function report(sha: string): Promise<void> {
    const { ham } = world();
    await ham.rest.repos.createCommitStatus({ ...shop, sha, state: "success", context: "ci" });
    await ham.rest.checks.create({
      ...shop,
      name: "config",
      head_sha: sha,
      conclusion: "failure",
      output: {
        title: "wrong",
        summary: "one mistake",
        annotations: [
          { path: "a.txt", start_line: 1, end_line: 1, annotation_level: "failure", message: "no" },
        ],
      },
    });
    const deployment = await ham.rest.repos.createDeployment({
      ...shop,
      ref: "main",
      environment: "prod",
      auto_merge: false,
      required_contexts: [],
    });
    if (!("id" in deployment.data)) throw new Error("expected a deployment");
    const status = { ...shop, deployment_id: deployment.data.id, state: "success" } as const;
    await ham.rest.repos.createDeploymentStatus(status);
  }

  /** A branch with one commit that has this signature, which nobody can verify. */
  function signWith(branch: string, signature: string): void {
    const { git } = world();
    const [headers = "", ...rest] = git(["cat-file", "commit", "main"])
      .replace(/gpgsig [^]*?-----END SSH SIGNATURE-----\n/, "")
      .split("\n\n");
    const text = `${headers}\ngpgsig ${signature}\n\n${rest.join("\n\n")}\n`;
    git(["branch", branch, git(["hash-object", "-t", "commit", "-w", "--stdin"], text)]);
  }
});

/** All fields of a type: values, and of other objects what they are. */
function selectionOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields()).map(fieldText).join(" ");
}

function fieldText(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return field.name;
  const isConnection = type.name.endsWith("Connection") && isObjectType(type);
  const args = argumentsOf(field, isConnection);
  if (!isConnection) return `${field.name}${args} { __typename }`;
  return `${field.name}${args} { ${Object.values(type.getFields()).map(connectionPart).join(" ")} }`;
}

function argumentsOf(
  { name, args }: GraphQLField<unknown, unknown>,
  isConnection: boolean,
): string {
  if (args.length === 0) return "";
  if (name === "node") return "(id: $id)";
  if (name === "nodes") return "(ids: [$id])";
  const text = given[name] ?? (isConnection ? "first: 9" : undefined);
  return text === undefined ? "" : `(${text})`;
}

function connectionPart(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return field.name;
  if (isAbstractType(type) || !/(Edge|PageInfo)$/.test(type.name))
    return `${field.name} { __typename }`;
  const parts = Object.values(type.getFields()).map((part) =>
    isLeafType(getNamedType(part.type)) ? part.name : `${part.name} { __typename }`,
  );
  return `${field.name} { ${parts.join(" ")} }`;
}

/** Only the fields of `Query` itself need an id. */
function idIn(place: string): string {
  return place === "$" ? "($id: ID!) " : "";
}

/** The names on the way, as the answer has them. */
function stepsOf(place: string): readonly string[] {
  return [...place.matchAll(/(?:(\w+): )?\b(\w+)(?:\([^)]*\))? \{/g)]
    .map(([, alias, name = ""]) => alias ?? name)
    .filter((name) => !/^[A-Z]/.test(name));
}

function isFound(data: unknown, steps: readonly string[], field: string): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return at(data, field) !== undefined;
  const value = at(data, step);
  if (Array.isArray(value)) return value.some((item) => isFound(item, rest, field));
  return value !== undefined && value !== null && isFound(value, rest, field);
}
