import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type { Stage } from "../../../src/core/artifact/spec.ts";
import { addFindings, readFindings } from "../../../src/core/artifact/stage-findings.ts";
import { readJunit } from "../../../src/core/artifact/stage-junit.ts";
import { readTap } from "../../../src/core/artifact/stage-tap.ts";

const FACTS = { url: "https://github.com/acme/shop/actions/runs/7", hasPushed: false };

function read(files: Readonly<Record<string, string>>, facts: Partial<typeof FACTS> = {}) {
  const { data, problems } = readFindings(new Map(Object.entries(files)), { ...FACTS, ...facts });
  return { data: Object.fromEntries(data), problems };
}

describe("readJunit", () => {
  const counted = (passed: number, failed: number, skipped: number) => ({
    kind: "valid",
    value: { passed, failed, skipped },
  });

  it.each([
    ["no suite", "<testsuites/>", counted(0, 0, 0)],
    ["one suite", '<testsuite><testcase name="a"/></testsuite>', counted(1, 0, 0)],
    [
      "suites within suites",
      '<?xml version="1.0"?>\n<testsuites><testsuite><testcase/><testsuite><testcase><failure/></testcase></testsuite></testsuite><testsuite><testcase><skipped/></testcase></testsuite></testsuites>',
      counted(1, 1, 1),
    ],
    [
      "errors and output",
      "<testsuite><testcase><error>a &lt; b</error></testcase><testcase><system-out><![CDATA[<testcase/>]]></system-out></testcase></testsuite>",
      counted(1, 1, 0),
    ],
    [
      "a failure that was skipped later",
      "<testsuite><testcase><skipped/><failure/></testcase></testsuite>",
      counted(0, 1, 0),
    ],
    [
      "a suite that lists no cases",
      '<testsuite tests="9" failures="1" errors="2" skipped="3"/>',
      counted(3, 3, 3),
    ],
    [
      "names with a prefix",
      '<j:testsuites xmlns:j="x"><j:testsuite><j:testcase/></j:testsuite></j:testsuites>',
      counted(1, 0, 0),
    ],
    [
      "tests that were left out in other words",
      '<testsuite><testcase status="notrun"/><testcase><ignored/></testcase><testcase><disabled/></testcase><testcase status="run"/></testsuite>',
      counted(1, 0, 3),
    ],
    [
      "a test that failed at first and then passed",
      "<testsuite><testcase><flakyFailure/></testcase></testsuite>",
      counted(1, 0, 0),
    ],
    [
      "a byte order mark",
      '\ufeff<?xml version="1.0"?><testsuite><testcase/></testsuite>',
      counted(1, 0, 0),
    ],
    ["attributes that are no numbers", '<testsuite tests="many" failures="-1"/>', counted(0, 0, 0)],
    [
      "tags in other words as well",
      "<testsuite\n tests = '3'\tname=\"a > b </testsuite>\" hidden ></testsuite >",
      counted(3, 0, 0),
    ],
    [
      "no tag that is none",
      "<?xml version='1.0'?><!-- <testcase/> --><testsuite><!-- <testcase/> --><?a <testcase/>?><testcase/><x><testcase/></x></testsuite>\n<!-- -->",
      counted(1, 0, 0),
    ],
    [
      "attributes of its own alone",
      '<testsuite a:tests="9" name="tests=\'9\'" tests="1"/>',
      counted(1, 0, 0),
    ],
    [
      "a type of document with entities of its own",
      "<!DOCTYPE testsuite [<!ENTITY a '<testcase/>'>\n]\n><testsuite><testcase/></testsuite>",
      counted(1, 0, 0),
    ],
    [
      "an output with a bare &",
      "<testsuite><testcase>a && b</testcase></testsuite>",
      counted(1, 0, 0),
    ],
  ])("counts %s", (_, text, expected) => {
    expect(readJunit(text)).toEqual(expected);
  });

  it.each([
    ["<a>\n<b>\n</a>", 3, "not XML: Unexpected close tag"],
    ["", 1, "not XML: No element"],
    ["hello", 1, "not XML: "],
    ["<html/>", 1, "expected <testsuites> or <testsuite>, received <html>"],
    ["<?xml?>\n<html/>", 2, "expected <testsuites> or <testsuite>, received <html>"],
    ["<testcase/>", 1, "expected <testsuites> or <testsuite>, received <testcase>"],
    ["<testsuite>\n<testcase>\n<failure/>", 3, "not XML: Unclosed root tag"],
    ["<testsuite/>\n</testsuite>", 2, "not XML: Unmatched closing tag: testsuite"],
    ["<testsuite/>\n<testsuite/>", 2, "not XML: A second root element"],
    ["<testsuite/>\ntext", 2, "not XML: Text data outside of root node."],
    ["<testsuite>\n<testcase name=>", 2, "not XML: Unquoted attribute value"],
    ["<testsuite>\n<!-- never", 2, "not XML: Unclosed root tag"],
  ])("names the line where %j is wrong", (text, line, message) => {
    expect(readJunit(text)).toEqual({
      kind: "invalid",
      problems: [{ path: "", line, message: expect.stringContaining(message) }],
    });
  });

  it("quotes no more of it than a person reads", () => {
    const found = readJunit(`<testsuite>${"<".repeat(100_000)}`);

    expect(JSON.stringify(found).length).toBeLessThan(400);
  });

  it("refuses what is nested without end", () => {
    const text = `<testsuite>${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}</testsuite>`;

    expect(readJunit(text).kind).toBe("invalid");
  });

  it("lets no entity grow", () => {
    const entities = Array.from({ length: 20 }, (_, index) =>
      index === 0
        ? `<!ENTITY e0 "0123456789">`
        : `<!ENTITY e${index} "${`&e${index - 1};`.repeat(10)}">`,
    );
    const text = `<!DOCTYPE x [${entities.join("")}]><testsuite name="&e19;"><testcase>&e19;</testcase></testsuite>`;

    expect(["valid", "invalid"]).toContain(readJunit(text).kind);
  });

  it("has an answer for everything", () => {
    const parts = fc.constantFrom(
      "<testsuite",
      ">",
      "<testcase/>",
      "</",
      "<![CDATA[",
      "&",
      '"',
      "a",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((all) => all.join("")),
        ),
        (text) => {
          expect(["valid", "invalid"]).toContain(readJunit(text).kind);
        },
      ),
    );
  });

  it("counts what a writer wrote, however the suites are nested", () => {
    const outcome = fc.constantFrom("", "<failure/>", "<error/>", "<skipped/>");
    fc.assert(
      fc.property(fc.array(fc.array(outcome, { minLength: 1 }), { maxLength: 5 }), (suites) => {
        const cases = suites.flat();
        const xml = suites.reduce(
          (inner, suite) =>
            `<testsuite>${suite.map((one) => `<testcase>${one}</testcase>`).join("")}${inner}</testsuite>`,
          "",
        );
        const failed = cases.filter((one) => /failure|error/.test(one)).length;
        const skipped = cases.filter((one) => one.includes("skipped")).length;
        const passed = cases.length - failed - skipped;

        expect(readJunit(`<testsuites>${xml}</testsuites>`)).toEqual(
          counted(passed, failed, skipped),
        );
      }),
    );
  });
});

