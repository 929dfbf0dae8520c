import { describe, expect, it } from "@jest/globals";

import { diffManifests } from "../../../src/adapters/workflow/manifest-diff.ts";

describe("diffManifests", () => {
  it("says nothing of what is the same", async () => {
    const files = new Map([["dev/a.yaml", "a: 1\n"]]);

    expect(await diffManifests(files, new Map(files))).toBe("");
  });

  it("shows changed, added and removed manifests", async () => {
    const before = new Map([
      ["dev/a.yaml", "a: 1\nb: 2\n"],
      ["dev/old.yaml", "old: 1\n"],
    ]);
    const after = new Map([
      ["dev/a.yaml", "a: 1\nb: 3\n"],
      ["prod/new.yaml", "new: 1"],
    ]);

    expect(await diffManifests(before, after)).toBe(`--- before/dev/a.yaml
+++ after/dev/a.yaml
@@ -1,2 +1,2 @@
 a: 1
-b: 2
+b: 3
--- before/dev/old.yaml
+++ /dev/null
@@ -1 +0,0 @@
-old: 1
--- /dev/null
+++ after/prod/new.yaml
@@ -0,0 +1 @@
+new: 1
\\ No newline at end of file`);
  });

  it("keeps lines that look like git's own", async () => {
    const after = new Map([["dev/a.yaml", "index 1\ndiff --git x\n"]]);

    expect(await diffManifests(new Map(), after)).toContain("+index 1\n+diff --git x");
  });
});
