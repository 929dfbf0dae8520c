/** Nothing is installed: this machine's Node is checked against what the workflow wants. */
import { readFileSync } from "node:fs";

import { ActionsError } from "../actions-error.ts";
import { pathWithin } from "../job-folders.ts";
import { input } from "./built-in.ts";
import type { BuiltIn, BuiltInCall } from "./built-in.ts";

export const setupNode: BuiltIn = (call) => {
  const found = process.versions.node;
  const wanted = wantedVersion(call);
  if (!isWanted(wanted, found))
    call.session.log.annotate({
      level: "warning",
      message: `The sandbox runs on Node ${found}; \`node-version: ${wanted}\` is not installed.`,
    });
  return Promise.resolve({ "node-version": `v${found}`, "cache-hit": "false" });
};

/** By major versions: finer wishes are taken as they are. */
function isWanted(wanted: string, found: string): boolean {
  const [, operator = "", major] = /^(>=|\^|~)?\s*v?(\d+)/.exec(wanted) ?? [];
  if (major === undefined) return true;
  const present = Number(found.split(".", 1)[0]);
  return operator === ">=" ? present >= Number(major) : present === Number(major);
}

function wantedVersion(call: BuiltInCall): string {
  const given = input(call, "node-version", "");
  const name = input(call, "node-version-file", "");
  if (given !== "" || name === "") return given;
  const file = pathWithin(call.session.folders.workspace, name);
  try {
    if (file === undefined) throw new Error("it is outside of the workspace");
    const text = readFileSync(file, "utf8");
    return name.endsWith("package.json") ? "" : text.trim();
  } catch (error) {
    throw new ActionsError("step-failed", `The node-version-file ${name} can't be read.`, {
      cause: error,
    });
  }
}
