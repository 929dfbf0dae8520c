import type { PlanNotice } from "../../core/shuttle/resolve-plan.ts";
import type { Output } from "./world.ts";

/** What is said to the user, always on stderr: programs read stdout. */
export type Terminal = {
  readonly notify: (notice: PlanNotice) => void;
  /** What belongs to an error, before its own line. */
  readonly explain: (text: string) => void;
  readonly fail: (message: string) => void;
};

export type TerminalOptions = {
  /** Are notices wanted that only `--verbose` shows? */
  readonly isVerbose: boolean;
  /** Are errors told by the exit code alone? */
  readonly isSilent: boolean;
};

export function createTerminal(stderr: Output, { isVerbose, isSilent }: TerminalOptions): Terminal {
  const print = (text: string): void => stderr.write(`${text}\n`);
  const colored = (code: string, text: string): string =>
    stderr.colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  const complain = isSilent ? () => undefined : print;
  return {
    notify: ({ level, text }) => {
      if (level === "emphasised") print(colored("32;1", text));
      else if (level === "info" || isVerbose) print(text);
    },
    explain: complain,
    fail: (message) => complain(`${colored("31;1", "Error:")} ${message}`),
  };
}
