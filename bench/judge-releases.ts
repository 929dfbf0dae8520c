import { git } from "../scripts/processes/git.ts";

/** What stock git shows of an environment branch since a moment. */
export type NewReleases = {
  readonly read: () => Promise<{
    readonly commits: number;
    /** The requests by the trailers of the commits: one a release. */
    readonly releases: readonly string[];
  }>;
};

/** From this moment on. */
export async function releasesSince(bare: string, environment: string): Promise<NewReleases> {
  const branch = `refs/heads/env/${environment}`;
  const run = (...args: readonly string[]) => git(bare, { login: "judge", token: "" }, ...args);
  const head = await run("rev-parse", branch);
  const log = (format: string) => run("log", `--format=${format}`, `${head}..${branch}`);
  return {
    read: async () => {
      const [commits, requests] = await Promise.all([
        log("%H"),
        log("%(trailers:key=Request,valueonly)"),
      ]);
      return { commits: linesOf(commits).length, releases: linesOf(requests) };
    },
  };
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
