import fc from "fast-check";

import { describe, expect, it } from "@jest/globals";

import { formatAnswer, parseNestedMessage } from "../../../src/core/shuttle/nested-call.ts";

const word = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));

describe("parseNestedMessage", () => {
  it("reads what a launcher sends, whatever the words are", () => {
    fc.assert(
      fc.property(fc.array(word), fc.subarray(["1", "2"]), (args, terminals) => {
        const fields = [
          "token",
          "call",
          terminals.join(""),
          "/a b",
          String(args.length),
          ...args,
          "42",
          "",
        ];

        expect(parseNestedMessage(Buffer.from(fields.join("\0")))).toEqual({
          kind: "call",
          token: "token",
          terminals: new Set(terminals.map(Number)),
          workingDirectory: "/a b",
          args,
          environment: { kind: "of-process", id: 42 },
        });
      }),
    );
  });

  it("reads an environment that is sent along", () => {
    const fields = ["t", "call", "", "/", "0", "", "A=1", "B=x=y", "broken", "", ""];

    expect(parseNestedMessage(Buffer.from(fields.join("\0")))).toMatchObject({
      environment: {
        kind: "sent",
        variables: new Map([
          ["A", "1"],
          ["B", "x=y"],
        ]),
      },
    });
  });

  it("waits for the rest of a message, wherever it is cut", () => {
    const whole = Buffer.from(["t", "call", "1", "/", "2", "get", "a", "42", ""].join("\0"));

    for (let length = 0; length < whole.length; length += 1) {
      expect(parseNestedMessage(whole.subarray(0, length))).toBe("incomplete");
    }
  });

  it.each([
    ["an unknown kind", ["t", "nope", ""]],
    ["a relative folder", ["t", "call", "", "a", "0", "42", ""]],
    ["a count that is none", ["t", "call", "", "/", "-1", "42", ""]],
    ["an id that is none", ["t", "call", "", "/", "0", "4x", ""]],
  ])("refuses %s", (_, fields) => {
    expect(parseNestedMessage(Buffer.from(fields.join("\0")))).toBe("invalid");
  });

  it("has an answer for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseNestedMessage(Buffer.from(bytes))).toBeDefined();
      }),
    );
  });
});

describe("formatAnswer", () => {
  it("gives a shell each byte of a short output", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 255 }),
        (bytes, exitCode) => {
          const text = formatAnswer({
            stdout: Buffer.from(bytes),
            stderr: Buffer.alloc(0),
            exitCode,
          }).toString("latin1");
          const lines = text.split("\n");

          expect(lines.slice(-2)).toEqual([`0${exitCode}`, ""]);
          expect(lines.length).toBe(bytes.length === 0 ? 2 : 3);
          expect(unescape((lines.length === 3 ? (lines[0] ?? "") : "1").slice(1))).toEqual(
            Buffer.from(bytes),
          );
        },
      ),
    );
  });

  it("sends a long output as it is", () => {
    const stdout = Buffer.alloc(5000, "\0\n");

    expect(formatAnswer({ stdout, stderr: Buffer.from("e"), exitCode: 3 })).toEqual(
      Buffer.concat([Buffer.from("2e\nc3\n"), stdout]),
    );
  });
});

/** As printf's %b does it. */
function unescape(text: string): Buffer {
  const plain = text.replace(/\\(\\|n|0000)/g, (_, what: string) =>
    what === "n" ? "\n" : what === "0000" ? "\0" : "\\",
  );
  return Buffer.from(plain, "latin1");
}
