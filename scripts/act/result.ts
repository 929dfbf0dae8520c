import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";

import * as v from "valibot";
import { fromBufferPromise } from "yauzl";

import type { World } from "../demo/world.ts";
import { ANYTHING } from "../processes/client.ts";

/** What a run of the example came to, whoever ran it. */
export type RunResult = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Of the one artifact that it uploaded, by path. */
  readonly files: ReadonlyMap<string, string>;
};

const artifactsSchema = v.object({
  artifacts: v.array(v.object({ id: v.number(), name: v.string(), digest: v.string() })),
});

/** What a run uploaded: files by path, by the artifact's name. */
export type Uploads = ReadonlyMap<string, RunResult["files"]>;

/** Reads the run's artifacts back as an App would. Throws unless each is as it says it is. */
export async function readArtifacts(
  world: World,
  repository: string,
  runId: number,
): Promise<Uploads> {
  const api = world.as("developer");
  const root = `/repos/acme/${repository}/actions`;
  const list = await api(artifactsSchema, "GET", `${root}/runs/${runId}/artifacts`);
  const uploads = new Map<string, RunResult["files"]>();
  for (const artifact of list.artifacts) {
    const zip = await download(world, `${root}/artifacts/${artifact.id}/zip`);
    const digest = `sha256:${createHash("sha256").update(zip).digest("hex")}`;
    if (digest !== artifact.digest)
      throw new Error(`Artifact ${artifact.name} has ${digest}, not ${artifact.digest}`);
    uploads.set(artifact.name, await unzip(zip));
  }
  return uploads;
}

/** The same of a run that uploaded one. Throws unless it is exactly one. */
export async function readArtifact(
  world: World,
  repository: string,
  runId: number,
): Promise<RunResult["files"]> {
  const uploads = await readArtifacts(world, repository, runId);
  const [files, ...others] = uploads.values();
  if (files === undefined || others.length > 0)
    throw new Error(`Run ${runId} has ${uploads.size} artifacts, not one`);
  return files;
}

/** Removes the newest artifact of the repository, so that the next run meets what the one before met. */
export async function forgetNewest(world: World, repository: string): Promise<void> {
  const [newest] = await listAll(world, repository);
  if (newest === undefined) throw new Error(`acme/${repository} has no artifact to remove`);
  await remove(world, repository, newest.id);
}

/** The same of those with that name. */
export async function forget(world: World, repository: string, name: string): Promise<void> {
  const named = (await listAll(world, repository)).filter((artifact) => artifact.name === name);
  for (const { id } of named) await remove(world, repository, id);
}

type Listed = v.InferOutput<typeof artifactsSchema>["artifacts"];

async function listAll(world: World, repository: string): Promise<Listed> {
  const path = `/repos/acme/${repository}/actions/artifacts`;
  return (await world.as("developer")(artifactsSchema, "GET", path)).artifacts;
}

async function remove(world: World, repository: string, id: number): Promise<void> {
  const path = `/repos/acme/${repository}/actions/artifacts/${id}`;
  await world.as("developer")(ANYTHING, "DELETE", path);
}

/** SHA-256 over the manifests by the rule of docs/architecture.md, computed anew. */
export function manifestsDigest(files: ReadonlyMap<string, string>): string {
  const sha256 = (bytes: string): string => createHash("sha256").update(bytes).digest("hex");
  const lines = [...files]
    .filter(([path]) => path.includes("/"))
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([path, content]) => `${sha256(content)}  ${path}\n`);
  return sha256(lines.join(""));
}

async function download(world: World, path: string): Promise<Buffer> {
  const token = world.identity("developer").token;
  const answer = await fetch(`${world.url}/api/v3${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

async function unzip(zip: Buffer): Promise<ReadonlyMap<string, string>> {
  const archive = await fromBufferPromise(zip);
  const files = new Map<string, string>();
  for await (const entry of archive.eachEntry())
    if (!entry.fileName.endsWith("/"))
      files.set(entry.fileName, await text(await archive.openReadStreamPromise(entry)));
  return files;
}
