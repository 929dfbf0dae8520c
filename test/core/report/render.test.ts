import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";

import { refuse } from "../../../src/core/refusal.ts";
import { renderConfigCheck, renderIntakeCheck } from "../../../src/core/report/check-report.ts";
import { toJson, toRecord } from "../../../src/core/report/describe-outcome.ts";
import { codeSpan, escapeMarkdown, mention, shortTime } from "../../../src/core/report/markdown.ts";
import { parseRecords } from "../../../src/core/report/markers.ts";
import { renderReply } from "../../../src/core/report/reply.ts";
import { type StatusView, renderStatusComment } from "../../../src/core/report/status-comment.ts";
import { renderStatusTable } from "../../../src/core/report/status-table.ts";
import { nastyTexts } from "../../support/arbitraries.ts";
import { NOON, aCommit, aRequest } from "../../support/builders.ts";

type Node = { readonly type: string; readonly value?: string; readonly children?: readonly Node[] };

/** All kinds of nodes in a Markdown text. */
function kindsOf(node: Node): readonly string[] {
  return [node.type, ...(node.children ?? []).flatMap(kindsOf)];
}

describe("escapeMarkdown", () => {
  it("leaves plain text of any foreign text: no link, emphasis, code, HTML or mention", () => {
    fc.assert(
      fc.property(nastyTexts, (text) => {
        const escaped = escapeMarkdown(text);

        expect(new Set(kindsOf(fromMarkdown(`a ${escaped}`)))).toEqual(
          new Set(["root", "paragraph", "text"]),
        );
        expect(escaped).not.toMatch(/@[A-Za-z\d]|\n|:\/\//);
      }),
    );
  });

  it.each([
    ["[click](https://evil.test)", "\\[click\\](https:\u200b//evil.test)"],
    ["<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"],
    ["@acme/everyone #1", "@\u200bacme/everyone \\#1"],
  ])("makes %s harmless", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

describe("codeSpan", () => {
  it("is one code span for any text, also in a table", () => {
    fc.assert(
      fc.property(
        nastyTexts.filter((text) => text.trim() !== ""),
        (text) => {
          const kinds = kindsOf(fromMarkdown(`a ${codeSpan(text)} b`));

          expect(kinds.filter((kind) => kind === "html" || kind === "link")).toEqual([]);
          expect(codeSpan(text)).not.toContain("|");
        },
      ),
    );
  });
});

describe("mention", () => {
  it("mentions logins and nothing else", () => {
    expect(mention("developer")).toBe("@developer");
    expect(mention("robot[bot]")).toBe("robot\\[bot\\]");
    expect(mention("a b\n@c")).toBe("a b @\u200bc");
  });
});

describe("shortTime", () => {
  it("shows the minute in UTC, and a text that is no time as it is", () => {
    expect(shortTime("2026-03-02T12:00:59.123Z")).toBe("2026-03-02 12:00 UTC");
    expect(shortTime("soon")).toBe("soon");
  });
});

describe("renderReply", () => {
  const line = {
    asked: "/promote prod",
    service: "shop",
    sentence: "it is locked",
    advice: undefined,
  };

  it("says one refusal in one sentence, with what to do", () => {
    const text = renderReply({
      marker: "comment/1",
      login: "developer",
      lines: [{ ...line, advice: "ask @maintainer" }],
    });

    expect(text.split("\n")[0]).toBe(
      "😕 @developer `/promote prod` (shop): it is locked. Ask @\u200bmaintainer.",
    );
  });

  it("lists several", () => {
    const text = renderReply({
      marker: "comment/1",
      login: "developer",
      lines: [line, { ...line, service: "", sentence: "not run" }],
    });

    expect(text.split("\n").slice(0, 4)).toEqual([
      "😕 @developer not everything could be done:",
      "",
      "- `/promote prod` (shop): it is locked.",
      "- `/promote prod`: not run.",
    ]);
  });
});

describe("renderStatusComment", () => {
  const view: StatusView = {
    serverUrl: "https://github.test",
    configRepository: "acme/config",
    pull: { state: "open", base: "master", mergeCommit: undefined },
    services: [{ service: "shop", autoReleasedTo: [], cells: [] }],
    environments: ["dev", "prod"],
    waitingLabels: [],
    answered: [],
    configProblem: undefined,
  };

  it("says it when nothing is released on its own", () => {
    expect(renderStatusComment(view)).toContain(
      "Nothing is released on its own when this is merged: `master` has no auto-release of **shop**.",
    );
  });

  it("says where a merged change is waited for", () => {
    const text = renderStatusComment({
      ...view,
      pull: { ...view.pull, state: "merged", mergeCommit: aCommit() },
      services: [{ service: "shop", autoReleasedTo: ["dev"], cells: [] }],
    });

    expect(text).toContain("its build is released to **dev** as soon as it is there");
  });

  it("says nothing of environments for a pull request that was closed", () => {
    const text = renderStatusComment({ ...view, pull: { ...view.pull, state: "closed" } });

    expect(text).not.toContain("|");
    expect(text).toContain("was closed without a merge");
  });

  it("stays within what GitHub takes, with its newest records whole", () => {
    const record = toRecord(aRequest(), refuse("locked", "x".repeat(5000), { advice: "wait" }), {
      asked: "/promote dev ".repeat(50),
      at: NOON,
    });
    const answered = Array.from({ length: 60 }, (_, index) => ({
      ...record,
      sentence: "😀".repeat(150),
      request: `comment/${index}/0`,
    }));

    const text = renderStatusComment({ ...view, answered });

    expect(text.length).toBeLessThanOrEqual(65_000);
    expect(parseRecords(text).length).toBeGreaterThan(10);
    expect(parseRecords(text).at(-1)?.request).toBe("comment/59/0");
  });
});

describe("renderStatusTable", () => {
  it("has a column per environment and a dash where nothing runs", () => {
    const table = renderStatusTable(
      ["dev", "prod"],
      [
        { service: "shop", cells: [{ environment: "dev", artifact: "master-1" }] },
        { service: "cart-service", cells: [] },
      ],
    );

    expect(table).toBe(
      [
        "SERVICE       DEV       PROD",
        "shop          master-1  -",
        "cart-service  -         -",
        "",
      ].join("\n"),
    );
  });
});

describe("checks", () => {
  it("name what was not taken and why", () => {
    const refusal = refuse("run-failed", "run 7 ended with 'failure'", {
      advice: "mend the build",
    });

    expect(renderIntakeCheck([{ kind: "refused", service: "shop", refusal }])).toEqual({
      title: "Not taken: shop",
      summary: "**shop**: run 7 ended with 'failure'. Mend the build.",
    });
  });

  it("say which ham.yaml stays in force", () => {
    const problems = [{ path: "services", message: "missing", line: 3 }];

    expect(renderConfigCheck(problems, aCommit()).summary).toContain(aCommit().slice(0, 10));
    expect(renderConfigCheck(problems, undefined).summary).toContain("no valid version before it");
    expect(renderConfigCheck([], aCommit()).title).toBe("ham.yaml is valid");
  });
});

describe("toJson", () => {
  it("carries reason, sentence, advice and evidence of a refusal", () => {
    const refusal = refuse("locked", "it is locked", {
      advice: "wait",
      evidence: { owner: "dev" },
    });

    expect(toJson(aRequest(), refusal)).toMatchObject({
      request: "comment/1/1",
      outcome: "refused",
      reason: "locked",
      advice: "wait",
      evidence: { owner: "dev" },
    });
  });
});
