import assert from "node:assert/strict";
import { test } from "node:test";

import { totalOf } from "../src/basket.mjs";

test("the total counts each item as often as it is in the basket", () => {
  assert.equal(
    totalOf([
      { cents: 1250, count: 2 },
      { cents: 99, count: 1 },
    ]),
    2599,
  );
});
