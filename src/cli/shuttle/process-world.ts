import { writeFileSync } from "node:fs";

import { projectFiles } from "../../adapters/files/project-files.ts";
import { directOutput } from "../../adapters/process/direct-output.ts";
import { workingFolder } from "../../adapters/process/working-folder.ts";
import { createTemplateEngine } from "../../flows/shuttle/go-templates.ts";
import { GRACE_MS } from "./grace.ts";
import type { Output, World } from "./world.ts";

export type ProcessWorldOptions = {
  readonly version: string;
  readonly commit: string;
  readonly launcherPath: string;
};

/** The world of a `shuttle` that was started from a command line. */
export function processWorld(options: ProcessWorldOptions): World {
  restoreCertificates();
  const openFiles = takeOpenFiles();
  const environment = readEnvironment();
  const workingDirectory = workingFolder(environment);
  return {
    ...options,
    environment,
    workingDirectory,
    files: { ...projectFiles, write: (path, bytes) => writeFileSync(path, bytes) },
    plans: async () =>
      (await import("../../adapters/git/plan-folders.ts")).planFolders(environment),
    shell: async (onSignal) => {
      const { createShell } = await import("../../adapters/process/shell.ts");
      const mode = hasTerminal() ? "terminal" : "relayed";
      return createShell({ mode, graceMs: GRACE_MS, onSignal, openFiles });
    },
    engine: createTemplateEngine(async () => {
      const { createTemplateHost } = await import("../../adapters/template-host.ts");
      return createTemplateHost({ environment, workingDirectory });
    }),
    stdout: outputOf(1, environment),
    stderr: outputOf(2, environment),
    ask: async (question) => (await import("./ask.ts")).askOnTerminal(question),
    openBrowser: async (url) =>
      (await import("../../adapters/process/browser.ts")).openBrowser(url, environment),
    git: async (folder, args) =>
      (await import("../../adapters/git/git-passthrough.ts")).passToGit(folder, args),
    newId: () => crypto.randomUUID(),
    answerCalls: async () =>
      (await import("./answer-calls.ts")).answerCalls(
        options,
        environment.get("SHUTTLE_NODE") ?? "",
      ),
  };
}

/** The launcher took them away from this process, not from what it starts. */
function restoreCertificates(): void {
  const kept = process.env["SHUTTLE_KEPT_CA_CERTS"];
  if (kept === undefined) return;
  process.env["NODE_EXTRA_CA_CERTS"] = kept;
  delete process.env["SHUTTLE_KEPT_CA_CERTS"];
}

/** Found out by the launcher, of this process alone. */
function takeOpenFiles(): readonly number[] {
  const files = process.env["SHUTTLE_OPEN_FILES"] ?? "";
  delete process.env["SHUTTLE_OPEN_FILES"];
  return [...files.matchAll(/\d+/g)].map(Number);
}

/** Nested calls use the Node that runs the outer one. */
function readEnvironment(): ReadonlyMap<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return new Map([...entries, ["SHUTTLE_NODE", process.execPath]]);
}

/** A script can ask questions only if all of it is connected to a terminal. */
function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY;
}

function outputOf(descriptor: 1 | 2, environment: ReadonlyMap<string, string>): Output {
  const stream = (): NodeJS.WriteStream => (descriptor === 1 ? process.stdout : process.stderr);
  return {
    get colors() {
      return (environment.get("NO_COLOR") ?? "") === "" && stream().isTTY;
    },
    write: directOutput(descriptor, stream),
    sink: async () => {
      const { streamSink } = await import("../../adapters/process/stream-sink.ts");
      return streamSink(stream());
    },
  };
}
