import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  decodeCommit,
  encodeCommit,
  splitSignature,
} from "../../../src/sandbox/git/commit-codec.ts";
import { developer } from "./git-world.ts";

const oid = "1".repeat(40);

const word = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((text) => text.replace(/[<>\n\0]/g, "").trim());

const signature = fc.record({
  name: word,
  email: word,
  seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
  offset: fc.integer({ min: -720, max: 840 }),
});

const fields = fc.record({
  tree: fc.constant("2".repeat(40)),
  parents: fc.array(fc.constantFrom("3".repeat(40), "4".repeat(40)), { maxLength: 3 }),
  author: signature,
  committer: signature,
  message: fc.string({ unit: "grapheme", maxLength: 200 }).map((text) => text.replace(/\0/g, "")),
});

const armour = "-----BEGIN SSH SIGNATURE-----\nabc\n\ndef\n-----END SSH SIGNATURE-----";

describe("encodeCommit", () => {
  it("is undone by decodeCommit", () => {
    fc.assert(
      fc.property(fields, (commit) => {
        const decoded = decodeCommit(oid, encodeCommit(commit));

        expect(decoded).toEqual({ ...commit, oid, gpgsig: null });
      }),
    );
  });

  it("keeps a signature and what it signs apart", () => {
    fc.assert(
      fc.property(fields, (commit) => {
        const bytes = encodeCommit(commit, armour);

        expect(decodeCommit(oid, bytes)).toEqual({ ...commit, oid, gpgsig: armour });
        expect(splitSignature(bytes)).toEqual({
          payload: encodeCommit(commit),
          signature: armour,
        });
      }),
    );
  });

  it("leaves out of a name what would end it", () => {
    const author = { ...developer, name: "a<b>\nc", email: "<a@b>" };
    const commit = { tree: oid, parents: [], author, committer: developer, message: "" };

    expect(decodeCommit(oid, encodeCommit(commit)).author).toMatchObject({
      name: "abc",
      email: "a@b",
    });
  });

  it("refuses a message with a NUL", () => {
    const commit = { tree: oid, parents: [], author: developer, committer: developer };

    expect(() => encodeCommit({ ...commit, message: "a\0b" })).toThrow("can't have a NUL");
  });
});

describe("decodeCommit", () => {
  const lines = (...headers: readonly string[]) =>
    Buffer.from([`tree ${oid}`, ...headers, "", "text\n"].join("\n"), "latin1");

  it("reads headers that it does not know, and one of several lines", () => {
    const bytes = lines("author a <b> 1 -0130", "committer c <d> 2 +0000", "mergetag x", " y", " ");

    expect(decodeCommit(oid, bytes)).toMatchObject({
      author: { name: "a", email: "b", seconds: 1, offset: -90 },
      committer: { name: "c", email: "d", seconds: 2, offset: 0 },
      message: "text\n",
    });
  });

  it("reads an author without a time", () => {
    expect(decodeCommit(oid, lines("author a <b>")).author).toEqual({
      name: "a",
      email: "b",
      seconds: 0,
      offset: 0,
    });
  });

  it("reads other encodings", () => {
    const bytes = lines("author J\xf6 <b> 1 +0000", "encoding ISO-8859-1");

    expect(decodeCommit(oid, bytes).author.name).toBe("Jö");
  });

  it("throws for what is no commit", () => {
    expect(() => decodeCommit(oid, Buffer.from("blob"))).toThrow("to name a tree");
  });
});
