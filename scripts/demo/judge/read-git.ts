import { execFileSync } from "node:child_process";

/** What the stock git client reads in a bare repository. */
export type GitReader = {
  /** Standard output; throws when git refuses. */
  readonly run: (...args: readonly string[]) => string;
  /** The same, or undefined. */
  readonly tryRun: (...args: readonly string[]) => string | undefined;
  /** The bytes of a file at a commit or branch. */
  readonly bytes: (revision: string, path: string) => Buffer;
  /** Paths below a folder at a revision. */
  readonly files: (revision: string, folder: string) => readonly string[];
};

export function createReader(bareFolder: string): GitReader {
  const raw = (args: readonly string[]) =>
    execFileSync("git", ["-C", bareFolder, ...args], {
      maxBuffer: 256 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    });
  const run: GitReader["run"] = (...args) => raw(args).toString("utf8").trimEnd();
  return {
    run,
    tryRun: (...args) => {
      try {
        return run(...args);
      } catch {
        return undefined;
      }
    },
    bytes: (revision, path) => raw(["cat-file", "blob", `${revision}:${path}`]),
    files: (revision, folder) =>
      run("ls-tree", "-r", "-z", "--name-only", revision, "--", `${folder}/`)
        .split("\0")
        .filter(Boolean),
  };
}
