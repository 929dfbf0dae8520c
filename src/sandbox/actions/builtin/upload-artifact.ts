/** `actions/upload-artifact`: a zip in the data folder, which the API then lists and gives out. */
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { Transform } from "node:stream";

import { ZipFile } from "yazl";

import { repositoryHtmlUrl } from "../../rest/urls.ts";
import { ActionsError } from "../actions-error.ts";
import { findFiles } from "../find-files.ts";
import type { FoundFiles } from "../find-files.ts";
import { artifactNamed, dayMs, keepArtifact, longestRetentionDays } from "../run-artifacts.ts";
import { nextArtifact } from "../run-artifacts.ts";
import { flag, input } from "./built-in.ts";
import type { BuiltIn, BuiltInCall } from "./built-in.ts";

export const uploadArtifact: BuiltIn = async (call) => {
  const { context, repository, run, log, folders } = call.session;
  const name = input(call, "name", "artifact");
  requireName(name);
  const found = findFiles(folders.workspace, patternsOf(call), {
    hidden: flag(call, "include-hidden-files", false),
  });
  if (found.files.length === 0) return noFiles(call);
  makeRoom(call, name);
  const { id, file } = nextArtifact(context);
  const { size, digest } = await writeZip(join(context.dataFolder, file), found, call);
  const expires = new Date(context.now().getTime() + retentionDays(call) * dayMs);
  keepArtifact(context, run, { id, file, name, sizeInBytes: size, sha256: digest, expires });
  log.write(`Artifact ${name} has ${found.files.length} files, ${size} bytes, sha256 ${digest}`);
  const path = `/actions/runs/${run.id}/artifacts/${id}`;
  return {
    "artifact-id": String(id),
    "artifact-digest": digest,
    "artifact-url": repositoryHtmlUrl(context, repository, path),
  };
};

function requireName(name: string): void {
  if (!/["<>|*?:\r\n\\/]/.test(name)) return;
  throw failure(`the name ${JSON.stringify(name.slice(0, 200))} holds one of " : < > | * ? \\ /`);
}

function patternsOf(call: BuiltInCall): readonly string[] {
  const { home } = call.session.folders;
  const patterns = input(call, "path", "")
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(!?)~\//, `$1${home}/`))
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (patterns.length === 0) throw failure("it needs the input `path`");
  return patterns;
}

function noFiles(call: BuiltInCall): Readonly<Record<string, string>> {
  const path = input(call, "path", "").replaceAll("\n", ", ");
  const message = `No files were found with the path ${path}: there is nothing to upload`;
  const wanted = input(call, "if-no-files-found", "warn");
  switch (wanted) {
    case "error":
      throw failure(message);
    case "warn":
      call.session.log.annotate({ level: "warning", message: `${message}.` });
      return {};
    case "ignore":
      call.session.log.write(`${message}.`);
      return {};
    default:
      throw failure(`if-no-files-found is warn, error or ignore, not ${wanted.slice(0, 200)}`);
  }
}

/** Within one attempt a name is given once, unless it is to be overwritten; that gives it a new id. */
function makeRoom(call: BuiltInCall, name: string): void {
  const { context, run } = call.session;
  const known = artifactNamed(context, run, name);
  if (known === undefined) return;
  if (!flag(call, "overwrite", false))
    throw failure(`this run has an artifact named ${name} already: 409 Conflict`);
  context.state.artifacts.remove(known.id);
}

function retentionDays(call: BuiltInCall): number {
  const days = Number(input(call, "retention-days", "0"));
  if (!Number.isInteger(days) || days < 0) throw failure("retention-days must be a whole number");
  return days === 0 ? longestRetentionDays : Math.min(days, longestRetentionDays);
}

/** Modes are lost, as in the real one. */
async function writeZip(
  path: string,
  { files, root }: FoundFiles,
  call: BuiltInCall,
): Promise<{ readonly size: number; readonly digest: string }> {
  mkdirSync(join(path, ".."), { recursive: true });
  const compressionLevel = Number(input(call, "compression-level", "6"));
  const zip = new ZipFile();
  for (const file of files)
    zip.addFile(file, relative(root, file), { mode: 0o100644, compressionLevel });
  zip.end();
  const hash = createHash("sha256");
  let size = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(zip.outputStream, measure, createWriteStream(`${path}.new`), {
    signal: call.signal,
  });
  renameSync(`${path}.new`, path);
  return { size, digest: hash.digest("hex") };
}

function failure(message: string): ActionsError {
  return new ActionsError("step-failed", `actions/upload-artifact: ${message}.`);
}
