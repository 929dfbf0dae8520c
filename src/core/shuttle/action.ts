import type { ScriptAction } from "./script.ts";
import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** What an action of a script runs. */
export type RunnableAction =
  | { readonly kind: "shell"; readonly text: string }
  | { readonly kind: "task"; readonly name: string };

/** `shell` counts before `task`. The original crashes on the rest, so it is refused with words. */
export function toRunnableAction(
  script: string,
  action: ScriptAction,
): RunnableAction | ShuttleRefusal {
  if (action.shell !== "") return { kind: "shell", text: action.shell };
  if (action.task !== "") return { kind: "task", name: action.task };
  const found = action.dockerfile === "" ? "nothing to run" : "a 'dockerfile'";
  const message =
    `script '${script}' has an action with ${found}, which is not supported: ` +
    "write the commands as 'shell', for example 'shell: docker build .'";
  return refuseShuttle("action-unsupported", message, 2);
}

/** The text for `sh -c`: it runs in the project's folder. */
export function shellText(text: string, projectPath: string): string {
  return `cd '${projectPath.replaceAll("'", String.raw`'\''`)}'; ${text}`;
}
