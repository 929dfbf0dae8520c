import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { formatPlanMarker, parsePlanMarker } from "../../../src/core/shuttle/plan-marker.ts";

const marker = fc.record({
  origin: fc.string({ minLength: 1 }),
  ref: fc.string(),
  sha: fc.stringMatching(/^[0-9a-f]{40}$/),
});

describe("parsePlanMarker", () => {
  it("reads what was written", () => {
    fc.assert(
      fc.property(marker, (written) => {
        expect(parsePlanMarker(formatPlanMarker(written))).toEqual(written);
      }),
    );
  });

  it.each(["", "{", "null", "[]", "{}", '{"origin":"x","ref":"","sha":"master"}', '{"origin":1}'])(
    "takes %j for no marker",
    (text) => {
      expect(parsePlanMarker(text)).toBeUndefined();
    },
  );
});
