import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { parseOriginalSpec } from "../../../src/core/artifact/original-spec-schema.ts";

const ORIGINAL = `{
  "id": "master-1234567890-0987654321",
  "service": "shop",
  "namespace": "shop",
  "application": {"branch": "master", "sha": "1234567890", "message": "a \\u003c b", "provider": "GitHub"},
  "ci": {"jobUrl": "https://ci.acme.test/1", "start": "2026-03-02T12:00:00.123456789Z", "end": "0001-01-01T00:00:00Z"},
  "shuttle": {"plan": {"sha": "0987654321", "url": "https://github.com/acme/plan"}},
  "stages": [
    {"id": "build", "name": "Build", "data": {"image": "shop", "tag": "1"}, "later": 1},
    {"id": "test", "name": "Test", "data": null}
  ]
}
`;

describe("parseOriginalSpec", () => {
  it("reads what the original writes", () => {
    expect(parseOriginalSpec(ORIGINAL)).toMatchObject({
      kind: "valid",
      value: {
        service: "shop",
        namespace: "shop",
        application: { branch: "master", message: "a < b" },
        ci: { end: "0001-01-01T00:00:00Z" },
        stages: [
          { id: "build", name: "Build", data: { image: "shop", tag: "1" } },
          { id: "test", name: "Test", data: null },
        ],
      },
    });
  });

  it("ignores what an earlier, longer spec left behind", () => {
    const parsed = parseOriginalSpec(`${ORIGINAL}  }\n]}\n`);

    expect(parsed).toEqual(parseOriginalSpec(ORIGINAL));
  });

  it("is not misled by brackets in texts", () => {
    const parsed = parseOriginalSpec(`{"id": "}\\"]", "service": "shop"}}`);

    expect(parsed).toMatchObject({ kind: "valid", value: { id: `}"]`, service: "shop" } });
  });

  it("reads a spec in which everything is missing", () => {
    expect(parseOriginalSpec("{}")).toEqual({
      kind: "valid",
      value: {
        id: "",
        service: "",
        application: {},
        ci: { start: "0001-01-01T00:00:00Z", end: "0001-01-01T00:00:00Z" },
        shuttle: { plan: {} },
        stages: [],
      },
    });
  });

  it("takes no stages for none", () => {
    expect(parseOriginalSpec(`{"stages": null}`)).toMatchObject({ value: { stages: [] } });
  });

  it.each([
    [`{"x": 1}`, "x", "unknown key"],
    [`{"application": {"tag": "1"}}`, "application.tag", "unknown key"],
    [`{"ci": {"url": "1"}}`, "ci.url", "unknown key"],
    [`{"id": 1}`, "id", "expected string, received 1"],
  ])("refuses %s", (text, path, message) => {
    expect(parseOriginalSpec(text)).toEqual({ kind: "invalid", problems: [{ path, message }] });
  });

  it("is total", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(["valid", "invalid"]).toContain(parseOriginalSpec(text).kind);
      }),
    );
  });
});
