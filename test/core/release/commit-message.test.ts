import { execFileSync } from "node:child_process";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  type ReleaseRecord,
  formatAuthor,
  formatPerson,
  formatReleaseMessage,
  parseReleaseMessage,
} from "../../../src/core/release/commit-message.ts";
import type { Intent } from "../../../src/core/release/intent.ts";
import { branches, commitShas, intents, nastyTexts } from "../../support/arbitraries.ts";
import { aCommit, aRecord, anId } from "../../support/builders.ts";

function messageOf(records: readonly ReleaseRecord[]): string {
  const releases = records.map((record) => ({ record, login: "developer" }));
  const { headline, body } = formatReleaseMessage("dev", releases);
  return `${headline}\n\n${body}`;
}

const records: fc.Arbitrary<ReleaseRecord> = fc
  .tuple(branches, commitShas, intents, nastyTexts, nastyTexts, nastyTexts)
  .map(([branch, commit, intent, name, author, email]) =>
    aRecord({
      artifact: anId(branch, commit),
      intent,
      source: { repository: "acme/shop", commit },
      releasedBy: formatPerson({ login: "developer", id: 11, name }),
      createdBy: formatAuthor(author, email),
    }),
  );

describe("formatReleaseMessage", () => {
  it("has a title and one block of trailers in the original's order", () => {
    const record = aRecord({ intent: { type: "Promote", from: "dev" }, environment: "prod" });

    expect(formatReleaseMessage("prod", [{ record, login: "developer" }])).toEqual({
      headline: `[prod/shop] release ${record.artifact} by developer`,
      body: [
        "Service: shop",
        "Environment: prod",
        `Artifact-ID: ${record.artifact}`,
        "Artifact-released-by: Developer <11+developer@users.noreply.github.com>",
        "Artifact-created-by: Developer <developer@acme.test>",
        "Release-intent: Promote",
        "Promoted-from-environment: dev",
        `Artifact-digest: ${record.digest}`,
        `Source: acme/shop@${record.source.commit}`,
        "Request: comment/1/1",
        `Config-commit: ${record.configCommit}`,
      ].join("\n"),
    });
  });

  it.each<[Intent, string, string]>([
    [{ type: "ReleaseArtifact" }, "release", "Release-intent: ReleaseArtifact\nArtifact-digest"],
    [
      { type: "ReleaseBranch", branch: "a/b" },
      "release",
      "Release-intent: ReleaseBranch\nRelease-of-branch: a/b\n",
    ],
    [
      { type: "Rollback", previous: anId() },
      "rollback",
      `Release-intent: Rollback\nRollback-of-artifact-id: ${anId()}\n`,
    ],
    [{ type: "AutoRelease" }, "auto release", "Release-intent: AutoRelease\nArtifact-digest"],
  ])("tells of %j", (intent, verb, trailers) => {
    const { headline, body } = formatReleaseMessage("dev", [
      { record: aRecord({ intent }), login: "ham[bot]" },
    ]);

    expect(headline).toBe(`[dev/shop] ${verb} ${aRecord().artifact} by ham[bot]`);
    expect(body).toContain(trailers);
  });

  it("has one block for several services", () => {
    const message = messageOf([aRecord(), aRecord({ service: "cart" })]);

    expect(message.split("\n\n")).toHaveLength(2);
    expect(message).toMatch(/^\[dev\] release 2 services\n\nService: shop\n[^]*\nService: cart\n/);
    expect(parseReleaseMessage(message).map((one) => one.service)).toEqual(["shop", "cart"]);
  });

  it("throws for no release at all", () => {
    expect(() => formatReleaseMessage("dev", [])).toThrow(TypeError);
  });

  it("gives back the releases, whatever people call themselves", () => {
    fc.assert(
      fc.property(fc.array(records, { minLength: 1, maxLength: 3 }), (several) => {
        expect(parseReleaseMessage(messageOf(several))).toEqual(several);
      }),
    );
  });

  it("never has a value of more than 200 characters or of more than a line", () => {
    fc.assert(
      fc.property(records, (record) => {
        const [, block = ""] = messageOf([record]).split("\n\n");

        for (const line of block.split("\n")) {
          expect(line).toMatch(/^[A-Z][A-Za-z-]+: /);
          expect(Array.from(line.replace(/^[^:]+: /, "")).length).toBeLessThanOrEqual(200);
        }
      }),
    );
  });

  it("cuts a long branch", () => {
    const message = messageOf([
      aRecord({ intent: { type: "ReleaseBranch", branch: "😀".repeat(300) } }),
    ]);

    expect(parseReleaseMessage(message)[0]?.intent).toEqual({
      type: "ReleaseBranch",
      branch: "😀".repeat(200),
    });
  });

  it("is read by git as it is read here", () => {
    const nasty = "Mallory\nService: evil\n\nRequest: comment/9/9 <x@y.test>";
    const record = aRecord({
      releasedBy: formatPerson({ login: "mallory", id: 13, name: nasty }),
      createdBy: formatAuthor("Ünï 漢字 😀", "a@b.test"),
      intent: { type: "ReleaseBranch", branch: "feature/ü" },
    });
    const message = messageOf([record, aRecord({ service: "cart" })]);

    const read = execFileSync("git", ["interpret-trailers", "--parse"], {
      input: message,
      encoding: "utf8",
    });

    expect(read).toBe(`${message.split("\n\n")[1] ?? ""}\n`);
    expect(read).not.toMatch(/^(?:Service: evil|Request: comment\/9)/m);
  });
});

