import type { SourceRepositories, Upload } from "../../../flows/ports/source-repository.ts";
import type { Client } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { GithubError, isGithubError, toGithubError } from "../github-error.ts";

type Downloaded = Awaited<ReturnType<SourceRepositories["download"]>>;

const ROUTE = "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}";
const TIMEOUT_MS = 120_000;

/** The zip of an upload, of which no more than `maxBytes` are ever held. */
export async function downloadUpload(
  client: Client,
  repository: string,
  upload: Upload,
  maxBytes: number,
): Promise<Downloaded> {
  if (upload.expired) return { kind: "expired" };
  if (upload.sizeInBytes > maxBytes) return { kind: "too-large" };
  const location = await findLocation(client, repository, upload);
  return location === undefined ? { kind: "expired" } : fetchZip(location, maxBytes);
}

/**
 * Where GitHub keeps it, for a minute. The redirect is followed by hand, because that place must not be
 * shown the token and its answer must not be read whole.
 */
async function findLocation(
  client: Client,
  repository: string,
  upload: Upload,
): Promise<string | undefined> {
  try {
    const answer = await client.request(ROUTE, {
      ...repositoryParameters(repository),
      artifact_id: upload.id,
      archive_format: "zip",
      request: { redirect: "manual" },
    });
    const { location } = answer.headers;
    if (location === undefined) throw new GithubError("invalid-answer", `${ROUTE}: no location`);
    return location;
  } catch (error) {
    if (isGithubError(error, "not-found")) return undefined;
    throw error;
  }
}

async function fetchZip(location: string, maxBytes: number): Promise<Downloaded> {
  try {
    const response = await fetch(location, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 404 || response.status === 410) return { kind: "expired" };
    if (!response.ok || response.body === null) {
      throw new GithubError("unavailable", `the artifact's storage answered ${response.status}`);
    }
    const declared = Number(response.headers.get("content-length") ?? 0);
    const bytes = declared > maxBytes ? undefined : await readAtMost(response.body, maxBytes);
    if (bytes !== undefined) return { kind: "zip", bytes };
    await response.body.cancel().catch(() => undefined);
    return { kind: "too-large" };
  } catch (error) {
    throw toGithubError(error, "download of an artifact");
  }
}

/** Undefined when there are more bytes than that. */
async function readAtMost(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
