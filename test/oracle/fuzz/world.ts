import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What templates see of the environment. The limit on memory ends the oracle before the machine suffers. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: "/home/developer",
  TZ: "UTC",
  GOMEMLIMIT: "512MiB",
  GOMAXPROCS: "2",
};

/** What templates can read, in an empty folder. */
export function writeFiles(folder: string): void {
  writeFileSync(join(folder, "a.txt"), "line\nænd", { mode: 0o644 });
  mkdirSync(join(folder, "folder"), { mode: 0o755 });
  writeFileSync(join(folder, "folder", "b.yaml"), "b: 1\n", { mode: 0o600 });
}
