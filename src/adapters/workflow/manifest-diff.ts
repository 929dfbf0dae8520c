import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { ManifestFiles } from "../../core/artifact/digest.ts";
import { runGit } from "../git/git-command.ts";

/** Of git's lines those that say nothing that the others don't. */
const NOISE = /^(?:diff --git|index|new file mode|deleted file mode) /;

const ARGUMENTS = [
  ...["diff", "--no-index", "--no-color", "--no-ext-diff", "--no-renames", "--no-textconv"],
  ...["--src-prefix=", "--dst-prefix=", "before", "after"],
];

/** What changed between two sets of manifests, as unified diff; undefined: git can't be asked. */
export async function diffManifests(
  before: ManifestFiles,
  after: ManifestFiles,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "shuttle-diff-"));
  try {
    write(join(folder, "before"), before);
    write(join(folder, "after"), after);
    const result = await runGit({ workingDirectory: folder, args: ARGUMENTS });
    // It says 1 where there is a difference.
    return result.status === 0 || result.status === 1 ? withoutNoise(result.stdout) : undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, files: ManifestFiles): void {
  mkdirSync(folder);
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function withoutNoise(diff: string): string {
  return diff
    .split("\n")
    .filter((line) => !NOISE.test(line))
    .join("\n")
    .trimEnd();
}
