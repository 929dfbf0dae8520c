import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { ZIP_LIMITS, readZipArchive } from "../../../src/adapters/archive/zip-archive.ts";
import { type RawEntry, rawZip } from "../../support/raw-zip.ts";

const yaml = (path: string): RawEntry => ({ path, data: Buffer.from("a: 1\n") });

async function reasonOf(entries: readonly RawEntry[]): Promise<string> {
  const result = await readZipArchive(rawZip(entries));
  return result.kind === "read" ? "read" : result.reason;
}

describe("readZipArchive", () => {
  describe("when the archive is as the Action makes it", () => {
    it("gives the files, without the folders", async () => {
      const zip = rawZip([
        yaml("artifact.json"),
        { path: "dev/", data: Buffer.alloc(0) },
        yaml("dev/a.yaml"),
      ]);

      const result = await readZipArchive(zip);

      expect(result).toEqual({
        kind: "read",
        files: new Map([
          ["artifact.json", "a: 1\n"],
          ["dev/a.yaml", "a: 1\n"],
        ]),
      });
    });
  });

  describe("when it is not", () => {
    it.each([
      ["leaves its folder", [yaml("dev/../../etc/passwd")], "artifact-unsafe-path"],
      ["starts with ../", [yaml("../a.yaml")], "artifact-unsafe-path"],
      ["is absolute", [yaml("/etc/passwd")], "artifact-unsafe-path"],
      ["is absolute on Windows", [yaml("C:/a.yaml")], "artifact-unsafe-path"],
      ["has a backslash", [yaml("dev\\..\\a.yaml")], "artifact-unsafe-path"],
      ["has an empty part", [yaml("dev//a.yaml")], "artifact-unsafe-path"],
      ["has a control character", [yaml("dev/a\n.yaml")], "artifact-unsafe-path"],
      ["is there twice", [yaml("dev/a.yaml"), yaml("dev/a.yaml")], "artifact-unsafe-path"],
      ["differs in case alone", [yaml("dev/a.yaml"), yaml("dev/A.yaml")], "artifact-unsafe-path"],
      ["is a symbolic link", [{ ...yaml("dev/a.yaml"), mode: 0o120777 }], "artifact-unsafe-path"],
      [
        "is no UTF-8",
        [{ path: Buffer.from([0x64, 0xff]), data: Buffer.from("") }],
        "artifact-unreadable",
      ],
      [
        "holds binary data",
        [{ path: "dev/a.yaml", data: Buffer.from([0xff, 0xfe, 0x00]) }],
        "artifact-unreadable",
      ],
      [
        "holds a NUL",
        [{ path: "dev/a.yaml", data: Buffer.from("a\u0000b") }],
        "artifact-unreadable",
      ],
      [
        "is huge",
        [{ path: "dev/a.yaml", data: Buffer.alloc(ZIP_LIMITS.fileBytes + 1, 97) }],
        "artifact-too-large",
      ],
      [
        "is a bomb that declares little",
        [{ path: "dev/a.yaml", data: Buffer.alloc(50_000_000), declaredSize: 10 }],
        "artifact-",
      ],
      [
        "is one of 10,000",
        Array.from({ length: 10_000 }, (_, index) => yaml(`dev/${index}.yaml`)),
        "artifact-too-large",
      ],
    ] as const)("refuses a path that %s", async (_, entries, reason) => {
      expect(await reasonOf(entries)).toContain(reason);
    });

    it.each([
      ["is empty", new Uint8Array()],
      ["is no zip", new TextEncoder().encode("no zip at all")],
      ["is cut off", rawZip([yaml("a.yaml")]).slice(0, 40)],
    ])("refuses bytes of which it %s", async (_, bytes) => {
      expect(await readZipArchive(bytes)).toMatchObject({ reason: "artifact-unreadable" });
    });

    it("never throws, whatever the bytes are", async () => {
      const zip = rawZip([yaml("artifact.json"), yaml("dev/a.yaml")]);
      await fc.assert(
        fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, byte) => {
          const broken = Uint8Array.from(zip);
          broken[at] = byte;

          const result = await readZipArchive(broken);

          expect(["read", "refused"]).toContain(result.kind);
        }),
        { numRuns: 300 },
      );
    });
  });
});
