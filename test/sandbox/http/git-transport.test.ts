import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { gitBeside } from "../git/git-world.ts";
import { startReceiver } from "../hooks/receiver.ts";
import { withSandbox } from "../../support/sandbox.ts";

const shop = { owner: "acme", repo: "shop" };

describe("the stock git client against the sandbox", () => {
  const world = withSandbox();
  let folder = "";

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "git-transport-"));
    const { admin } = world().sandbox;
    await admin.createRepository({ owner: "acme", name: "shop", autoInit: true });
    await admin.createRepository({ owner: "acme", name: "secret", private: true, autoInit: true });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const address = (token: string | undefined, name = "shop.git") => {
    const url = new URL(`/acme/${name}`, world().sandbox.url);
    if (token !== undefined) [url.username, url.password] = ["x-access-token", token];
    return url.href;
  };
  const clone = (url: string, name = "copy") => gitBeside(folder, ["clone", url, name]);
  const inCopy = (...args: readonly string[]) => gitBeside(join(folder, "copy"), args);
  const change = async (path: string, text: string) => {
    writeFileSync(join(folder, "copy", path), text);
    await inCopy("add", "--all");
    await inCopy("commit", "--message", `change ${path}`);
    return (await inCopy("rev-parse", "HEAD")).output.trim();
  };
  const head = async (ref = "heads/main") =>
    (
      await world()
        .as("developer")
        .rest.git.getRef({ ...shop, ref })
    ).data.object.sha;

  it("clones, pushes and fetches, and the API sees the same", async () => {
    const { tokens, as } = world();
    expect((await clone(address(tokens.developer))).status).toBe(0);

    const oid = await change("a.txt", "hello\n");
    const pushed = await inCopy("push", "origin", "HEAD:main", "HEAD:refs/heads/env/dev");
    const { data } = await as("developer").rest.repos.getCommit({ ...shop, ref: "main" });
    await as("developer").rest.repos.createOrUpdateFileContents({
      ...shop,
      path: "b.txt",
      message: "by the API",
      content: Buffer.from("b").toString("base64"),
    });
    const pulled = await inCopy("pull", "--ff-only", "origin", "main");

    expect([pushed.status, pulled.status]).toEqual([0, 0]);
    expect([data.sha, await head("heads/env/dev")]).toEqual([oid, oid]);
    expect(data.commit.verification?.verified).toBe(false);
    expect((await inCopy("rev-parse", "HEAD")).output.trim()).toBe(await head());
  });

  it("takes an installation's token as password, and an address without .git", async () => {
    const { sandbox, installation } = world();
    const { token } = await sandbox.admin.createInstallationToken({
      installationId: installation.id,
    });

    expect((await clone(address(token, "secret"))).status).toBe(0);
    expect((await clone(address(token, "secret.git"), "again")).status).toBe(0);
  });

  it("tells the App of a push, once it is recorded", async () => {
    const { sandbox, app, tokens } = world();
    const receiver = await startReceiver();
    const webhook = { ...app.webhook, url: receiver.url, active: true };
    sandbox.context.state.apps.put({ ...app, webhook });
    const before = await head();
    await clone(address(tokens.developer));

    const after = await change("a.txt", "hello\n");
    await inCopy("push", "origin", "HEAD:main");
    await sandbox.settled();
    await receiver.close();

    const payloads = receiver.received.map(({ body }): unknown => JSON.parse(body));
    expect(receiver.received.map(({ headers }) => headers["x-github-event"])).toEqual(["push"]);
    expect(payloads).toMatchObject([
      {
        ref: "refs/heads/main",
        before,
        after,
        created: false,
        forced: false,
        commits: [{ id: after, added: ["a.txt"], removed: [], modified: [] }],
        head_commit: { id: after },
        pusher: { name: "developer" },
        sender: { login: "developer" },
      },
    ]);
  });

  it("moves a pull request's head along", async () => {
    const { tokens, as } = world();
    await clone(address(tokens.developer));
    await change("a.txt", "1");
    await inCopy("push", "origin", "HEAD:refs/heads/change");
    const given = { ...shop, title: "a", head: "change", base: "main" };
    const { data } = await as("developer").rest.pulls.create(given);

    const oid = await change("a.txt", "2");
    await inCopy("push", "origin", "HEAD:refs/heads/change");

    const pull = await as("developer").rest.pulls.get({ ...shop, pull_number: data.number });
    expect(pull.data.head.sha).toBe(oid);
    expect(await head(`pull/${data.number}/head`)).toBe(oid);
  });

  it("refuses a wrong token, and to show what is private", async () => {
    const { tokens } = world();

    const wrong = await clone(address("ghp_wrong", "secret.git"));
    const nobody = await clone(address(undefined, "secret.git"));
    const outsider = await clone(address(tokens.outsider, "secret.git"));
    const open = await clone(address(undefined));

    expect([wrong.status, nobody.status, outsider.status, open.status]).toEqual([1, 1, 1, 0]);
    expect(wrong.output).toContain("Authentication failed");
    expect(outsider.output).toContain("not found");
  });

  it("refuses a push by those who may only read", async () => {
    const { tokens } = world();
    await clone(address(tokens.outsider));
    const before = await head();
    await change("a.txt", "x");

    const pushed = await inCopy("push", "origin", "HEAD:main");

    expect(pushed.status).toBe(1);
    expect(pushed.output).toContain("Permission to acme/shop.git denied to outsider.");
    expect(await head()).toBe(before);
  });

  it("refuses a push that is no fast-forward, unless forced", async () => {
    const { tokens, sandbox } = world();
    await clone(address(tokens.developer));
    const files = { "other.txt": "x" };
    await sandbox.admin.commitFiles({ repository: "acme/shop", files, as: "developer" });
    const theirs = await head();
    const ours = await change("a.txt", "x");

    const refused = await inCopy("push", "origin", "HEAD:main");
    const between = await head();
    const forced = await inCopy("push", "--force", "origin", "HEAD:main");

    expect(refused.status).toBe(1);
    expect(refused.output).toContain("[rejected]");
    expect(between).toBe(theirs);
    expect([forced.status, await head()]).toEqual([0, ours]);
  });

  it("answers 404 to what git doesn't ask", async () => {
    const response = await fetch(`${world().sandbox.url}/acme/shop.git/objects/info/packs`);

    expect(response.status).toBe(404);
  });
});
