import { INDEX_FILE } from "../../core/config-repo/paths.ts";
import type { ConfigRepository } from "../../flows/ports/config-repository.ts";
import { ArtifactStore } from "./config-repository/artifact-store.ts";
import { commitToBranches } from "./config-repository/commit.ts";
import { FileTexts } from "./config-repository/file-text.ts";
import {
  readConfigVersions,
  readIndexes,
  readPolicyChange,
  readReleaseHistory,
} from "./config-repository/histories.ts";
import { type ConfigReader, readSnapshot } from "./config-repository/read-snapshot.ts";
import { ReleaseIndexes } from "./config-repository/release-indexes.ts";
import type { Github } from "./installation.ts";

/** The config repository on GitHub. */
export function createConfigRepository(options: {
  readonly github: Pick<Github, "writer">;
  /** `owner/name`. */
  readonly repository: string;
  /** `<slug>[bot]`: trailers count in its commits alone. */
  readonly appLogin: string;
}): ConfigRepository {
  const { repository, appLogin } = options;
  const client = options.github.writer;
  const texts = new FileTexts(client, repository);
  const indexes = new ReleaseIndexes(texts);
  const reader: ConfigReader = { client, repository, appLogin, texts, indexes };
  const artifacts = new ArtifactStore(reader);
  return {
    read: (query) => readSnapshot(reader, query),
    commit: (commits) => {
      const committed = commitToBranches({ client, repository }, commits);
      for (const { changes } of commits) indexes.remember(changes.get(INDEX_FILE));
      return committed;
    },
    configVersions: (first) => readConfigVersions(reader, first),
    loadArtifacts: (wanted) => artifacts.load(wanted),
    storedAt: (artifact) => artifacts.storedAt(artifact),
    readIndexes: (environments) => readIndexes(reader, environments),
    policyChangedAt: (query) => readPolicyChange(reader, query),
    releaseHistory: (query) => readReleaseHistory(reader, query),
  };
}
