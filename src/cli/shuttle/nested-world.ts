import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { projectFiles } from "../../adapters/files/project-files.ts";
import { planFolders } from "../../adapters/git/plan-folders.ts";
import { isOfProcess } from "../../adapters/process/caller.ts";
import type { CallStreams } from "../../adapters/process/call-server.ts";
import { createShell } from "../../adapters/process/shell.ts";
import { streamSink } from "../../adapters/process/stream-sink.ts";
import { createTemplateHost } from "../../adapters/template-host.ts";
import type { TemplateHost } from "../../core/gotemplate/value.ts";
import { createTemplateEngine } from "../../flows/shuttle/go-templates.ts";
import type { PlanFolders } from "../../flows/shuttle/ports.ts";
import { Declined } from "./declined.ts";
import { GRACE_MS } from "./grace.ts";
import type { ProcessWorldOptions } from "./process-world.ts";
import type { AnsweredCalls, Output, World } from "./world.ts";

export type NestedWorldOptions = ProcessWorldOptions & {
  /** Of the caller. */
  readonly environment: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly terminals: ReadonlySet<1 | 2>;
  readonly calls: AnsweredCalls | undefined;
};

/** The world of a call that another process made; what it prints is collected. */
export function nestedWorld(options: NestedWorldOptions): {
  readonly world: World;
  readonly collected: () => { readonly stdout: Buffer; readonly stderr: Buffer };
} {
  const [stdout, stderr] = [collect(1, options), collect(2, options)];
  return {
    world: { ...commonWorld(options), stdout: stdout.output, stderr: stderr.output },
    collected: () => ({ stdout: stdout.bytes(), stderr: stderr.bytes() }),
  };
}

/** The same for a script: what it prints goes out as it comes, and signals come in. */
export function streamedWorld(options: NestedWorldOptions, streams: CallStreams): World {
  const outputOf = (stream: CallStreams["stdout"]): Output => ({
    colors: false,
    write: (data) => void stream.write(data),
    sink: () => Promise.resolve(streamSink(stream)),
  });
  return {
    ...commonWorld(options),
    stdout: outputOf(streams.stdout),
    stderr: outputOf(streams.stderr),
    shell: (onSignal) =>
      Promise.resolve(
        createShell({
          mode: "relayed",
          graceMs: GRACE_MS,
          onSignal,
          listen: streams.onSignal,
          workingDirectory: options.workingDirectory,
        }),
      ),
  };
}

function commonWorld(options: NestedWorldOptions): Omit<World, "stdout" | "stderr"> {
  const { version, commit, launcherPath, environment, workingDirectory } = options;
  return {
    version,
    commit,
    launcherPath,
    environment,
    workingDirectory,
    files: { ...projectFiles, write: (path, bytes) => writeFileSync(path, bytes) },
    plans: () => Promise.resolve(mirroredPlans(environment)),
    shell: () => decline(),
    engine: createTemplateEngine(() => Promise.resolve(templateHost(options))),
    ask: () => Promise.resolve(undefined),
    openBrowser: () => decline(),
    git: () => decline(),
    newId: () => crypto.randomUUID(),
    answerCalls: () => Promise.resolve(options.calls),
  };
}

function templateHost({ environment, workingDirectory }: NestedWorldOptions): TemplateHost {
  const host = createTemplateHost({ environment, workingDirectory });
  const shared = (path: string): string => {
    if (isOfProcess(resolve(workingDirectory, path))) throw new Declined();
    return path;
  };
  return {
    ...host,
    readFile: (path) => host.readFile(shared(path)),
    fileExists: (path) => host.fileExists(shared(path)),
    listFiles: (path) => host.listFiles(shared(path)),
  };
}

/** Git would see this process's environment, and not the caller's. */
function mirroredPlans(environment: ReadonlyMap<string, string>): PlanFolders {
  const { withLock, mirror, origin } = planFolders(environment);
  return { withLock, mirror, origin, readClone: decline, resolveRef: decline, checkOut: decline };
}

function decline(): Promise<never> {
  return Promise.reject(new Declined());
}

function collect(
  descriptor: 1 | 2,
  { environment, terminals }: NestedWorldOptions,
): { readonly output: Output; readonly bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  return {
    output: {
      colors: terminals.has(descriptor) && (environment.get("NO_COLOR") ?? "") === "",
      write: (data) => chunks.push(Buffer.from(data)),
      sink: () => Promise.resolve({ write: (lines) => void chunks.push(Buffer.from(lines)) }),
    },
    bytes: () => Buffer.concat(chunks),
  };
}
