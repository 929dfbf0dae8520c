/* eslint-disable jest/no-export -- one suite for every implementation of the port */
import { beforeEach, describe, expect, it } from "@jest/globals";

import { formatArtifactId } from "../../src/core/artifact/artifact-id.ts";
import { type CommitSha, commitSha } from "../../src/core/artifact/ids.ts";
import { artifactFolder } from "../../src/core/artifact/index-files.ts";
import { SPEC_FILE, formatSpec } from "../../src/core/artifact/spec.ts";
import { formatReleaseMessage } from "../../src/core/release/commit-message.ts";
import type { BranchCommit, ConfigRepository } from "../../src/flows/ports/config-repository.ts";
import { aCommit, aRecord, anArtifact } from "../support/builders.ts";

/** What every implementation needs to be tried. */
export type ConfigRepositoryWorld = {
  readonly repository: ConfigRepository;
  /** One more commit by a person: nothing in its message counts. */
  readonly push: (
    branch: string,
    files: Readonly<Record<string, string | null>>,
    message?: string,
  ) => Promise<CommitSha>;
};

const SINCE = "2000-01-01T00:00:00Z";
const SHOP = { service: "shop", namespace: "dev" };
const DEV = { environments: [{ environment: "dev", services: [SHOP], requestsSince: SINCE }] };

