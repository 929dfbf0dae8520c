import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  COMMANDS,
  type Command,
  MAX_COMMANDS,
  formatCommand,
  parseCommand,
  parseLabel,
} from "../../../src/core/command/command.ts";

describe("parseCommand", () => {
  it.each<[string, Command]>([
    ["/promote prod", { name: "promote", environment: "prod" }],
    ["/promote prod shop", { name: "promote", environment: "prod", service: "shop" }],
    ["/release dev", { name: "release", environment: "dev" }],
    ["/status", { name: "status" }],
    ["/help", { name: "help" }],
    ["  /promote\t prod  ", { name: "promote", environment: "prod" }],
    ["/Promote prod", { name: "promote", environment: "prod" }],
  ])("reads %j", (line, command) => {
    expect(parseCommand(line)).toEqual({ kind: "command", text: line.trim(), command });
  });

  it.each([
    ["/promote", "the environment is missing"],
    ["/release", "the environment is missing"],
    ["/promote prod shop now", "'now' is too much"],
    ["/status prod", "it takes no 'prod'"],
    ["/help me", "it takes no 'me'"],
  ])("explains what is wrong with %j", (line, what) => {
    expect(parseCommand(line)).toMatchObject({
      kind: "mistake",
      refusal: {
        reason: "usage",
        sentence: what,
        advice: expect.stringMatching(/^usage: \//),
      },
    });
  });

  it.each([
    ["/promot prod", "/promote <environment> [service]"],
    ["/pormote prod", "/promote <environment> [service]"],
    ["/relese", "/release <environment> [service]"],
    ["/released prod", "/release <environment> [service]"],
    ["/stats", "/status"],
    ["/hlep", "/help"],
    ["/PROMOTES prod", "/promote <environment> [service]"],
  ])("answers the slip %j with the nearest usage", (line, usage) => {
    expect(parseCommand(line)).toMatchObject({
      kind: "mistake",
      refusal: { reason: "unknown-command", advice: `did you mean ${usage}?` },
    });
  });

  it.each([
    "/approve",
    "/lgtm",
    "/hold",
    "/rebase",
    "/retest",
    "/test all",
    "/assign @developer",
    "/deploy prod",
    "/merge",
    "/label bug",
    "/promotion",
    "/usr/bin/env",
    "/",
    "//promote prod",
    "/ promote prod",
    "promote prod",
    "please /promote prod",
    "/promote/prod",
    "/promote: prod",
    "",
  ])("leaves %j to others", (line) => {
    expect(parseCommand(line)).toBeUndefined();
  });

  it("quotes a long mistake in one short line", () => {
    const parsed = parseCommand(`/promote a b ${"c".repeat(60_000)}`);

    expect(JSON.stringify(parsed).length).toBeLessThan(61_000);
    expect(parsed?.kind === "mistake" && parsed.refusal.sentence.length).toBeLessThan(500);
  });

  it("is total", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "/", "/promote ", "/x"),
        (text, start) => {
          expect(["command", "mistake", undefined]).toContain(parseCommand(start + text)?.kind);
        },
      ),
    );
  });
});

describe("formatCommand", () => {
  const names = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/);
  const commands: fc.Arbitrary<Command> = fc.oneof(
    fc.constantFrom<Command>({ name: "status" }, { name: "help" }),
    fc.record({ name: fc.constantFrom("promote", "release"), environment: names }),
    fc.record({ name: fc.constantFrom("promote", "release"), environment: names, service: names }),
  );

  it("gives back the command", () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(parseCommand(formatCommand(command))).toMatchObject({ kind: "command", command });
      }),
    );
  });
});

describe("COMMANDS", () => {
  it.each(COMMANDS.map(({ name, usage }) => [name, usage]))(
    "show the usage of %s",
    (name, usage) => {
      const example = usage.replace("<environment>", "prod").replace(" [service]", "");

      expect(parseCommand(example)).toMatchObject({ kind: "command", command: { name } });
    },
  );
});

describe("parseLabel", () => {
  it.each<[string, Command]>([
    ["promote:prod", { name: "promote", environment: "prod" }],
    ["release:dev", { name: "release", environment: "dev" }],
    ["promote: prod", { name: "promote", environment: "prod" }],
  ])("reads %j", (label, command) => {
    expect(parseLabel(label)).toMatchObject({ kind: "command", command });
  });

  it("explains a label without an environment", () => {
    expect(parseLabel("promote:")).toMatchObject({ kind: "mistake", refusal: { reason: "usage" } });
  });

  it.each(["bug", "status:open", "help:wanted", "promote", "do-promote:prod", "Promote:prod", ""])(
    "leaves %j alone",
    (label) => {
      expect(parseLabel(label)).toBeUndefined();
    },
  );
});

describe("docs/commands.md", () => {
  const documentation = readFileSync(new URL("../../../docs/commands.md", import.meta.url), "utf8");

  it("explains the commands that there are, and no others", () => {
    const explained = [...documentation.matchAll(/^\| `(\/.*?)` +\|/gm)].map(([, usage]) => usage);

    expect(explained).toEqual(COMMANDS.map(({ usage }) => usage));
  });

  it("explains the labels that there are", () => {
    const labels = [...documentation.matchAll(/^\| `([a-z]+:)<environment>` +\|/gm)];

    expect(labels.map(([, label = ""]) => parseLabel(`${label}prod`))).toMatchObject([
      { kind: "command", command: { name: "promote" } },
      { kind: "command", command: { name: "release" } },
    ]);
  });

  it("tells how many commands a comment may hold", () => {
    expect(MAX_COMMANDS).toBe(10);
    expect(documentation).toContain("up to ten in one comment");
  });
});
