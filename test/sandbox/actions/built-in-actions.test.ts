import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";

import { beforeEach, describe, expect, it } from "@jest/globals";
import { fromBufferPromise } from "yauzl";

import { createShop, shop, withActions, workflow } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

describe("a built-in action", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  async function printed(
    steps: string,
    files: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> {
    await world().push({ ...files, [path]: workflow(steps) });
    const lines = world().log().split("\n");
    return lines.filter((line) => line.startsWith("> ")).map((line) => line.slice(2));
  }

  describe("actions/checkout", () => {
    it("fetches one commit and stands on its branch", async () => {
      const lines = await printed(`
- uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
- run: |
    echo "> $(git rev-list --count HEAD) $(git rev-parse --abbrev-ref HEAD)"
    [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ] && echo "> at the run's commit"
`);

      expect(lines).toEqual(["1 main", "at the run's commit"]);
    });

    it("fetches everything when told to, and other refs and places", async () => {
      await world().push({ "old.txt": "old" });
      await world().sandbox.admin.commitFiles({
        repository: "acme/shop",
        branch: "side",
        files: { "side.txt": "side" },
        as: "developer",
      });
      const lines = await printed(`
- {uses: actions/checkout@v5, with: {fetch-depth: 0}}
- run: echo "> $(git rev-list --count HEAD) $(git branch -r | tr -d ' ' | sort | tr '\\n' ' ')"
- {uses: actions/checkout@v5, id: c, with: {ref: side, path: other}}
- run: echo "> $(cat other/side.txt) \${{ steps.c.outputs.ref }}"
`);

      expect(lines).toEqual(["3 origin/main origin/side ", "side refs/heads/side"]);
    });

    it("lets a job with the permission push, which starts nothing", async () => {
      await world().push({
        [path]: `
on: push
permissions: {contents: write}
jobs:
  push:
    runs-on: x
    steps:
      - uses: actions/checkout@v5
      - run: |
          git config user.name bot; git config user.email bot@example.com
          echo more > more.txt; git add more.txt; git commit -qm more; git push -q
`,
      });

      const { data } = await world()
        .as("developer")
        .rest.repos.getCommit({ ...shop, ref: "main" });
      expect(world().run().conclusion).toBe("success");
      expect(data.commit.message.trim()).toBe("more");
    });

    it("refuses what the token may not read, and says so", async () => {
      await world().sandbox.admin.createRepository({
        owner: "acme",
        name: "secret",
        private: true,
        autoInit: true,
      });
      await printed(`\n- {uses: actions/checkout@v5, with: {repository: acme/secret}}\n`);

      expect(world().log()).toContain("acme/secret can't be fetched");
      expect(world().run().conclusion).toBe("failure");
    });

    it("names the input that it has not", async () => {
      await printed(`\n- {uses: actions/checkout@v5, with: {submodules: recursive}}\n`);

      expect(world().log()).toContain("doesn't support the input `submodules`");
    });
  });

  describe("actions/upload-artifact", () => {
    const files = `
- run: |
    mkdir -p out/dev out/.hidden
    echo a > out/dev/a.yaml; echo b > out/b.json; echo c > out/.hidden/c; echo d > out/dev/d.tmp
`;

    async function download(): Promise<Readonly<Record<string, string>>> {
      const client = world().as("developer");
      const { data } = await client.rest.actions.listArtifactsForRepo(shop);
      const [artifact] = data.artifacts;
      if (artifact === undefined) throw new Error("there is no artifact");
      const answer = await client.rest.actions.downloadArtifact({
        ...shop,
        artifact_id: artifact.id,
        archive_format: "zip",
      });
      const zip = Buffer.from(answer.data as ArrayBuffer);
      expect(artifact.digest).toBe(`sha256:${createHash("sha256").update(zip).digest("hex")}`);
      expect(artifact.size_in_bytes).toBe(zip.length);
      return unzip(zip);
    }

    it("gives out what it was given, by the API", async () => {
      const lines = await printed(`${files}
- id: up
  uses: actions/upload-artifact@v4
  with:
    name: shuttle-shop
    retention-days: 5
    path: |
      out/**
      !out/**/*.tmp
- run: echo "> \${{ steps.up.outputs.artifact-id }} \${{ steps.up.outputs.artifact-digest }}"
`);

      const { data } = await world()
        .as("developer")
        .rest.actions.listWorkflowRunArtifacts({ ...shop, run_id: world().run().id });
      const [artifact] = data.artifacts;
      expect(await download()).toEqual({ "dev/a.yaml": "a\n", "b.json": "b\n" });
      expect(artifact).toMatchObject({ name: "shuttle-shop", expired: false });
      expect(lines).toEqual([`${artifact?.id} ${artifact?.digest?.replace("sha256:", "")}`]);
      const days = Date.parse(artifact?.expires_at ?? "") - Date.parse(artifact?.created_at ?? "");
      expect(days).toBe(5 * 24 * 60 * 60 * 1000);
    });

    it("works within a composite action, which hands on its outputs", async () => {
      const action = `
name: Publish
inputs: {publish: {default: "true"}}
outputs: {id: {value: "\${{ steps.up.outputs.artifact-id }}"}}
runs:
  using: composite
  steps:
    - {shell: sh, run: "mkdir out; echo a > out/a"}
    - id: up
      if: inputs.publish == 'true'
      uses: actions/upload-artifact@v4
      with: {name: built, path: out}
`;
      const lines = await printed(
        `
- uses: actions/checkout@v5
- {id: p, uses: ./publish}
- run: echo "> \${{ steps.p.outputs.id }}"
`,
        { "publish/action.yml": action },
      );

      expect(lines).toEqual(["1"]);
      expect(await download()).toEqual({ a: "a\n" });
    });

    it("takes a single file by its name", async () => {
      await printed(
        `${files}\n- {uses: actions/upload-artifact@v4, with: {path: out/dev/a.yaml}}\n`,
      );

      expect(await download()).toEqual({ "a.yaml": "a\n" });
    });

    it("takes a name once, or overwrites it under a new id", async () => {
      const upload = (more: string) =>
        `- {uses: actions/upload-artifact@v4, with: {name: x, path: out/b.json${more}}}`;
      await printed(`${files}\n${upload("")}\n${upload(", overwrite: true")}\n${upload("")}\n`);

      const { data } = await world().as("developer").rest.actions.listArtifactsForRepo(shop);
      expect(data.artifacts).toMatchObject([{ id: 2, name: "x" }]);
      expect(world().log()).toContain("named x already: 409 Conflict");
    });

    it.each([
      ["warn", "success", "##[warning]No files were found"],
      ["error", "failure", "##[error]actions/upload-artifact: No files were found"],
      ["ignore", "success", "\nNo files were found"],
    ])("does as it is told when there is nothing: %s", async (what, conclusion, line) => {
      await printed(
        `\n- {uses: actions/upload-artifact@v4, with: {path: none, if-no-files-found: ${what}}}\n`,
      );

      expect(world().run().conclusion).toBe(conclusion);
      expect(world().log()).toContain(line);
    });
  });

  it("actions/setup-node says which node there is", async () => {
    const lines = await printed(`
- {id: n, uses: actions/setup-node@v6, with: {node-version: 4}}
- run: echo "> \${{ steps.n.outputs.node-version }} $(node --version)"
`);

    expect(lines).toEqual([`${process.version} ${process.version}`]);
    expect(world().log()).toContain("`node-version: 4` is not installed");
  });
});

async function unzip(zip: Buffer): Promise<Readonly<Record<string, string>>> {
  const archive = await fromBufferPromise(zip);
  const files: [string, string][] = [];
  for await (const entry of archive.eachEntry())
    files.push([entry.fileName, await text(await archive.openReadStreamPromise(entry))]);
  return Object.fromEntries(files);
}
