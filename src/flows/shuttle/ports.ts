import type { GitPlan } from "../../core/shuttle/plan-reference.ts";
import type { PlanMarker } from "../../core/shuttle/plan-marker.ts";
import type { PlanNotice } from "../../core/shuttle/resolve-plan.ts";
import type { ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";

/** What shuttle needs of the world to load a project. Paths are absolute. */
export type ShuttlePorts = {
  readonly files: ProjectFiles;
  readonly plans: PlanFolders;
  /** Tells the user, not a program: it goes to stderr. */
  readonly notify: (notice: PlanNotice) => void;
};

export type ProjectFiles = {
  /** Undefined: there is no such file. Throws for everything else that keeps it from being read. */
  readonly readText: (path: string) => string | undefined;
  /** True for all but "there is none": a file that may not be looked at is there. */
  readonly exists: (path: string) => boolean;
  /** Names of the files in a folder, sorted; none if there is no folder. */
  readonly listFiles: (folder: string) => readonly string[];
  /** With the folders above it. */
  readonly makeFolder: (path: string) => void;
  /** With everything in it; nothing happens if it isn't there. */
  readonly remove: (path: string) => void;
};

/** Folders that hold a copy of a plan. One at a time works on a folder, across processes. */
export type PlanFolders = {
  /** Runs the work while no other process is in the folder; refused after a long wait. */
  readonly withLock: <T>(folder: string, work: () => Promise<T>) => Promise<T | ShuttleRefusal>;
  /** Makes `to` equal to `from`, without `.git` and `.shuttle`; removed files disappear. */
  readonly mirror: (request: {
    readonly from: string;
    readonly to: string;
  }) => Promise<MirroredPlan | "missing">;
  /** Undefined: the folder holds no clone of its own. */
  readonly readClone: (folder: string) => Promise<PlanClone | undefined>;
  /** The commit that the plan's ref is at in its origin: one round trip. */
  readonly resolveRef: (folder: string, plan: GitPlan) => Promise<RemoteRef | ShuttleRefusal>;
  /** Fetches and checks out, detached, and notes it beside the folder. Makes the clone if there is none. */
  readonly checkOut: (
    folder: string,
    plan: GitPlan,
    ref: RemoteRef,
  ) => Promise<{ readonly kind: "checked-out"; readonly sha: string } | ShuttleRefusal>;
  readonly origin: (plan: GitPlan) => string;
};

export type MirroredPlan = {
  readonly kind: "mirrored";
  /** What may not be read. */
  readonly leftOut: readonly string[];
};

export type PlanClone = {
  readonly marker: PlanMarker | undefined;
  /** The address it was cloned from, without credentials. */
  readonly origin: string;
  readonly sha: string;
  /** What git doesn't know doesn't count, as scripts leave files behind; nor do submodules. */
  readonly changedFiles: number;
  /** Of the changed ones: those that a merge has left unsolved. */
  readonly conflictingFiles: number;
  /** Since it was last fetched. */
  readonly ageMs: number;
};

export type RemoteRef = {
  readonly kind: "remote-ref";
  /** For example `refs/heads/master`; undefined for an object name. */
  readonly ref: string | undefined;
  /** May be short if it was asked for so. */
  readonly sha: string;
};

/** Runs the shell texts of scripts. */
export type Shell = {
  readonly run: (command: ShellCommand) => Promise<ShellResult>;
};

export type ShellCommand = {
  /** For `sh -c`. */
  readonly text: string;
  /** All of it, nothing is inherited. */
  readonly environment: ReadonlyMap<string, string>;
  readonly output: ScriptOutput;
};

/** Where the lines of a script go: whole lines, each with its line break. */
export type ScriptOutput = {
  readonly stdout: LineSink;
  readonly stderr: LineSink;
};

export type LineSink = {
  /** A promise that is not yet kept asks the script to wait. */
  readonly write: (lines: Uint8Array) => Promise<void> | undefined;
};

export type ShellResult =
  | { readonly kind: "ended"; readonly status: number }
  | { readonly kind: "killed"; readonly signal: string }
  /** This process was told to end, and the script was told so too. */
  | { readonly kind: "cancelled"; readonly signal: string }
  | { readonly kind: "not-started"; readonly cause: Error };
