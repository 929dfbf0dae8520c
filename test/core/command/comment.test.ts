import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { parseComment } from "../../../src/core/command/comment.ts";
import { markdownTexts } from "../../support/arbitraries.ts";

function textsOf(body: string): readonly string[] {
  const parsed = parseComment(body);
  return parsed.kind === "commands" ? parsed.commands.map((one) => one.text) : [parsed.reason];
}

describe("parseComment", () => {
  it("finds commands in their order", () => {
    const body = "Looks good!\n\n/promote staging\nand then\n/promote prod\n\nThanks\n/status";

    expect(textsOf(body)).toEqual(["/promote staging", "/promote prod", "/status"]);
  });

  it("keeps mistakes in their place", () => {
    const parsed = parseComment("/promote staging\n/promte prod\n/status");

    expect(parsed.kind === "commands" && parsed.commands.map((one) => one.kind)).toEqual([
      "command",
      "mistake",
      "command",
    ]);
  });

  it.each([
    ["nothing", ""],
    ["other bots' commands", "/lgtm\n/hold\n/assign me"],
    ["a command in the middle of a line", "please /promote prod"],
    ["a command in inline code", "`/promote prod`"],
    ["a command in a fence", "```\n/promote prod\n```"],
    ["a command in indented code", "Do this:\n\n    /promote prod"],
    ["a command in a quote", "> /promote prod"],
    ["a command in a reply to a quote without a blank line", "> hello\n/promote prod"],
    ["a command in a comment", "<!--\n/promote prod\n-->"],
    ["a command in HTML", "<pre>\n/promote prod\n</pre>"],
    ["a command in a list", "- /promote prod"],
    ["a path", "see\n/usr/bin"],
  ])("finds none in %s", (_, body) => {
    expect(textsOf(body)).toEqual([]);
  });

  it("takes ten commands", () => {
    expect(textsOf("/status\n".repeat(10))).toHaveLength(10);
  });

  it.each([11, 100])("carries out none of %i commands", (count) => {
    expect(parseComment("/promote prod\n".repeat(count))).toMatchObject({
      kind: "refused",
      reason: "too-many-commands",
      first: "/promote prod",
      evidence: { commands: count, limit: 10 },
    });
  });

  it("does not count what others' bots are asked", () => {
    expect(textsOf(`${"/lgtm\n".repeat(100)}/status`)).toEqual(["/status"]);
  });

  it.each([
    ["text", "word "],
    ["quotes in quotes", ">"],
    ["lists in quotes", ">- "],
    ["lines", "b\n"],
    ["headings", "a\n=\n"],
    ["emphasis", "*a_ "],
    ["comments that don't end", "a <!-- "],
    ["backticks", "`a``"],
    ["other commands", "/x\n"],
    ["one long command", "/" + "x".repeat(59_999)],
    ["links", "[a]("],
    ["line ends", "\r"],
  ])("reads a comment of 60,000 characters of %s", (_, part) => {
    const body = `/status\n\n${part.repeat(Math.ceil(60_000 / part.length))}`;

    expect(textsOf(body)).toEqual(["/status"]);
  });

  it("is total, and gives nothing but commands at the start of a line", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), markdownTexts), (text) => {
        const body = text.replaceAll("/x", "/promote prod ");
        const starts = body.split(/\r\n|\r|\n/).map((line) => line.trim());

        expect(
          textsOf(body).every((one) => one === "too-many-commands" || starts.includes(one)),
        ).toBe(true);
      }),
    );
  });
});
