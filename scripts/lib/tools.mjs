// Programs that npm doesn't install, kept in a cache outside the tree.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Outside the tree; removing it costs only time. */
export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "shuttle-action",
);
const ACT = "v0.2.89";
const NODE = "24.21.0";
const ZIZMOR = "1.32.0";

/** The path of act, built from the Go module proxy the first time. Throws one sentence when that can't be done. */
export function ensureAct() {
  const program = join(CACHE, "bin", `act-${ACT}`);
  if (existsSync(program)) return program;
  if (spawnSync("go", ["version"]).status !== 0)
    throw new Error(`act ${ACT} has to be built, and there is no Go on PATH`);
  const folder = join(CACHE, `act-${process.pid}`);
  const env = { GOBIN: folder, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" };
  try {
    attempt("go", ["install", `github.com/nektos/act@${ACT}`], env, `act ${ACT} can't be built`);
    mkdirSync(join(CACHE, "bin"), { recursive: true });
    renameSync(join(folder, "act"), program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return program;
}

/** The folder with the program `node` of version 24, from npm. Throws one sentence when it can't be had. */
export function ensureNode24() {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, `node-${NODE}`);
  const bin = join(folder, "node_modules", name, "bin");
  if (existsSync(join(bin, "node"))) return bin;
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
  mkdirSync(folder, { recursive: true });
  attempt("npm", [...args, `${name}@${NODE}`], {}, `Node ${NODE} can't be had from npm`);
  return bin;
}

/** The path of zizmor, from PyPI. Throws one sentence when it can't be had. */
export function ensureZizmor() {
  const folder = join(CACHE, `zizmor-${ZIZMOR}`);
  const program = join(folder, "bin", "zizmor");
  if (existsSync(program)) return program;
  if (spawnSync("python3", ["--version"]).status !== 0)
    throw new Error(`zizmor ${ZIZMOR} comes from PyPI, and there is no python3 on PATH`);
  const failure = `zizmor ${ZIZMOR} can't be had from PyPI`;
  // A broken install is not taken for one: the program comes last. Only a wheel: it is never compiled here.
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--only-binary=:all:",
  ];
  attempt("python3", ["-m", "venv", "--clear", folder], {}, failure);
  attempt(join(folder, "bin", "python"), [...pip, `zizmor==${ZIZMOR}`], {}, failure);
  return program;
}

function attempt(command, args, env, failure) {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  const said = (error?.message ?? stderr).trim().split("\n").at(-1);
  throw new Error(`${failure}: ${said}`);
}
