import { spawn } from "node:child_process";
import { once } from "node:events";

import { describe, expect, it } from "@jest/globals";
import { parseWorkflow, NoOperationTraceWriter, isMapping } from "@actions/workflow-parser";
import fc from "fast-check";

import { tokenPermissions } from "../../../src/sandbox/actions/job-token.ts";
import { combinationsOf } from "../../../src/sandbox/actions/matrix.ts";
import { shellCommand } from "../../../src/sandbox/actions/shell.ts";
import { endStrayProcesses } from "../../../src/sandbox/actions/stray-processes.ts";
import { isRunning, waitUntil } from "./actions-world.ts";

describe("combinationsOf", () => {
  it.each([
    [
      { a: [1, 2], b: ["x"] },
      [
        { a: 1, b: "x" },
        { a: 2, b: "x" },
      ],
    ],
    [{ a: [1, 2], exclude: [{ a: 1 }] }, [{ a: 2 }]],
    [{ a: [1], include: [{ more: true }] }, [{ a: 1, more: true }]],
    [{ a: [1], include: [{ a: 2, b: 3 }] }, [{ a: 1 }, { a: 2, b: 3 }]],
    [{ include: [{ a: 1 }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
    [{ a: [1], include: [{ b: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }]],
    [{ a: [] }, []],
    ["text", []],
  ])("makes of %j: %j", (matrix, combinations) => {
    expect(combinationsOf(matrix)).toEqual(combinations);
  });

  it("crosses every value with every other, each once", () => {
    const axis = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(axis, axis, (a, b) => {
        const combinations = combinationsOf({ a, b });

        expect(combinations).toHaveLength(a.length * b.length);
        expect(new Set(combinations.map((known) => JSON.stringify(known))).size).toBe(
          a.length * b.length,
        );
      }),
    );
  });
});

describe("tokenPermissions", () => {
  it.each([
    ["", false, { contents: "read", metadata: "read", packages: "read" }],
    ["permissions: {}", false, { metadata: "read" }],
    [
      "permissions: {contents: write, pull-requests: read, issues: none}",
      false,
      { contents: "write", metadata: "read", pull_requests: "read" },
    ],
    ["permissions: {contents: write}", true, { contents: "read", metadata: "read" }],
  ])("are those of %j (fork: %j)", (text, isFork, permissions) => {
    expect(tokenPermissions(permissionsIn(text), { isFork })).toEqual(permissions);
  });

  it("are all of them when that is said", () => {
    const all = tokenPermissions(permissionsIn("permissions: write-all"), { isFork: false });
    const read = tokenPermissions(permissionsIn("permissions: write-all"), { isFork: true });

    expect(all).toMatchObject({ contents: "write", actions: "write", metadata: "read" });
    expect(new Set(Object.values(read))).toEqual(new Set(["read"]));
  });

  function permissionsIn(text: string) {
    const content = `on: push\n${text}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n`;
    const { value } = parseWorkflow({ name: "ci.yml", content }, new NoOperationTraceWriter());
    return value !== undefined && isMapping(value) ? value.find("permissions") : undefined;
  }
});

describe("shellCommand", () => {
  it.each([
    [null, "bash -e S"],
    ["bash", "bash --noprofile --norc -e -o pipefail S"],
    ["sh", "sh -e S"],
    ["python", "python3 S"],
    ["perl -w {0} x", "perl -w S x"],
  ])("starts %j by %s", (shell, expected) => {
    const { command, args } = shellCommand(shell, "S");

    expect([command, ...args].join(" ")).toBe(expected);
  });

  it("names a shell that it doesn't have", () => {
    expect(() => shellCommand("fish", "S")).toThrow("doesn't support `shell: fish`");
  });
});

describe("endStrayProcesses", () => {
  it("ends what works below the folder, and nothing else", async () => {
    const start = (workspace: string) => {
      const env = { PATH: process.env["PATH"], GITHUB_WORKSPACE: workspace };
      return spawn("sleep", ["300"], { env, stdio: "ignore" });
    };
    const stray = start("/nowhere/jobs-1/work");
    const other = start("/nowhere/jobs-10/work");
    await Promise.all([once(stray, "spawn"), once(other, "spawn")]);
    const ended = once(stray, "exit");

    endStrayProcesses("/nowhere/jobs-1");

    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(isRunning(other.pid ?? 0)).toBe(true);
    other.kill("SIGKILL");
    await waitUntil(() => other.signalCode !== null);
  });
});
