import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { digestOf } from "../../src/core/artifact/digest.ts";
import { createForgeWorld, type ForgeWorld } from "../support/acceptance/forge-world.ts";
import { type Forgery, forgeRun } from "../support/acceptance/forged-run.ts";
import { verdictOn } from "../support/acceptance/verdict.ts";
import { aConfigMap } from "../support/builders.ts";
import { type RawEntry, rawZip } from "../support/raw-zip.ts";

/** Work for anyone who resolves aliases before counting what they lead to. */
const ALIAS_BOMB = Array.from({ length: 12 }, (_, level) => {
  const inner = level === 0 ? Array(10).fill('"x"') : Array(10).fill(`*a${level - 1}`);
  return `a${level}: &a${level} [${inner.join(", ")}]`;
}).join("\n");

/** Of other content than what is uploaded. */
const OTHER_DIGEST = digestOf(new Map([["dev/other.yaml", "a: 1\n"]]));

/** What an honest build uploads, and something besides. */
function withMore(...entries: readonly RawEntry[]): Forgery {
  return {
    zip: (files) =>
      rawZip([
        ...[...files].map(([path, text]) => ({ path, data: Buffer.from(text) })),
        ...entries,
      ]),
  };
}

const file = (path: string, data: string | Buffer = aConfigMap("more")): RawEntry => ({
  path,
  data: Buffer.from(data),
});

const BAD_UPLOADS: readonly (readonly [string, Forgery, string])[] = [
  ["a path with ../", withMore(file("dev/../../escape.yaml")), "it leaves its folder"],
  ["an absolute path", withMore(file("/etc/cron.d/job")), "it is absolute"],
  [
    "a symbolic link",
    withMore({ ...file("dev/link.yaml", "/etc/passwd"), mode: 0o120777 }),
    "it is a link or a special file",
  ],
  ["a name that is there twice", withMore(file("dev/10-config.yaml")), "it is there twice"],
  [
    "10,000 entries",
    { zip: () => rawZip(Array.from({ length: 10_000 }, (_, index) => file(`dev/${index}.yaml`))) },
    "10000 entries, and 2000 are the limit",
  ],
  [
    "a bomb that says how large it is",
    withMore(file("dev/bomb.yaml", Buffer.alloc(100_000_000))),
    "is larger than 262144 bytes",
  ],
  [
    "a bomb that says it is small",
    withMore({ ...file("dev/bomb.yaml", Buffer.alloc(100_000_000)), declaredSize: 10 }),
    "can't be opened",
  ],
  ["no spec", { zip: () => rawZip([file("dev/10-config.yaml")]) }, "has no artifact.json"],
  ["a spec that is none", { zip: () => rawZip([file("artifact.json", "{}")]) }, "is not valid"],
  [
    "a wrong digest",
    { spec: { digest: OTHER_DIGEST } },
    `the spec says ${OTHER_DIGEST.slice(0, 12)}`,
  ],
  [
    "a service of another repository",
    { service: "cart", name: `shuttle-cart-${"e".repeat(64)}` },
    "ham.yaml does not give it that service",
  ],
  ["a service that nobody has", { service: "ghost" }, "ham.yaml does not give it that service"],
  ["an upload that has expired", { expired: true }, "has expired"],
  [
    "a binary file",
    withMore(file("dev/binary.yaml", Buffer.from([0x89, 0x50, 0xff, 0x00]))),
    "is not UTF-8 text",
  ],
  [
    "a huge file",
    withMore(file("dev/huge.yaml", "#".repeat(300_000))),
    "is larger than 262144 bytes",
  ],
  ["a huge upload", { sizeInBytes: 25 * 1024 * 1024 }, "is larger than 25165824 bytes"],
  ["no zip at all", { zip: () => Buffer.from("this is no zip") }, "can't be opened"],
  ["a YAML alias bomb", { manifests: { "dev/10-bomb.yaml": ALIAS_BOMB } }, "alias"],
  [
    "an environment that ham.yaml does not have",
    { manifests: { "moon/10-config.yaml": aConfigMap("shop") } },
    "ham.yaml has no such environment",
  ],
  [
    "a manifest of a foreign namespace",
    {
      manifests: {
        "dev/10-config.yaml": aConfigMap("shop").replace(
          "metadata:\n",
          "metadata:\n  namespace: kube-system\n",
        ),
      },
    },
    "kube-system",
  ],
];

describe("what a workflow run uploads", () => {
  let world: ForgeWorld;
  let count = 0;
  beforeAll(async () => {
    world = await createForgeWorld();
  });
  afterAll(() => world.close());

  describe("when it is not what the Action makes", () => {
    it.each(BAD_UPLOADS)("is refused with its reason: %s", async (_, forgery, sentence) => {
      const before = await world.heads();
      const commit = await world.push("master", { "count.txt": `${(count += 1)}` });

      await forgeRun(world, commit, forgery);

      const { conclusion, summary } = await verdictOn(world, commit);
      expect(summary).toContain(sentence);
      expect(conclusion).toBe("failure");
      await world.quiet();
      expect(await world.heads()).toBe(before);
    });
  });

  describe("when an honest build follows", () => {
    it("is stored and released as if nothing had been", async () => {
      const commit = await world.push("master", { "count.txt": "honest" });

      const { spec } = await forgeRun(world, commit);

      expect(await verdictOn(world, commit)).toMatchObject({ conclusion: "success" });
      expect(await world.git("acme/config", "show", "env/dev:index.json")).toContain(spec.id);
      expect(world.sandbox.problems).toEqual([]);
      await expect(fetch(`${world.ham.url}/healthz`)).resolves.toMatchObject({ status: 200 });
    });
  });
});
