import { projectFiles } from "../src/adapters/files/project-files.ts";
import {
  hasFiles,
  listChangedFiles,
  listFoldersWith,
} from "../src/adapters/workflow/changed-files.ts";
import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import type { ChangedPorts } from "./changed.ts";
import type { EventBase } from "./event.ts";
import type { ChangedInputs } from "./io.ts";

/** The ports of a real run: the repository in the workspace. */
export function createChangedPorts(
  { token }: ChangedInputs,
  runner: {
    readonly environment: ReadonlyMap<string, string>;
    readonly base: EventBase | undefined;
    readonly warn: (text: string) => void;
  },
): ChangedPorts {
  const { environment, base, warn } = runner;
  const workspace = environment.get("GITHUB_WORKSPACE") ?? process.cwd();
  const checkout = { folder: workspace, token, environment };
  return {
    workspace,
    base,
    listProjects: () => listFoldersWith(PROJECT_FILE, checkout),
    listChangedFiles: (comparison) => listChangedFiles(comparison, checkout),
    hasFiles: (path) => hasFiles(path, checkout),
    warn,
    readText: projectFiles.readText,
  };
}
