import { spawn } from "node:child_process";

/** Starts a browser: `$BROWSER`, else what the system has. Tells whether one could be started. */
export async function openBrowser(
  url: string,
  environment: ReadonlyMap<string, string>,
): Promise<boolean> {
  const chosen = environment.get("BROWSER") ?? "";
  for (const program of chosen === "" ? systemOpeners() : [chosen]) {
    if (await start(program, url)) return true;
  }
  return false;
}

function systemOpeners(): readonly string[] {
  return process.platform === "darwin" ? ["open"] : ["xdg-open", "wslview"];
}

function start(program: string, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: "ignore", detached: true });
    child.on("error", () => resolve(false));
    child.on("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