/** The promises of the port, for every implementation of it. */
export function describeConfigRepository(
  name: string,
  open: () => ConfigRepositoryWorld | Promise<ConfigRepositoryWorld>,
): void {
  describe(`the promises of the config repository: ${name}`, () => {
    let world: ConfigRepositoryWorld;

    beforeEach(async () => {
      world = await open();
    });

    describe("when a branch is missing", () => {
      it("reads it as undefined and makes it with the first commit", async () => {
        expect((await world.repository.read(DEV)).environments.get("dev")).toBeUndefined();

        const [result] = await world.repository.commit([
          commitTo("env/dev", undefined, { a: "1" }),
        ]);

        expect(result).toMatchObject({ kind: "committed", verified: true });
        const head = result?.kind === "committed" ? result.commit : undefined;
        expect((await world.repository.read(DEV)).environments.get("dev")?.head).toBe(head);
      });

      it("is stale for a commit that expects a head", async () => {
        const commit = commitTo("env/dev", aCommit(), { a: "1" });

        expect(await world.repository.commit([commit])).toEqual([{ kind: "stale" }]);
      });
    });

    describe("when two commit at once", () => {
      it("lets one win, and the others see that they lost", async () => {
        const head = await world.push("env/dev", { a: "0" });

        const results = await Promise.all(
          ["1", "2", "3"].map((a) => world.repository.commit([commitTo("env/dev", head, { a })])),
        );

        const kinds = results.flat().map(({ kind }) => kind);
        expect(kinds.sort()).toEqual(["committed", "stale", "stale"]);
      });
    });

    describe("when several branches are committed to", () => {
      it("tries each, whatever becomes of the others", async () => {
        const dev = await world.push("env/dev", { a: "0" });
        const prod = await world.push("env/prod", { a: "0" });

        const results = await world.repository.commit([
          commitTo("env/dev", dev, { missing: null }),
          commitTo("env/staging", dev, { a: "1" }),
          commitTo("env/prod", prod, { a: "1" }),
        ]);

        expect(results.map(({ kind }) => kind)).toEqual(["rejected", "stale", "committed"]);
      });
    });

    describe("when a release was committed", () => {
      const record = aRecord({ request: "comment/1/0" });
      const message = formatReleaseMessage("dev", [{ record, login: "developer" }]);
      const { spec } = anArtifact();
      const changes = {
        "releases/dev/shop/artifact.json": formatSpec(spec),
        "releases/dev/shop/10-config.yaml": "a: 1\n",
        "clusters/dev/shop.yaml": "b: 1\n",
      };

      it("shows what runs, its paths and the request that asked for it", async () => {
        await world.repository.commit([{ ...commitTo("env/dev", undefined, changes), ...message }]);

        const state = (await world.repository.read(DEV)).environments
          .get("dev")
          ?.services.get("shop");

        expect(state?.running).toMatchObject({ namespace: "dev", spec: { id: spec.id } });
        expect([...(state?.paths ?? [])].sort()).toEqual(Object.keys(changes).sort());
        expect([...(state?.carriedOut.values() ?? [])]).toMatchObject([{ record }]);
        const history = { environment: "dev", namespace: "dev", service: "shop", first: 5 };
        expect(await world.repository.releaseHistory(history)).toMatchObject([{ record }]);
      });

      it("believes no person who writes the same message", async () => {
        await world.push("env/dev", changes, `${message.headline}\n\n${message.body}`);

        const state = (await world.repository.read(DEV)).environments
          .get("dev")
          ?.services.get("shop");

        expect(state?.running?.spec.id).toBe(spec.id);
        expect(state?.carriedOut).toEqual(new Map());
        const history = { environment: "dev", namespace: "dev", service: "shop", first: 5 };
        expect(await world.repository.releaseHistory(history)).toEqual([]);
      });
    });

    describe("when artifacts are stored", () => {
      it("gives them back, two services' artifacts of one id apart", async () => {
        const artifacts = ["shop", "cart"].map((service) => anArtifact({ service }));
        for (const { spec, manifests } of artifacts) {
          const folder = artifactFolder(spec);
          const files = [...manifests].map(([path, text]): [string, string] => [
            `${folder}/${path}`,
            text,
          ]);
          await world.push(`artifacts/${spec.service}`, {
            [`${folder}/${SPEC_FILE}`]: formatSpec(spec),
            ...Object.fromEntries<string>(files),
          });
        }
        const wanted = artifacts.map(({ spec }) => ({
          service: spec.service,
          id: spec.id,
          commit: spec.application.sha,
        }));
        const unknown = { service: "shop", id: idOf("other"), commit: aCommit("other") };

        const loaded = await world.repository.loadArtifacts([...wanted, unknown]);

        const byService = new Map(loaded.map((one) => [one.spec.service, one.manifests]));
        expect(byService).toEqual(
          new Map(artifacts.map((one) => [one.spec.service, one.manifests])),
        );
        expect(await world.repository.storedAt(unknown)).toBeUndefined();
        const stored = wanted.map((one) => world.repository.storedAt(one));
        expect(await Promise.all(stored)).toEqual([expect.any(String), expect.any(String)]);
      });
    });

    describe("when a person changes policies", () => {
      it("shows them beside the indexes, and since when they are", async () => {
        const text = `{"autoReleases":[]}`;
        await world.push("env/dev", { "policies/shop.json": text, "policies/README.md": "" });
        const asked = { environment: "dev", since: SINCE };

        const { environments } = await world.repository.read(DEV);
        const indexes = await world.repository.readIndexes(["dev"]);

        const changedAt = environments.get("dev")?.policiesChangedAt;
        expect(changedAt).toEqual(expect.any(String));
        expect(await world.repository.policyChangedAt({ ...asked, service: "shop" })).toBe(
          changedAt,
        );
        expect(
          await world.repository.policyChangedAt({ ...asked, service: "cart" }),
        ).toBeUndefined();
        expect([...(indexes.get("dev")?.services ?? [])]).toMatchObject([
          ["shop", { policies: text }],
        ]);
        const future = "2100-01-01T00:00:00Z";
        expect(
          await world.repository.policyChangedAt({ ...asked, service: "shop", since: future }),
        ).toBeUndefined();
      });
    });

    describe("when ham.yaml was changed", () => {
      it("gives its head with the rest, and its versions newest first", async () => {
        const first = await world.push("main", { "ham.yaml": "version: 1\n" });
        const second = await world.push("main", { "ham.yaml": "version: 2\n" });

        const { config } = await world.repository.read({ environments: [] });

        expect(config).toEqual({ commit: second, text: "version: 2\n" });
        const versions = await world.repository.configVersions(5);
        expect(versions.slice(0, 2)).toMatchObject([
          { commit: second, text: "version: 2\n" },
          { commit: first, text: "version: 1\n" },
        ]);
        expect(await world.repository.configVersions(1)).toHaveLength(1);
      });
    });
  });
}

function commitTo(
  branch: string,
  expectedHead: CommitSha | undefined,
  changes: Readonly<Record<string, string | null>>,
): BranchCommit {
  const all = new Map(Object.entries(changes));
  return { branch, expectedHead, headline: "change", body: "", changes: all };
}

function idOf(name: string) {
  const id = formatArtifactId({
    branch: name,
    commit: aCommit(name),
    planCommit: commitSha("0".repeat(40)),
  });
  if (id === undefined) throw new Error(`no id of ${name}`);
  return id;
}
