import { execFile } from "node:child_process";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Who a git command is run as. */
export type GitIdentity = {
  readonly login: string;
  readonly token: string;
  /** More variables for git itself. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs the stock git client; standard output without the final newline. */
export async function git(
  folder: string,
  identity: GitIdentity,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await exec("git", ["-C", folder, ...args], {
    env: environmentOf(identity),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trimEnd();
}

/** The token goes in a header, so that it is in no address and no file. */
function environmentOf({ login, token, env = {} }: GitIdentity): NodeJS.ProcessEnv {
  const basic = Buffer.from(`${login}:${token}`).toString("base64");
  const email = `${login}@users.noreply.acme.example`;
  return {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: login,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: login,
    GIT_COMMITTER_EMAIL: email,
    ...env,
  };
}