describe("readTap", () => {
  const counted = (passed: number, failed: number, skipped: number) => ({
    kind: "valid",
    value: { passed, failed, skipped },
  });

  it.each([
    [
      "a report",
      "TAP version 13\n1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no\n",
      counted(1, 1, 1),
    ],
    ["a plan at the end", "ok\nok\n1..2\n", counted(2, 0, 0)],
    [
      "what is known to fail as skipped",
      "not ok 1 # TODO later\nok 2 # todo done\n",
      counted(1, 0, 1),
    ],
    ["a # in a name as a name", "ok 1 - issue \\# skip\nok 2 - #3\n", counted(2, 0, 0)],
    [
      "the tests of a suite, not the suite",
      "# Subtest: a\n    ok 1 - x\n    not ok 2 - y\n    1..2\nnot ok 1 - a\nok 2 - b\n1..2\n",
      counted(2, 1, 0),
    ],
    [
      "no line of a diagnostic",
      "not ok 1\n  ---\n  ok 7\n  not ok: 8\n  ...\nok 2\n",
      counted(1, 1, 0),
    ],
    [
      "a suite that failed though its tests passed",
      "    ok 1\n    1..2\nnot ok 1 - a\n    not ok 1\nnot ok 2 - b\n1..2\n",
      counted(1, 2, 0),
    ],
    [
      "tests that follow their suite in braces",
      "ok 1 - a {\n    ok 1\n    ok 2 - b {\n        not ok 1\n    }\n}\nok 2 - c\nok 3 - no suite {\n1..3\n",
      counted(3, 1, 0),
    ],
    [
      "suites in suites",
      "        ok 1\n        1..1\n    ok 1 - b\n    ok 2\n    1..2\nok 1 - a\n1..1\n",
      counted(2, 0, 0),
    ],
    ["a diagnostic that never ends", "ok 1\n  ---\n  ok 7\nok 2\n1..2\n", counted(2, 0, 0)],
    ["a byte order mark", "\ufeffok 1\nok 2\n1..2\n", counted(2, 0, 0)],
    ["what never came as failed", "1..4\nok 1\nok 2\n", counted(2, 2, 0)],
    ["a report without tests", "1..0 # SKIP nothing to do\n", counted(0, 0, 0)],
    ["lines of other systems", "ok 1\r\nnot ok 2\r\n", counted(1, 1, 0)],
  ])("counts %s", (_, text, expected) => {
    expect(readTap(text)).toEqual(expected);
  });

  it.each([
    ["ok 1\nBail out! no database\n", 2, "Bail out! no database"],
    ["hello\n", 1, "expected lines that start with"],
    ["okay\n", 1, "expected lines that start with"],
    ["{\n}\n", 1, "expected lines that start with"],
  ])("names the line where %j is wrong", (text, line, message) => {
    expect(readTap(text)).toEqual({
      kind: "invalid",
      problems: [{ path: "", line, message: expect.stringContaining(message) }],
    });
  });

  it("has an answer for everything", () => {
    const line = fc.constantFrom(
      "ok",
      "not ok 2",
      "  ---",
      "  ...",
      "1..9",
      "    ok",
      "x",
      "# skip",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(line).map((all) => all.join("\n")),
    );
    fc.assert(
      fc.property(text, (tap) => {
        expect(["valid", "invalid"]).toContain(readTap(tap).kind);
      }),
    );
  });
});

