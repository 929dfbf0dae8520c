import { describe, expect, it } from "@jest/globals";

import { exceededLimit, MANIFEST_LIMITS } from "../../../src/core/artifact/manifest-limits.ts";

const files = (count: number, bytes: number, environment = "dev") =>
  Array.from(
    { length: count },
    (_, index) => [`${environment}/${index}.yaml`, "x".repeat(bytes)] as const,
  );

describe("exceededLimit", () => {
  it("is none up to the limits, for each environment on its own", () => {
    const { files: most, fileBytes } = MANIFEST_LIMITS;

    expect(
      exceededLimit(new Map([...files(most, 10), ...files(most, 10, "prod")])),
    ).toBeUndefined();
    expect(exceededLimit(new Map(files(8, fileBytes)))).toBeUndefined();
  });

  it("counts bytes, not characters", () => {
    const text = "é".repeat(MANIFEST_LIMITS.fileBytes / 2 + 1);

    expect(exceededLimit(new Map([["dev/a.yaml", text]]))).toContain("dev/a.yaml has 257 KiB");
  });

  it.each([
    [101, 1, "dev has 101 manifests, and may have 100"],
    [20, 200 * 1024, "the manifests of dev have 4000 KiB, and may have 2048 KiB"],
  ])("names what %i files of %i bytes exceed", (count, bytes, sentence) => {
    expect(exceededLimit(new Map(files(count, bytes)))).toBe(sentence);
  });
});
