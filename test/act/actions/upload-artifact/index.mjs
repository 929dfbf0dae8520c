// Uploads as actions/upload-artifact would, then downloads and compares: what arrived is what was sent.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { DefaultArtifactClient } from "@actions/artifact";
import * as core from "@actions/core";

// The client looks at this name alone, and refuses servers whose name isn't GitHub's or ends so.
process.env.GITHUB_SERVER_URL = "http://sandbox.localhost";

try {
  await uploadAndReadBack();
} catch (error) {
  core.setFailed(error instanceof Error ? error.message : String(error));
}

async function uploadAndReadBack() {
  const name = core.getInput("name", { required: true });
  const folder = core.getInput("path", { required: true });
  const files = filesOf(folder);
  const client = new DefaultArtifactClient();
  if (core.getBooleanInput("overwrite")) await makeRoom(client, name);
  const { id, digest } = await client.uploadArtifact(name, files, folder);
  core.setOutput("artifact-id", id);
  core.setOutput("artifact-digest", digest);
  const path = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), "read-back-"));
  const { digestMismatch } = await client.downloadArtifact(id, {
    path,
    expectedHash: `sha256:${digest}`,
  });
  if (digestMismatch || textOf(path) !== textOf(folder))
    throw new Error("What was read back is not what was uploaded");
  core.info(`Read back ${files.length} files of artifact ${id} on Node ${process.versions.node}`);
}

async function makeRoom(client, name) {
  const { artifacts } = await client.listArtifacts();
  if (artifacts.some((artifact) => artifact.name === name)) await client.deleteArtifact(name);
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Paths and contents in one text. */
function textOf(folder) {
  return JSON.stringify(
    filesOf(folder).map((file) => [relative(folder, file), readFileSync(file, "utf8")]),
  );
}