describe("readFindings", () => {
  it("adds the results of all reports", () => {
    const files = {
      "results/a.xml": "<testsuite><testcase/></testsuite>",
      "results/b.tap": "ok\nnot ok",
    };

    expect(read(files)).toEqual({
      data: { test: { url: FACTS.url, results: { passed: 2, failed: 1, skipped: 0 } } },
      problems: [],
    });
  });

  it("gives a pushed image to both stages", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const image = { image: "registry.acme.example/shop", tag: "v1", digest, dockerVersion: "27.1" };
    const files = { "image.json": JSON.stringify(image) };

    expect(read(files).data).toEqual({ build: image });
    expect(read(files, { hasPushed: true }).data).toEqual({ build: image, push: image });
  });

  it("has the scanners' counts in the original's fields", () => {
    const files = {
      "vulnerabilities.json": JSON.stringify({
        code: { high: 1, medium: 2, low: 3, language: "node" },
        image: { high: 0, medium: 0, low: 4, critical: 5, baseImage: "node:22", tag: "v1" },
      }),
    };

    expect(read(files).data).toEqual({
      "snyk-code": { language: "node", vulnerabilities: { high: 1, medium: 2, low: 3 } },
      "snyk-docker": {
        baseImage: "node:22",
        tag: "v1",
        vulnerabilities: { high: 0, medium: 0, low: 4, critical: 5 },
      },
    });
  });

  it("takes an image from what docker buildx tells of its build", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const buildx = (name: string) => ({
      "image.json": JSON.stringify({
        "buildx.build.ref": "default/default/x",
        "containerimage.digest": digest,
        "image.name": name,
      }),
    });

    expect(read(buildx("registry.acme.example:5000/shop:v1,shop:latest")).data).toEqual({
      build: { image: "registry.acme.example:5000/shop", tag: "v1", digest, dockerVersion: "" },
    });
    expect(read(buildx("registry.acme.example:5000/shop")).data).toEqual({
      build: { image: "registry.acme.example:5000/shop", tag: "", digest, dockerVersion: "" },
    });
    expect(read({ "image.json": JSON.stringify({ "containerimage.digest": digest }) })).toEqual({
      data: {},
      problems: [{ file: "image.json", path: "image.name", message: "missing", line: 1 }],
    });
  });

  describe("with a scanner's own report", () => {
    const counted = (critical: number, high: number, medium: number, low: number) => ({
      vulnerabilities: { critical, high, medium, low },
    });
    const severities = (...names: readonly string[]) =>
      names.map((Severity, index) => ({ VulnerabilityID: `CVE-${index}`, Severity }));
    const sarif = (rules: readonly unknown[], results: readonly unknown[]) => ({
      version: "2.1.0",
      runs: [{ tool: { driver: { name: "a scanner", rules } }, results }],
    });

    it.each([
      [
        "Trivy",
        {
          SchemaVersion: 2,
          ArtifactName: "shop:v1",
          Results: [
            { Target: "a", Vulnerabilities: severities("CRITICAL", "HIGH", "UNKNOWN") },
            { Target: "b", Vulnerabilities: null },
            { Target: "c", Vulnerabilities: severities("MEDIUM", "LOW") },
          ],
        },
        counted(1, 1, 1, 2),
      ],
      ["Trivy that found nothing", { SchemaVersion: 2 }, counted(0, 0, 0, 0)],
      [
        "Grype",
        {
          matches: ["Critical", "Medium", "Negligible", "Unknown"].map((severity, index) => ({
            vulnerability: { id: `CVE-${index}`, severity },
          })),
        },
        counted(1, 0, 1, 2),
      ],
      [
        "Snyk, which names one for each way to it",
        {
          vulnerabilities: [
            { id: "a", severity: "high" },
            { id: "a", severity: "high" },
            { id: "b", severity: "medium" },
          ],
          ok: false,
        },
        counted(0, 1, 1, 0),
      ],
      [
        "Snyk of several projects",
        [
          { vulnerabilities: [{ id: "a", severity: "critical" }] },
          { vulnerabilities: [{ id: "a", severity: "critical" }] },
        ],
        counted(2, 0, 0, 0),
      ],
      [
        "SARIF with scores",
        sarif(
          [
            { id: "a", properties: { "security-severity": "9.8" } },
            { id: "b", properties: { "security-severity": 7 } },
            { id: "c", properties: { "security-severity": "0.1" } },
          ],
          [{ ruleId: "a" }, { ruleId: "b", level: "note" }, { ruleId: "c" }, { ruleId: "c" }],
        ),
        counted(1, 1, 0, 2),
      ],
      [
        "SARIF with levels",
        sarif(
          [{ id: "a", defaultConfiguration: { level: "error" } }],
          [{ ruleId: "a" }, { ruleId: "x" }, { level: "note" }, { ruleId: "a", level: "warning" }],
        ),
        counted(0, 1, 2, 1),
      ],
      [
        "SARIF with what is no finding",
        sarif([], [{ kind: "pass" }, { suppressions: [{ kind: "inSource" }] }]),
        counted(0, 0, 0, 0),
      ],
    ])("counts that of %s", (_, report, expected) => {
      const text = JSON.stringify(report);

      expect(read({ "scans/code.sarif": text, "scans/image-app.json": text })).toEqual({
        data: { "snyk-code": expected, "snyk-docker": expected },
        problems: [],
      });
    });

    it("adds several, but believes what a script counted itself", () => {
      const report = JSON.stringify({ matches: [{ vulnerability: { severity: "High" } }] });
      const files = { "scans/image-a.json": report, "scans/image-b.json": report };
      const own = JSON.stringify({ image: { high: 7, medium: 0, low: 0 } });

      expect(read(files).data).toEqual({ "snyk-docker": counted(0, 2, 0, 0) });
      expect(read({ ...files, "vulnerabilities.json": own }).data).toEqual({
        "snyk-docker": { vulnerabilities: { high: 7, medium: 0, low: 0 } },
      });
    });

    it.each([
      ["scans/code.json", "{", "not JSON"],
      ["scans/code.json", "{}", "expected a report of Trivy, Grype or Snyk, or SARIF"],
      ["scans/code.json", '{"matches": [{}]}', "expected a report of"],
      ["scans/shop.json", '{"matches": []}', "expected a name that starts with"],
    ])("leaves out %s: %j", (file, text, message) => {
      expect(read({ [file]: text })).toEqual({
        data: {},
        problems: [expect.objectContaining({ file, message: expect.stringContaining(message) })],
      });
    });

    it("has an answer for every JSON", () => {
      const keys = fc.constantFrom(
        "runs",
        "tool",
        "driver",
        "results",
        "matches",
        "vulnerabilities",
      );
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (json) => {
          const { data, problems } = read({ "scans/code.json": JSON.stringify(json) });

          expect(Object.keys(data).length + problems.length).toBe(1);
        }),
      );
    });
  });

  it.each([
    ["image.json", "{", 1, "not JSON: "],
    ["image.json", '{"image": "a",\n"tag": }', 2, "not JSON: "],
    ["image.json", '{\n"tag": "v1"}', 1, "missing"],
    ["image.json", '{"image": "a",\n\n"tags": "v1"}', 3, "unknown key"],
    ["image.json", '{"image": "a",\n"digest": "abc"}', 2, "expected sha256: and 64 hex digits"],
    [
      "vulnerabilities.json",
      '{"code": {"high": 0,\n"medium": -1, "low": 0}}',
      2,
      "expected 0 or more, received -1",
    ],
    ["vulnerabilities.json", "[]", 1, "expected Object"],
    ["results/a.tap", "ok\nBail out!", 2, "Bail out!"],
  ])("names the place in %s that is wrong: %j", (file, text, line, message) => {
    const { data, problems } = read({ [file]: text, "results/b.tap": "ok" });

    expect(problems).toEqual([
      expect.objectContaining({ file, line, message: expect.stringContaining(message) }),
    ]);
    expect(Object.keys(data)).toEqual(["test"]);
  });
});