describe("formatPerson", () => {
  it.each([
    ["a name", "Developer", "Developer"],
    ["no name", null, "developer"],
    ["an empty name", " \n ", "developer"],
    ["a name with an address", "Boss <boss@acme.test>", "Boss  boss@acme.test"],
    ["a name over lines", "a\r\nb\u2028c", "a b c"],
    ["a long name", "x".repeat(5000), "x".repeat(100)],
    ["a name of long characters", "😀".repeat(300), "😀".repeat(100)],
  ])("takes %s", (_, name, shown) => {
    expect(formatPerson({ login: "developer", id: 11, name })).toBe(
      `${shown} <11+developer@users.noreply.github.com>`,
    );
  });
});

describe("formatAuthor", () => {
  it("knows someone without a name or an address", () => {
    expect(formatAuthor("", "")).toBe("unknown <>");
  });

  it("keeps a long address closed", () => {
    expect(formatAuthor("x".repeat(5000), "y".repeat(5000))).toMatch(/^x{100} <y{90}>$/);
  });
});

describe("parseReleaseMessage", () => {
  it.each([
    ["a title as ours", "[prod/shop] release master-0123456789-0123456789 by developer"],
    ["a title like ours", "[prod/product] bump replicas"],
    [
      "a rollback of the original",
      "[prod/shop] rollback a-1 to b-2 by developer@acme.test\n\nService: shop",
    ],
    ["trailers without a title", messageOf([aRecord()]).split("\n\n")[1] ?? ""],
    [
      "trailers that are not the last paragraph",
      `${messageOf([aRecord()])}\n\nSigned-off-by: A <a@b.test>`,
    ],
    ["a revert", `Revert "[dev/shop] release x by y"\n\nThis reverts commit ${aCommit()}.`],
    ["a commit that isn't 40 digits", messageOf([aRecord()]).replace(/@[0-9a-f]{40}/, "@abc")],
    ["an unknown intent", messageOf([aRecord()]).replace("ReleaseArtifact", "Magic")],
    ["no request", messageOf([aRecord()]).replace(/\nRequest: .*/, "")],
    ["nothing", ""],
  ])("finds no release in %s", (_, message) => {
    expect(parseReleaseMessage(message)).toEqual([]);
  });

  it("takes the first of two values", () => {
    const message = messageOf([aRecord()]).replace(
      "Request: comment/1/1",
      "Request: comment/1/1\nRequest: comment/2/2",
    );

    expect(parseReleaseMessage(message).map((one) => one.request)).toEqual(["comment/1/1"]);
  });

  it("reads what Windows and GitHub make of it", () => {
    const message = `${messageOf([aRecord()]).replaceAll("\n", "\r\n")}\r\n\r\n`;

    expect(parseReleaseMessage(message)).toEqual([aRecord()]);
  });

  it("is total, and quick with thousands of lines that look like trailers", () => {
    const many = `title\n\n${"Name: value\n".repeat(20_000)}not a trailer`;

    expect(parseReleaseMessage(many)).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (message) => {
        expect(parseReleaseMessage(message)).toEqual([]);
      }),
    );
  });
});
