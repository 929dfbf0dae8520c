/** How a `run` step's script is started. */
import { ActionsError } from "./actions-error.ts";

export type ShellCommand = { readonly command: string; readonly args: readonly string[] };

/** The end of the script's file name, which some interpreters insist on. */
export function scriptExtension(shell: string | null): string {
  if (shell === "python") return ".py";
  return shell === "pwsh" || shell === "powershell" ? ".ps1" : ".sh";
}

/**
 * `shell` as the workflow names it; null when it names none. A shell of one's own has `{0}` for the script.
 * Throws an `ActionsError` "unsupported" for other names.
 */
export function shellCommand(shell: string | null, script: string): ShellCommand {
  switch (shell) {
    case null:
      return { command: "bash", args: ["-e", script] };
    case "bash":
      return { command: "bash", args: ["--noprofile", "--norc", "-e", "-o", "pipefail", script] };
    case "sh":
      return { command: "sh", args: ["-e", script] };
    case "python":
      return { command: "python3", args: [script] };
    case "pwsh":
      return { command: "pwsh", args: ["-command", `. '${script}'`] };
    default:
      return ownShell(shell, script);
  }
}

function ownShell(shell: string, script: string): ShellCommand {
  const [command = "", ...args] = shell.trim().split(/\s+/);
  if (!args.some((argument) => argument.includes("{0}")))
    throw new ActionsError(
      "unsupported",
      `The sandbox doesn't support \`shell: ${shell.slice(0, 200)}\`: it has bash, sh, python, pwsh and commands with {0}.`,
    );
  return { command, args: args.map((argument) => argument.replaceAll("{0}", script)) };
}
