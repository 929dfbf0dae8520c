import * as v from "valibot";

import { type Client, ask } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { Remembered } from "../remembered.ts";

/** A file of a commit: its text, unless GitHub thinks it too long for a query or only the id was asked for. */
export const FILE_FIELDS = "{ oid object { ... on Blob { text isTruncated } } }";

export const fileSchema = v.nullish(
  v.object({
    oid: v.string(),
    object: v.nullish(
      v.object({
        text: v.optional(v.nullable(v.string()), null),
        isTruncated: v.optional(v.boolean(), false),
      }),
    ),
  }),
);

export type FileAnswer = v.InferOutput<typeof fileSchema>;

const blobSchema = v.object({ content: v.string(), encoding: v.string() });

/** Reads the text of files; blobs beyond what a query shows are fetched and remembered by their oid. */
export class FileTexts {
  readonly #client: Client;
  readonly #repository: string;
  readonly #blobs = new Remembered<string>(20);

  constructor(client: Client, repository: string) {
    this.#client = client;
    this.#repository = repository;
  }

  /** Undefined: there is no such file, or it isn't text. */
  async read(file: FileAnswer): Promise<string | undefined> {
    const blob = file?.object ?? undefined;
    if (file === undefined || file === null || blob === undefined) return undefined;
    if (!blob.isTruncated) return blob.text ?? undefined;
    return this.fetch(file.oid);
  }

  fetch(oid: string): Promise<string | undefined> {
    return this.#blobs.ask(oid, async () => {
      const parameters = { ...repositoryParameters(this.#repository), file_sha: oid };
      const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
      const { content, encoding } = await ask(this.#client, route, parameters, blobSchema);
      return Buffer.from(content, encoding === "base64" ? "base64" : "utf8").toString("utf8");
    });
  }
}
