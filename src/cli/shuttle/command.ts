import type { InvalidConfig } from "../../core/shuttle/config-problem.ts";
import type { FlagSpec } from "../../core/shuttle/flags.ts";
import type { ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import type { LoadedProject, NotLoaded } from "../../flows/shuttle/load-project.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** What is known of a command without loading it. */
export type CommandEntry = {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** After `shuttle `. */
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly (FlagSpec & { readonly help: string })[];
  /** How many words it takes; undefined: any. */
  readonly words?: { readonly least: number; readonly most: number };
  /** Its exit code tells whether something went wrong, and nothing else. */
  readonly isSilent?: boolean;
  /** `ignored`: it works without a project and never looks for one. */
  readonly project: "needed" | "optional" | "ignored";
  /** Are the words behind the command's own read by the command itself? */
  readonly readsOwnWords?: boolean;
  /** Not for people. */
  readonly isHidden?: boolean;
};

/** Does what the command is for. It writes what programs read; the edge prints refusals. */
export type Command = (call: CommandCall) => Promise<CommandResult>;

export type CommandCall = {
  readonly world: World;
  readonly terminal: Terminal;
  readonly flags: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** Finds and loads the project; global flags among these decide which. */
  readonly load: (flags: ReadonlyMap<string, string>) => Promise<LoadedProject | NotLoaded>;
  /** What `--verbose` among the flags shows of a project; loading with it does the same. */
  readonly tell: (project: LoadedProject, flags: ReadonlyMap<string, string>) => void;
};

export type CommandResult =
  | { readonly kind: "done"; readonly exitCode?: number }
  | (ShuttleRefusal & {
      /** What to say before the message. */
      readonly details?: readonly string[];
    })
  | InvalidConfig;

export const DONE: CommandResult = { kind: "done" };

/** Prints one value for machines, on one line. */
export function printJson({ world }: Pick<CommandCall, "world">, value: unknown): CommandResult {
  world.stdout.write(`${JSON.stringify(value)}\n`);
  return DONE;
}

export const GLOBAL_FLAGS: CommandEntry["flags"] = [
  { name: "project", shorthand: "p", help: 'Project path (default ".")' },
  { name: "clean", shorthand: "c", isBool: true, help: "Start from clean setup" },
  { name: "skip-pull", isBool: true, help: "Skip git plan pulling step" },
  { name: "plan", help: "Overload the plan used: a path, a git plan, or #ref" },
  { name: "verbose", shorthand: "v", isBool: true, help: "Print verbose output" },
];

/** Is a bool on? */
export function isOn(flags: ReadonlyMap<string, string>, name: string, byDefault = false): boolean {
  const value = flags.get(name);
  return value === undefined ? byDefault : value === "true";
}
