import { beforeEach, describe, expect, it } from "@jest/globals";

import { createConfigRepository } from "../../../src/adapters/github/config-repository.ts";
import { artifactFolder, branchIndexPath } from "../../../src/core/artifact/index-files.ts";
import {
  addToIndex,
  formatIndex,
  toIndexEntry,
  EMPTY_INDEX,
} from "../../../src/core/artifact/index-files.ts";
import { type CommitSha, commitSha } from "../../../src/core/artifact/ids.ts";
import { formatSpec } from "../../../src/core/artifact/spec.ts";
import { formatReleaseIndex } from "../../../src/core/config-repo/release-index.ts";
import {
  formatReleaseMessage,
  type ReleaseRecord,
} from "../../../src/core/release/commit-message.ts";
import type { BranchCommit, ConfigRepository } from "../../../src/flows/ports/config-repository.ts";
import { COMMIT, specOf } from "./artifacts.ts";
import { APP_LOGIN, CONFIG, withGithub } from "./world.ts";

const READ = "query ReadConfigRepository";

const MANIFESTS = new Map([
  ["dev/40-deployment.yaml", "kind: Deployment\n"],
  ["prod/40-deployment.yaml", "kind: Deployment # prod\n"],
]);

describe("the config repository on GitHub", () => {
  const world = withGithub();
  let config: ConfigRepository;

  beforeEach(() => {
    config = createConfigRepository({
      github: world().github,
      repository: CONFIG,
      appLogin: APP_LOGIN,
    });
  });

  describe("when branches are missing", () => {
    it("says so instead of failing", async () => {
      const snapshot = await config.read({
        environments: [{ environment: "dev", services: [{ service: "shop", namespace: "dev" }] }],
        artifacts: [{ service: "shop", branches: ["master"] }],
      });

      expect(snapshot.config).toBeUndefined();
      expect(snapshot.environments).toEqual(new Map([["dev", undefined]]));
      expect(snapshot.artifacts.get("shop")).toMatchObject({ head: undefined });
      expect(await config.readIndexes(["dev"])).toEqual(new Map());
      expect(await config.configVersions(5)).toEqual([]);
      const query = { environment: "dev", namespace: "dev", service: "shop", first: 5 };
      expect(await config.releaseHistory(query)).toEqual([]);
    });

    it("makes them, with a commit that GitHub signs", async () => {
      const [result] = await config.commit([
        commitTo("env/dev", undefined, { "a.yaml": "a: 1\n" }),
      ]);

      expect(result).toMatchObject({ kind: "committed", verified: true });
      const { data } = await world().as("maintainer").rest.repos.listCommits({
        owner: "acme",
        repo: "config",
        sha: "env/dev",
      });
      expect(data.map(({ commit }) => commit.message)).toEqual(["change\n\nbody", "Begin env/dev"]);
      expect(data[0]?.commit.author?.name).toBe(APP_LOGIN);
    });

    it("is stale when somebody else makes them meanwhile", async () => {
      const results = await Promise.all(
        ["1", "2"].map((text) => config.commit([commitTo("env/dev", undefined, { a: text })])),
      );

      const kinds = results.flat().map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(["committed", "stale"]);
    });
  });

  describe("when it commits", () => {
    let head: CommitSha;

    beforeEach(async () => {
      head = await world().push(CONFIG, "env/dev", { "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" });
    });

    it("writes and deletes in one call", async () => {
      world().forgetCalls();
      const [result] = await config.commit([
        commitTo("env/dev", head, { "a.yaml": null, "c/d.yaml": "ü\n" }),
      ]);

      expect(result).toMatchObject({ kind: "committed" });
      expect(apiCalls(world().calls())).toEqual(["mutation Commit"]);
      expect(await filesOf("env/dev")).toEqual(["README.md", "b.yaml", "c/d.yaml"]);
    });

    it("is stale when the branch has moved, and leaves it as it is", async () => {
      const moved = await world().push(CONFIG, "env/dev", { "b.yaml": "b: 2\n" });

      expect(await config.commit([commitTo("env/dev", head, { a: "1" })])).toEqual([
        { kind: "stale" },
      ]);
      expect(await headOf("env/dev")).toBe(moved);
    });

    it("is stale when the branch is gone", async () => {
      expect(await config.commit([commitTo("env/prod", head, { a: "1" })])).toEqual([
        { kind: "stale" },
      ]);
    });

    it("reports what GitHub refuses, and carries out the rest", async () => {
      const other = await world().push(CONFIG, "env/prod", { "a.yaml": "a: 1\n" });

      const results = await config.commit([
        commitTo("env/dev", head, { "missing.yaml": null }),
        commitTo("env/prod", other, { "b.yaml": "b: 1\n" }),
      ]);

      expect(results).toMatchObject([{ kind: "rejected" }, { kind: "committed" }]);
    });

    it("lets one of two that expect the same head win", async () => {
      const results = await Promise.all(
        ["1", "2", "3"].map((text) => config.commit([commitTo("env/dev", head, { a: text })])),
      );

      const kinds = results.flat().map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(["committed", "stale", "stale"]);
    });

    it("finds its commit again when the answer gets lost", async () => {
      await world().sandbox.admin.addFault({
        match: { graphql: "createCommitOnBranch" },
        do: { kind: "lose-response" },
      });

      const [result] = await config.commit([commitTo("env/dev", head, { "c.yaml": "c: 1\n" })]);

      expect(result).toMatchObject({ kind: "committed", commit: await headOf("env/dev") });
    });

    it("tries again when GitHub was not there", async () => {
      await world().sandbox.admin.addFault({
        match: { graphql: "createCommitOnBranch" },
        do: { kind: "drop" },
      });

      const [result] = await config.commit([commitTo("env/dev", head, { "c.yaml": "c: 1\n" })]);

      expect(result).toMatchObject({ kind: "committed", commit: await headOf("env/dev") });
    });

    it("makes a large commit of trees, signed all the same", async () => {
      const changes = { ...manyFiles(250), "a.yaml": null };

      const [result] = await config.commit([commitTo("env/dev", head, changes)]);

      expect(result).toMatchObject({ kind: "committed", verified: true });
      expect(await headOf("env/dev")).toBe(result?.kind === "committed" ? result.commit : "");
      expect(await filesOf("env/dev")).toHaveLength(252);
    });

    it("is stale with a large commit, too", async () => {
      await world().push(CONFIG, "env/dev", { "b.yaml": "b: 2\n" });

      expect(await config.commit([commitTo("env/dev", head, manyFiles(201))])).toEqual([
        { kind: "stale" },
      ]);
    });
  });

  describe("when it reads", () => {
    it("answers everything of one head in one call", async () => {
      const spec = specOf(MANIFESTS);
      await world().push(CONFIG, "main", { "ham.yaml": "version: 1\n" });
      const head = await world().push(CONFIG, "env/dev", {
        "index.json": formatReleaseIndex(new Map()),
        "locks/_environment.json": "{}",
        "locks/shop.json": '{"lock":1}',
        "policies/shop.json": '{"service":"shop"}',
        "releases/dev/shop/artifact.json": formatSpec(spec),
        "releases/dev/shop/40-deployment.yaml": "kind: Deployment\n",
        "releases/dev/shop/nested/deep/x.yaml": "kind: X\n",
        "clusters/dev/shop.yaml": "kind: Kustomization\n",
        "releases/dev/other/artifact.json": "{}",
      });
      world().forgetCalls();

      const snapshot = await config.read({
        environments: [{ environment: "dev", services: [{ service: "shop", namespace: "dev" }] }],
      });

      expect(apiCalls(world().calls())).toEqual(["query ReadConfigRepository"]);
      expect(snapshot.config?.text).toBe("version: 1\n");
      const dev = snapshot.environments.get("dev");
      expect(dev).toMatchObject({ environment: "dev", head, lock: "{}" });
      expect(dev?.services.get("shop")).toEqual({
        service: "shop",
        running: { namespace: "dev", spec: JSON.parse(formatSpec(spec)) as unknown },
        paths: [
          "releases/dev/shop/40-deployment.yaml",
          "releases/dev/shop/artifact.json",
          "releases/dev/shop/nested/deep/x.yaml",
          "clusters/dev/shop.yaml",
        ],
        policies: '{"service":"shop"}',
        lock: '{"lock":1}',
        carriedOut: new Map(),
      });
    });

    it("finds what a service left in the namespace that it had before", async () => {
      const spec = specOf(MANIFESTS);
      const entry = indexEntry("old");
      await world().push(CONFIG, "env/dev", {
        "index.json": formatReleaseIndex(new Map([["shop", entry]])),
        "releases/old/shop/artifact.json": formatSpec(spec),
        "clusters/old/shop.yaml": "kind: Kustomization\n",
      });

      const snapshot = await config.read({
        environments: [{ environment: "dev", services: [{ service: "shop", namespace: "new" }] }],
      });

      const shop = snapshot.environments.get("dev")?.services.get("shop");
      expect(shop?.running?.namespace).toBe("old");
      expect(shop?.paths).toEqual(["releases/old/shop/artifact.json", "clusters/old/shop.yaml"]);
    });

    it("reads an index that is too long for a query", async () => {
      const entries = Array.from({ length: 1500 }, (_, index) => {
        const service = `service-${index}`;
        return [service, { ...indexEntry("dev"), service, objects: "0".repeat(200) }] as const;
      });
      const text = formatReleaseIndex(new Map(entries));
      expect(text.length).toBeGreaterThan(512_000);
      await world().push(CONFIG, "env/dev", { "index.json": text });

      const states = await config.readIndexes(["dev"]);

      expect(states.get("dev")?.index.size).toBe(1500);
    });

    describe("an index that it knows", () => {
      const ALL = { environments: [{ environment: "dev", services: [] }] };
      const runs = async () =>
        [...((await config.read(ALL)).environments.get("dev")?.index.values() ?? [])].map(
          ({ artifact }) => artifact,
        );
      const indexOf = (artifact: string) =>
        formatReleaseIndex(new Map([["shop", { ...indexEntry("dev"), artifact }]]));

      beforeEach(async () => {
        const head = await world().push(CONFIG, "env/dev", { "index.json": indexOf("first") });
        await runs();
        await config.commit([commitTo("env/dev", head, { "index.json": indexOf("own") })]);
        world().forgetCalls();
      });

      it("is not read again, because Ham wrote it", async () => {
        expect(await runs()).toEqual(["own"]);
        expect(await runs()).toEqual(["own"]);

        expect(apiCalls(world().calls())).toEqual([READ, READ]);
      });

      it("costs one call more when somebody else has written it, and none after that", async () => {
        await world().push(CONFIG, "env/dev", { "index.json": indexOf("theirs") });
        expect(await runs()).toEqual(["theirs"]);
        expect(apiCalls(world().calls())).toEqual([
          READ,
          "GET /repos/{owner}/{repo}/git/blobs/{sha}",
        ]);

        world().forgetCalls();
        await world().push(CONFIG, "env/dev", { "index.json": indexOf("theirs again") });
        expect(await runs()).toEqual(["theirs again"]);
        expect(apiCalls(world().calls())).toEqual([READ]);
      });
    });

    it("asks several queries at once for many services, all of one head", async () => {
      const services = Array.from({ length: 60 }, (_, index) => ({
        service: `service-${index}`,
        namespace: "dev",
      }));
      const files = services.map(({ service }): [string, string] => [
        `policies/${service}.json`,
        service,
      ]);
      await world().push(CONFIG, "env/dev", Object.fromEntries<string>(files));
      world().forgetCalls();

      const since = "2000-01-01T00:00:00Z";
      const snapshot = await config.read({
        environments: [{ environment: "dev", services, requestsSince: since }],
      });

      expect(apiCalls(world().calls()).length).toBeLessThanOrEqual(4);
      const states = [...(snapshot.environments.get("dev")?.services.values() ?? [])];
      expect(states.map(({ policies }) => policies)).toEqual(services.map((one) => one.service));
    });

    it("asks in parts for what is too long for one answer", async () => {
      const services = Array.from({ length: 18 }, (_, index) => ({
        service: `service-${index}`,
        namespace: "dev",
      }));
      const files = services.map(({ service }): [string, string] => [
        `policies/${service}.json`,
        service.repeat(20_000),
      ]);
      await world().push(CONFIG, "env/dev", Object.fromEntries<string>(files));

      const snapshot = await config.read({ environments: [{ environment: "dev", services }] });

      const states = [...(snapshot.environments.get("dev")?.services.values() ?? [])];
      expect(states.map(({ policies }) => policies)).toEqual(files.map(([, text]) => text));
    });

    it("reads artifact indexes", async () => {
      const index = addToIndex(EMPTY_INDEX, toIndexEntry(specOf(MANIFESTS)));
      await world().push(CONFIG, "artifacts/shop", {
        [branchIndexPath("feature/x")]: formatIndex(index),
      });

      const { artifacts } = await config.read({
        environments: [],
        artifacts: [{ service: "shop", branches: ["feature/x", "master"] }],
      });

      expect(artifacts.get("shop")?.branches.get("feature/x")).toEqual(index);
      expect(artifacts.get("shop")?.branches.get("master")).toEqual(EMPTY_INDEX);
    });
  });

  describe("when it loads artifacts", () => {
    const spec = specOf(MANIFESTS);
    const reference = { service: "shop", id: spec.id, commit: COMMIT };

    beforeEach(async () => {
      const folder = artifactFolder(spec);
      const files = [...MANIFESTS].map(([path, text]): [string, string] => [
        `${folder}/${path}`,
        text,
      ]);
      await world().push(CONFIG, "artifacts/shop", {
        [`${folder}/artifact.json`]: formatSpec(spec),
        ...Object.fromEntries<string>(files),
      });
    });

    it("gives spec and manifests, and remembers them", async () => {
      const [artifact] = await config.loadArtifacts([reference]);
      world().forgetCalls();

      expect(artifact?.spec).toMatchObject({ id: spec.id, digest: spec.digest });
      expect(artifact?.manifests).toEqual(MANIFESTS);
      expect(await config.loadArtifacts([reference, reference])).toHaveLength(1);
      expect(world().calls()).toEqual([]);
    });

    it("leaves out what isn't stored", async () => {
      expect(await config.loadArtifacts([{ ...reference, service: "nobody" }])).toEqual([]);
      expect(await config.storedAt({ ...reference, service: "nobody" })).toBeUndefined();
    });

    it("knows when it was stored", async () => {
      expect(await config.storedAt(reference)).toMatch(/^20\d\d-/);
    });
  });

  describe("when releases were made", () => {
    const record = recordOf("auto/shop/x/dev");
    const message = formatReleaseMessage("dev", [{ record, login: "ham" }]);
    const since = "2000-01-01T00:00:00Z";

    it("believes the trailers of its own commits and nobody else's", async () => {
      const { admin } = world().sandbox;
      const files = { "releases/dev/shop/artifact.json": "forged" };
      const text = `${message.headline}\n\n${message.body.replace("auto/shop/x/dev", "forged")}`;
      await admin.commitFiles({
        repository: CONFIG,
        branch: "env/dev",
        files,
        message: text,
        as: "developer",
      });
      const head = await headOf("env/dev");
      await config.commit([releaseCommit(commitSha(head), "auto/shop/x/dev")]);

      const snapshot = await config.read({
        environments: [
          {
            environment: "dev",
            services: [{ service: "shop", namespace: "dev" }],
            requestsSince: since,
          },
        ],
      });
      const query = { environment: "dev", namespace: "dev", service: "shop", first: 5 };
      const history = await config.releaseHistory(query);

      const shop = snapshot.environments.get("dev")?.services.get("shop");
      expect([...(shop?.carriedOut.keys() ?? [])]).toEqual(["auto/shop/x/dev"]);
      expect(history.map(({ record }) => record)).toEqual([record]);
    });
  });

  describe("when a service was released very often", () => {
    it("finds every request", async () => {
      let head = await world().push(CONFIG, "env/dev", { "index.json": "[]" });
      for (let index = 0; index < 53; index += 1) {
        const [result] = await config.commit([releaseCommit(head, `auto/shop/${index}/dev`)]);
        if (result?.kind !== "committed") throw new Error("no commit");
        head = result.commit;
      }

      const snapshot = await config.read({
        environments: [
          {
            environment: "dev",
            services: [{ service: "shop", namespace: "dev" }],
            requestsSince: new Date().toISOString(),
          },
        ],
      });

      const shop = snapshot.environments.get("dev")?.services.get("shop");
      expect(shop?.carriedOut.size).toBe(53);
    });
  });

  describe("when ham.yaml was changed", () => {
    it("gives its versions, newest first", async () => {
      await world().push(CONFIG, "main", { "ham.yaml": "version: 1\n" });
      await world().push(CONFIG, "main", { "other.txt": "x" });
      const newest = await world().push(CONFIG, "main", { "ham.yaml": "version: 2\n" });

      const versions = await config.configVersions(10);

      expect(versions.map(({ text }) => text)).toEqual(["version: 2\n", "version: 1\n"]);
      expect(versions[0]?.commit).toBe(newest);
    });
  });

  async function headOf(branch: string): Promise<string> {
    const { data } = await world()
      .as("maintainer")
      .rest.git.getRef({
        owner: "acme",
        repo: "config",
        ref: `heads/${branch}`,
      });
    return data.object.sha;
  }

  async function filesOf(branch: string): Promise<readonly string[]> {
    const { data } = await world().as("maintainer").rest.git.getTree({
      owner: "acme",
      repo: "config",
      tree_sha: branch,
      recursive: "true",
    });
    return data.tree.flatMap(({ type, path }) => (type === "blob" ? [path] : []));
  }
});

