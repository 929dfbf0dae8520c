import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Oid } from "../model.ts";
import { systemCode } from "./git-error.ts";
import { pushLogVariable } from "./repository-layout.ts";

/** A ref that a push has moved, made (`before` zeros) or removed (`after` zeros). */
export type PushedRef = { readonly name: string; readonly before: Oid; readonly after: Oid };

/**
 * Lets git's receive-pack run in this environment and resolves to the refs it has moved, as git itself tells its
 * post-receive hook: what others moved meanwhile, and what was refused, is not among them.
 */
export async function withPushLog(
  folder: string,
  receive: (environment: Readonly<Record<string, string>>) => Promise<void>,
): Promise<readonly PushedRef[]> {
  const path = join(folder, `push-${randomBytes(8).toString("hex")}.log`);
  try {
    await receive({ [pushLogVariable]: path });
    return parsePushLog(await readLog(path));
  } finally {
    await rm(path, { force: true });
  }
}

/** Lines `<before> <after> <name>`. */
function parsePushLog(text: string): readonly PushedRef[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({
      before: line.slice(0, 40),
      after: line.slice(41, 81),
      name: line.slice(82),
    }));
}

/** Empty when git did not call the hook, because nothing was moved. */
async function readLog(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}
