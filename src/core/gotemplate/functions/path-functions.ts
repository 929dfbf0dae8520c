import type { GoFunction } from "../value.ts";
import { TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Slash-separated paths, as texts; the `os` variants are the same on the systems that runners have. */
export const pathFunctions: FunctionTable = {
  ...withOs("base", unary(TEXT, "string", baseName)),
  ...withOs("clean", unary(TEXT, "string", cleanPath)),
  ...withOs("dir", unary(TEXT, "string", folderOf)),
  ...withOs("ext", unary(TEXT, "string", extension)),
  ...withOs(
    "isAbs",
    unary(TEXT, "bool", (path) => path.startsWith("/")),
  ),
};

function withOs(name: string, fn: GoFunction): FunctionTable {
  return { [name]: fn, [`os${name.charAt(0).toUpperCase()}${name.slice(1)}`]: fn };
}

function baseName(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** The shortest path of the same meaning: without `.`, doubled slashes, and `..` that can be resolved. */
function cleanPath(path: string): string {
  const isRooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isRooted) kept.push(part);
  }
  const joined = kept.join("/");
  if (isRooted) return `/${joined}`;
  return joined === "" ? "." : joined;
}

function folderOf(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
}

/** From the last dot of the last part on. */
function extension(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}
