import type { LineSink, PlanFolders, ProjectFiles, Shell } from "../../flows/shuttle/ports.ts";
import type { TemplateEngine } from "../../flows/shuttle/template-engine.ts";

/** Everything a command needs of this process and machine. Heavy parts are loaded when they are asked for. */
export type World = {
  readonly environment: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly version: string;
  readonly commit: string;
  /** The folder of the `shuttle` command that scripts call. */
  readonly launcherPath: string;
  readonly files: ProjectFiles & { readonly write: (path: string, bytes: Uint8Array) => void };
  readonly plans: () => Promise<PlanFolders>;
  readonly shell: (onSignal: (signal: string) => void) => Promise<Shell>;
  readonly engine: TemplateEngine;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks on the terminal; undefined: nobody is there. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Tells whether a browser could be started. */
  readonly openBrowser: (url: string) => Promise<boolean>;
  /** Runs git in a folder with this process's streams, except that the lines of stdout are passed on. */
  readonly git: (folder: string, args: readonly string[]) => Promise<number>;
  readonly newId: () => string;
  /** Answers calls of `shuttle` from within scripts; undefined where each is a process of its own. */
  readonly answerCalls: () => Promise<AnsweredCalls | undefined>;
};

export type AnsweredCalls = {
  /** For `SHUTTLE_PARENT`. */
  readonly address: string;
  /** The folder of the `shuttle` command that asks. */
  readonly launcherPath: string;
  readonly stop: () => void;
};

export type Output = {
  readonly colors: boolean;
  readonly write: (data: string | Uint8Array) => void;
  readonly sink: () => Promise<LineSink>;
};
