import type { LeftFiles } from "../src/adapters/workflow/left-files.ts";
import type { BuildPlace } from "../src/core/artifact/build-decision.ts";
import type { ManifestFiles } from "../src/core/artifact/digest.ts";
import type { EarlierUploads, SourceTrees } from "../src/flows/shuttle/build-ports.ts";
import type { LoadedProject, NotLoaded } from "../src/flows/shuttle/load-project.ts";
import type { ProjectFiles } from "../src/flows/shuttle/ports.ts";
import type { ScriptDone, ScriptFailure, ScriptRun } from "../src/flows/shuttle/run-script.ts";
import type { TemplateEngine } from "../src/flows/shuttle/template-engine.ts";
import type { WorkflowRun } from "./event.ts";

/** What the Action needs of the runner, the machine and GitHub. Paths are absolute. */
export type ActionPorts = {
  readonly run: WorkflowRun;
  /** Where the repository is checked out. */
  readonly workspace: string;
  /** For artifacts: outside the workspace, so that it stays as clean as it was. */
  readonly outputFolder: string;
  readonly files: ProjectFiles & {
    /** With the folders above it. */
    readonly write: (path: string, text: string) => void;
  };
  /** What scripts left behind. */
  readonly left: LeftFiles;
  readonly load: (request: {
    readonly project: string;
    readonly plan: string;
  }) => Promise<LoadedProject | NotLoaded>;
  readonly runScript: (
    project: LoadedProject,
    run: Omit<ScriptRun, "output">,
  ) => Promise<ScriptDone | ScriptFailure>;
  readonly engine: TemplateEngine;
  readonly source: SourceTrees;
  readonly uploads: EarlierUploads;
  /** Unified, `""` for none; undefined: it can't be made. */
  readonly diff: (before: ManifestFiles, after: ManifestFiles) => Promise<string | undefined>;
  readonly log: ActionLog;
  /** Of this action. */
  readonly version: string;
  readonly now: () => Date;
};

/** What the log of the step shows. */
export type ActionLog = {
  readonly info: (text: string) => void;
  readonly warning: (text: string, place?: BuildPlace) => void;
  readonly error: (text: string, place?: BuildPlace) => void;
  /** Folds what is logged meanwhile. */
  readonly group: <T>(title: string, work: () => Promise<T>) => Promise<T>;
};
