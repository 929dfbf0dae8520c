// What the scripts share: running commands, and an install that happens only when it is needed.
// Nothing here may need a package: on a fresh clone it runs before there are any.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MINIMUM = [20, 18, 1];

/** Runs a command in the repository; its exit code. */
export function run(command, args, { env = {} } = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw error;
  return status ?? (signal === null ? 1 : 130);
}

/** Runs a Node script of this repository or of a package; its exit code. */
export function runNode(args, env = {}) {
  return run(process.execPath, args, { env });
}

/** Installs what the lock file says, if it isn't there yet. Ends the process when that fails. */
export function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  process.stderr.write("Installing what package-lock.json names; this happens once.\n");
  const npm = process.env.npm_execpath;
  const code = npm === undefined ? run("npm", INSTALL) : runNode([npm, ...INSTALL]);
  if (code === 0) return;
  process.stderr.write("The install failed; see above. Mend that and start again.\n");
  process.exit(code);
}

const INSTALL = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

function isInstalled() {
  const marker = `${ROOT}node_modules/.package-lock.json`;
  return (
    existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${ROOT}package-lock.json`).mtimeMs
  );
}

function requireNode() {
  const version = process.versions.node.split(".").map(Number);
  if (version[0] !== 21 && compare(version, MINIMUM) >= 0) return;
  process.stderr.write(
    `This needs Node ^20.18.1 or >=22, and ${process.execPath} is ${process.versions.node}.\n`,
  );
  process.exit(1);
}

function compare(a, b) {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : a[index] - b[index];
}