function commitTo(
  branch: string,
  expectedHead: CommitSha | undefined,
  changes: Readonly<Record<string, string | null>>,
): BranchCommit {
  const all = new Map(Object.entries(changes));
  return { branch, expectedHead, headline: "change", body: "body", changes: all };
}

function recordOf(request: string): ReleaseRecord {
  const { id, digest } = specOf(MANIFESTS);
  return {
    service: "shop",
    environment: "dev",
    artifact: id,
    releasedBy: "Dev <1+developer@users.noreply.github.com>",
    createdBy: "Dev <dev@example.com>",
    intent: { type: "AutoRelease" },
    digest,
    source: { repository: "acme/shop", commit: COMMIT },
    request,
    configCommit: COMMIT,
  };
}

function releaseCommit(expectedHead: CommitSha, request: string): BranchCommit {
  const message = formatReleaseMessage("dev", [{ record: recordOf(request), login: "ham" }]);
  const changes = new Map([["releases/dev/shop/artifact.json", request]]);
  return { branch: "env/dev", expectedHead, ...message, changes };
}

function manyFiles(count: number): Record<string, string> {
  const files = Array.from({ length: count }, (_, index): [string, string] => [
    `m/${index}.yaml`,
    `n: ${index}\n`,
  ]);
  return Object.fromEntries<string>(files);
}

function indexEntry(namespace: string) {
  return {
    service: "shop",
    namespace,
    artifact: "a",
    digest: "d",
    branch: "master",
    commit: "c",
    repository: "acme/shop",
    releasedAt: "2030-05-10T12:00:00Z",
    releasedBy: "developer",
    intent: "Promote",
    personAt: "",
    objects: "",
  };
}

/** Without what a token takes, once an hour. */
function apiCalls(calls: readonly string[]): readonly string[] {
  return calls.filter((name) => !/access_tokens|\/installation$/.test(name));
}
