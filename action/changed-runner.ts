import { projectFiles } from "../src/adapters/files/project-files.ts";
import { listChangedFiles, listFoldersWith } from "../src/adapters/workflow/changed-files.ts";
import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import type { ChangedPorts } from "./changed.ts";
import type { ChangedInputs } from "./io.ts";

/** The ports of a real run: the repository in the workspace. */
export function createChangedPorts(
  { token }: ChangedInputs,
  runner: {
    readonly environment: ReadonlyMap<string, string>;
    readonly base: string | undefined;
  },
): ChangedPorts {
  const { environment, base } = runner;
  const workspace = environment.get("GITHUB_WORKSPACE") ?? process.cwd();
  const checkout = { folder: workspace, token, environment };
  return {
    workspace,
    base,
    listProjects: () => listFoldersWith(PROJECT_FILE, checkout),
    listChangedFiles: (since) => listChangedFiles(since, checkout),
    readText: projectFiles.readText,
  };
}
