import type { PlanNotice } from "../../core/shuttle/resolve-plan.ts";
import type { Output } from "./world.ts";

export type LogLevel = "silent" | "error" | "info" | "verbose";

/** What is said to the user, always on stderr: programs read stdout. */
export type Terminal = {
  readonly notify: (notice: PlanNotice) => void;
  /** What belongs to an error, before its own line. */
  readonly explain: (text: string) => void;
  readonly fail: (message: string) => void;
};

const RANK = { silent: 0, error: 1, info: 2, verbose: 3 } as const;

export function createTerminal(stderr: Output, level: LogLevel): Terminal {
  const print = (needed: LogLevel, text: string): void => {
    if (RANK[level] >= RANK[needed]) stderr.write(`${text}\n`);
  };
  const colored = (code: string, text: string): string =>
    stderr.colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    notify: (notice) => {
      const isLoud = notice.level === "emphasised";
      const needed = notice.level === "verbose" ? "verbose" : "info";
      print(needed, isLoud ? colored("32;1", notice.text) : notice.text);
    },
    explain: (text) => print("error", text),
    fail: (message) => print("error", `${colored("31;1", "Error:")} ${message}`),
  };
}