describe("readFindings of a file that is another altogether", () => {
  it("names a few of its mistakes, and counts the others", () => {
    const keys = Array.from({ length: 500 }, (_, index) => [`key${index}`, index]);
    const { problems } = read({ "vulnerabilities.json": JSON.stringify(Object.fromEntries(keys)) });

    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toMatchObject({ message: "490 mistakes more" });
  });
});

describe("addFindings", () => {
  const findings = readFindings(
    new Map([
      ["results/a.tap", "ok"],
      ["image.json", '{"image": "a"}'],
    ]),
    FACTS,
  );

  it("gives data to the stage of that name, and leaves the others as they are", () => {
    const stages: readonly Stage[] = [
      { id: "test", name: "Test", result: "success", durationMs: 5 },
      { id: "lint", name: "Lint" },
    ];

    expect(addFindings(stages, findings)).toEqual([
      { ...stages[0], data: { url: FACTS.url, results: { passed: 1, failed: 0, skipped: 0 } } },
      stages[1],
      { id: "build", name: "Build", data: { image: "a", tag: "", dockerVersion: "" } },
    ]);
  });

  it("has each id once, whatever ran", () => {
    const ids = fc.uniqueArray(fc.constantFrom("build", "push", "test", "lint", "constructor"));
    fc.assert(
      fc.property(ids, (ran) => {
        const stages = addFindings(
          ran.map((id) => ({ id, name: id })),
          findings,
        );

        expect(new Set(stages.map(({ id }) => id)).size).toBe(stages.length);
      }),
    );
  });
});
