/** What a step's `uses` names. */
import { ActionsError } from "./actions-error.ts";
import { builtInActions } from "./builtin/built-in.ts";
import type { BuiltInName } from "./builtin/built-in.ts";

export type ActionReference =
  | { readonly kind: "built-in"; readonly name: BuiltInName }
  /** A folder of the workspace, beginning with `./`. */
  | { readonly kind: "local"; readonly path: string }
  | {
      readonly kind: "hosted";
      readonly owner: string;
      readonly name: string;
      /** In the repository; empty for its root. */
      readonly path: string;
      readonly ref: string;
    };

/** Throws an `ActionsError` for text that names no action. Built-in ones are found whatever ref they are pinned at. */
export function parseActionReference(uses: string, line: number | null): ActionReference {
  if (uses.startsWith("./")) return { kind: "local", path: uses };
  const match = /^([\w.-]+)\/([\w.-]+)(?:\/([^@]+))?@(.+)$/.exec(uses);
  if (match === null)
    throw new ActionsError(
      "invalid-workflow",
      `\`uses: ${uses.slice(0, 200)}\` names no action: expected ./folder or owner/name@ref.`,
      { line },
    );
  const [, owner = "", name = "", path = "", ref = ""] = match;
  const builtIn = builtInActions.find((known) => known === `${owner}/${name}`.toLowerCase());
  if (builtIn !== undefined) return { kind: "built-in", name: builtIn };
  return { kind: "hosted", owner, name, path, ref };
}
