/** Uploads as clients of Azure's blob storage make them: blocks, then the list of blocks; or all at once. */
import { createHash, randomUUID } from "node:crypto";

import type { Incoming } from "../http/incoming.ts";
import type { Answer } from "../http/answer.ts";
import { commitBlocks, stageBlock } from "./uploads.ts";
import type { Uploads } from "./uploads.ts";

/** One request to an address that `CreateArtifact` gave out. */
export async function handleBlob(uploads: Uploads, request: Incoming, now: Date): Promise<Answer> {
  const { path, query, body } = request;
  const upload = uploads.atAddress(path, query);
  if (upload === undefined)
    return refusal(403, "AuthenticationFailed", "The signature is invalid or has expired.");
  if (request.method !== "PUT")
    return refusal(405, "UnsupportedHttpVerb", "The address is for uploading alone.");
  switch (query.get("comp")) {
    case "block":
      return stageBlock(upload, query.get("blockid") ?? "", body)
        ? created(body, now)
        : refusal(409, "BlockCountExceedsLimit", "There are too many blocks.");
    case "blocklist":
      return (await commitBlocks(upload, parseBlockList(body.toString("utf8"))))
        ? created(body, now)
        : refusal(400, "InvalidBlockList", "The list names a block that never arrived.");
    case null:
      stageBlock(upload, "", body);
      await commitBlocks(upload, [""]);
      return created(body, now);
    default:
      return refusal(400, "InvalidQueryParameterValue", "comp is block or blocklist.");
  }
}

/** Ids in Base64, so nothing in them is escaped. */
function parseBlockList(xml: string): readonly string[] {
  const entries = xml.matchAll(/<(Latest|Committed|Uncommitted)>([A-Za-z0-9+/=]*)<\/\1>/g);
  return [...entries].map(([, , id = ""]) => id);
}

function created(body: Buffer, now: Date): Answer {
  const tag = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return {
    status: 201,
    headers: { ...common(), etag: `"0x${tag.toUpperCase()}"`, "last-modified": now.toUTCString() },
    body: Buffer.alloc(0),
  };
}

function refusal(status: number, code: string, message: string): Answer {
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return {
    status,
    headers: { ...common(), "content-type": "application/xml", "x-ms-error-code": code },
    body: Buffer.from(xml),
  };
}

function common(): Readonly<Record<string, string>> {
  return { "x-ms-request-id": randomUUID(), "x-ms-version": "2026-02-06" };
}
