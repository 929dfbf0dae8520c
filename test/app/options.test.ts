import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { VARIABLES, formatOptionProblems, parseOptions } from "../../src/app/options.ts";

const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

const VALID = {
  APP_ID: "1",
  PRIVATE_KEY: KEY,
  WEBHOOK_SECRET: "development",
  HAM_CONFIG_REPOSITORY: "acme/config",
};

describe("parseOptions", () => {
  describe("when everything needed is there", () => {
    it("fills in the rest", () => {
      expect(parseOptions(VALID)).toEqual({
        kind: "valid",
        value: {
          appId: 1,
          privateKey: KEY,
          webhookSecret: "development",
          configRepository: "acme/config",
          apiUrl: "https://api.github.com",
          serverUrl: "https://github.com",
          host: "localhost",
          port: 3000,
          watermarkFile: join(".ham", "watermark.json"),
          sweepMs: 300_000,
          answersPerMinute: 60,
          logLevel: "info",
        },
      });
    });

    it.each([
      [
        { GHE_HOST: "git.acme.example" },
        "https://git.acme.example/api/v3",
        "https://git.acme.example",
      ],
      [
        { GHE_HOST: "127.0.0.1:4000", GHE_PROTOCOL: "http" },
        "http://127.0.0.1:4000/api/v3",
        "http://127.0.0.1:4000",
      ],
      [
        { GITHUB_API_URL: "http://127.0.0.1:4000/api/v3/" },
        "http://127.0.0.1:4000/api/v3",
        "http://127.0.0.1:4000",
      ],
      [
        { GITHUB_API_URL: "https://api.acme.ghe.com" },
        "https://api.acme.ghe.com",
        "https://acme.ghe.com",
      ],
    ])("finds GitHub by %j", (own, apiUrl, serverUrl) => {
      expect(parseOptions({ ...VALID, ...own })).toMatchObject({ value: { apiUrl, serverUrl } });
    });

    it.each([
      ["written line ends", KEY.replaceAll("\n", "\\n")],
      ["base64", Buffer.from(KEY).toString("base64")],
    ])("takes a key with %s", (_, PRIVATE_KEY) => {
      expect(parseOptions({ ...VALID, PRIVATE_KEY })).toMatchObject({ value: { privateKey: KEY } });
    });

    it("takes a key from a file", () => {
      const file = join(mkdtempSync(join(tmpdir(), "ham-")), "key.pem");
      writeFileSync(file, KEY);

      expect(parseOptions({ ...VALID, PRIVATE_KEY: "", PRIVATE_KEY_PATH: file })).toMatchObject({
        value: { privateKey: KEY },
      });
    });
  });

  describe("when something is missing or wrong", () => {
    it("says all of it at once, and no secret", () => {
      const parsed = parseOptions({
        APP_ID: "one",
        PRIVATE_KEY: "not a key",
        WEBHOOK_SECRET: "short",
        PORT: "70000",
        GHE_PROTOCOL: "ftp",
        LOG_LEVEL: "loud",
        HAM_SWEEP_MINUTES: "often",
      });

      const problems = parsed.kind === "invalid" ? parsed.problems : [];
      expect(formatOptionProblems(problems)).toMatchInlineSnapshot(`
"Ham can't start, the environment lacks something:
  APP_ID: expected a whole number
  WEBHOOK_SECRET: expected at least 8 characters
  HAM_CONFIG_REPOSITORY: missing, expected owner/name of the repository that Flux reads
  GHE_PROTOCOL: expected http or https
  PORT: expected a number from 0 to 65535
  HAM_SWEEP_MINUTES: expected a number of minutes
  LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent
  PRIVATE_KEY: expected a private key in PEM
"
`);
    });

    it("names what an empty environment lacks", () => {
      const parsed = parseOptions({});

      const problems = parsed.kind === "invalid" ? parsed.problems : [];
      expect(problems.map(({ path }) => path)).toEqual([
        "APP_ID",
        "WEBHOOK_SECRET",
        "HAM_CONFIG_REPOSITORY",
        "PRIVATE_KEY",
      ]);
    });
  });
});

describe("docs/operating.md", () => {
  const documentation = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");

  it("explains the variables that are read, and no others", () => {
    const rows = [...documentation.matchAll(/^\| (`[A-Z_]+`.*?) +\|/gm)].map(
      ([, names = ""]) => names,
    );
    const explained = rows.flatMap((names) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map((one) => one[1]),
    );

    expect(explained.sort()).toEqual([...VARIABLES].sort());
  });
});
