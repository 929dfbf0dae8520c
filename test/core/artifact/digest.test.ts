import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { digestOf } from "../../../src/core/artifact/digest.ts";

describe("digestOf", () => {
  it("is what sha256sum says of the sorted list of sha256sum", () => {
    const folder = mkdtempSync(join(tmpdir(), "digest-"));
    const files = new Map([
      ["prod/20-service.yaml", "kind: Service\n"],
      ["dev/ä.yaml", "text: ünïcode 😀\n"],
      ["dev/10-deployment.yaml", ""],
      ["dev/Z.yaml", "z"],
    ]);
    for (const [path, text] of files) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const script = "find . -type f | sed 's|^[.]/||' | LC_ALL=C sort | xargs sha256sum | sha256sum";

    const expected = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" });
    rmSync(folder, { recursive: true });

    expect(`${digestOf(files)}  -\n`).toBe(expected);
  });

  it("is that of nothing for no files", () => {
    expect(digestOf(new Map())).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("sorts by bytes and not by UTF-16", () => {
    const last = ["dev/\u{1f600}.yaml", "a"] as const;
    const first = ["dev/\uff5e.yaml", "b"] as const;

    expect(digestOf(new Map([last, first]))).toBe(
      "91f024b6e1687da5c19fd61fe1aa319898adbf18166c5ad6a07956f7cf260f8a",
    );
  });

  const files = fc.dictionary(fc.string(), fc.string());

  it("does not depend on the order of the files", () => {
    fc.assert(
      fc.property(files, (one) => {
        const entries = Object.entries(one);

        expect(digestOf(new Map([...entries].reverse()))).toBe(digestOf(new Map(entries)));
      }),
    );
  });

  it("changes with every change of a text or a path", () => {
    fc.assert(
      fc.property(files, fc.string(), fc.string(), (one, path, text) => {
        const changed = new Map([...Object.entries(one), [path, `${text}!${one[path] ?? ""}`]]);

        expect(digestOf(changed)).not.toBe(digestOf(new Map(Object.entries(one))));
      }),
    );
  });
});
