import * as v from "valibot";

import { artifactFolderOf } from "../../../core/artifact/index-files.ts";
import { parseSpec } from "../../../core/artifact/spec-schema.ts";
import { type ArtifactSpec, SPEC_FILE } from "../../../core/artifact/spec.ts";
import { artifactBranch } from "../../../core/config-repo/paths.ts";
import type { StoredArtifact } from "../../../core/config-repo/plan-release.ts";
import type { ArtifactReference } from "../../../flows/ports/config-repository.ts";
import { dataOf } from "../client.ts";
import { DocumentBuilder, type GraphqlDocument, inRepository } from "../document.ts";
import { GithubError, isGithubError } from "../github-error.ts";
import { Remembered } from "../remembered.ts";
import { parseRepository } from "../repository-answer.ts";
import { moment, nodesOf, parseAnswer, present } from "../schema.ts";
import { ofBranch } from "./read-document.ts";
import type { ConfigReader } from "./read-snapshot.ts";

/** Manifests of as many artifacts as this are a few hundred kilobytes. */
const ARTIFACTS_PER_QUERY = 20;
const REMEMBERED_ARTIFACTS = 500;

type Texts = "with-texts" | "without-texts";

/** Environments are folders of the artifact, and manifests may lie in folders of their own. */
function contentFields(texts: Texts): string {
  const blob = texts === "with-texts" ? "oid ... on Blob { text isTruncated }" : "oid";
  return `... on Tree { entries { path object { ${blob} ... on Tree {
    entries { path object { ${blob} ... on Tree { entries { path object { ${blob} } } } } } } } } }`;
}

/** Stored artifacts never change, so each is read once. */
export class ArtifactStore {
  readonly #reader: ConfigReader;
  readonly #artifacts = new Remembered<StoredArtifact>(REMEMBERED_ARTIFACTS);
  readonly #storedAt = new Remembered<string>(REMEMBERED_ARTIFACTS * 4);

  constructor(reader: ConfigReader) {
    this.#reader = reader;
  }

  async load(wanted: readonly ArtifactReference[]): Promise<readonly StoredArtifact[]> {
    const keys = [...new Set(wanted.map(keyOf))];
    const known = new Map(keys.map((key) => [key, this.#artifacts.get(key)]));
    const missing = wanted.filter((one) => known.get(keyOf(one)) === undefined);
    for (const found of await Promise.all(batchesOf(missing).map((batch) => this.#read(batch)))) {
      for (const [key, artifact] of found) {
        known.set(key, artifact);
        this.#artifacts.put(key, artifact);
      }
    }
    return present([...known.values()]);
  }

  storedAt(artifact: ArtifactReference): Promise<string | undefined> {
    return this.#storedAt.ask(keyOf(artifact), async () => {
      const document = storedAtDocument(this.#reader.repository, artifact);
      const data = dataOf(await this.#reader.client.graphql(document), document);
      const fields = parseRepository(data, document.name);
      const answer = parseAnswer(storedAtSchema, fields?.["artifacts"], document.name);
      return present(answer?.target?.history.nodes ?? [])[0]?.committedDate;
    });
  }

  /** Artifacts too long for one answer are read with less beside them, at last file by file. */
  async #read(batch: readonly ArtifactReference[]): Promise<ReadonlyMap<string, StoredArtifact>> {
    try {
      return await this.#query(batch, "with-texts");
    } catch (error) {
      if (!isGithubError(error, "too-large")) throw error;
      if (batch.length < 2) return this.#query(batch, "without-texts");
      const middle = Math.ceil(batch.length / 2);
      const halves = [batch.slice(0, middle), batch.slice(middle)];
      const read = await Promise.all(halves.map((half) => this.#read(half)));
      return new Map(read.flatMap((half) => [...half]));
    }
  }

  async #query(
    batch: readonly ArtifactReference[],
    texts: Texts,
  ): Promise<ReadonlyMap<string, StoredArtifact>> {
    const document = artifactsDocument(this.#reader.repository, batch, texts);
    const data = dataOf(await this.#reader.client.graphql(document), document);
    const fields = parseRepository(data, document.name) ?? {};
    const read = await Promise.all(
      batch.map(async (one, index): Promise<[string, StoredArtifact][]> => {
        const tree = parseAnswer(v.nullish(treeSchema), fields[`a${index}`], document.name);
        if (tree?.entries === undefined || tree.entries === null) return [];
        return [[keyOf(one), await this.#toArtifact(one, filesIn(tree.entries, one))]];
      }),
    );
    return new Map(read.flat());
  }

  async #toArtifact(
    reference: ArtifactReference,
    files: readonly FoundFile[],
  ): Promise<StoredArtifact> {
    const read = files.map(async ({ path, oid, text }): Promise<[string, string]> => [
      path,
      text ?? (await this.#reader.texts.fetch(oid)) ?? "",
    ]);
    const texts = new Map(await Promise.all(read));
    const spec = specOf(reference, texts.get(SPEC_FILE));
    texts.delete(SPEC_FILE);
    return { spec, manifests: texts };
  }
}

/** Only Ham writes these branches, so a spec that can't be read is a fault. */
function specOf(reference: ArtifactReference, text: string | undefined): ArtifactSpec {
  const spec = parseSpec(text ?? "");
  if (spec.kind === "valid") return spec.value;
  const problems = spec.problems.map((problem) => `${problem.path} ${problem.message}`).join("; ");
  throw new GithubError(
    "invalid-answer",
    `the stored artifact ${reference.id} of ${reference.service} can't be read: ${problems}`,
  );
}

function batchesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / ARTIFACTS_PER_QUERY);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * ARTIFACTS_PER_QUERY, (index + 1) * ARTIFACTS_PER_QUERY),
  );
}

function keyOf({ service, id, commit }: ArtifactReference): string {
  return `${service}/${artifactFolderOf(id, commit)}`;
}

function artifactsDocument(
  repository: string,
  batch: readonly ArtifactReference[],
  texts: Texts,
): GraphqlDocument {
  const builder = new DocumentBuilder();
  const selections = batch.map(({ service, id, commit }, index) => {
    const place = `refs/heads/${artifactBranch(service)}:${artifactFolderOf(id, commit)}`;
    return `a${index}: object(expression: ${builder.variable("String!", place)}) { ${contentFields(texts)} }`;
  });
  const selection = inRepository(builder, repository, selections.join("\n"));
  return builder.build("query", "LoadArtifacts", selection);
}

/** A stored spec is written once, so the newest commit of its path is the one that stored it. */
function storedAtDocument(repository: string, artifact: ArtifactReference): GraphqlDocument {
  const builder = new DocumentBuilder();
  const path = `${artifactFolderOf(artifact.id, artifact.commit)}/${SPEC_FILE}`;
  const history = `history(first: 1, path: ${builder.variable("String!", path)}) { nodes { committedDate } }`;
  const branch = ofBranch(builder, artifactBranch(artifact.service), [history]);
  const selection = inRepository(builder, repository, `artifacts: ${branch}`);
  return builder.build("query", "StoredAt", selection);
}

const storedAtSchema = v.nullish(
  v.object({
    target: v.nullable(v.object({ history: nodesOf(v.object({ committedDate: moment })) })),
  }),
);

type TreeAnswer = { readonly entries?: readonly EntryAnswer[] | null | undefined };
type EntryAnswer = {
  readonly path: string;
  readonly object: (TreeAnswer & BlobAnswer) | null;
};
type BlobAnswer = {
  readonly oid: string;
  readonly text?: string | null | undefined;
  readonly isTruncated?: boolean | undefined;
};

const treeSchema: v.GenericSchema<unknown, TreeAnswer> = v.object({
  entries: v.nullish(v.array(v.lazy(() => entrySchema))),
});
const entrySchema: v.GenericSchema<unknown, EntryAnswer> = v.object({
  path: v.string(),
  object: v.nullable(
    v.object({
      oid: v.string(),
      text: v.optional(v.nullable(v.string())),
      isTruncated: v.optional(v.boolean()),
      entries: v.nullish(v.array(v.lazy(() => entrySchema))),
    }),
  ),
});

/** `text` undefined: it has to be fetched by its oid. */
type FoundFile = {
  readonly path: string;
  readonly oid: string;
  readonly text: string | undefined;
};

/** Every file, by its path inside the artifact's folder. */
function filesIn(
  entries: readonly EntryAnswer[],
  artifact: ArtifactReference,
): readonly FoundFile[] {
  const prefix = `${artifactFolderOf(artifact.id, artifact.commit)}/`;
  return entries.flatMap(({ path, object }): readonly FoundFile[] => {
    if (object === null) return [];
    if (object.entries) return filesIn(object.entries, artifact);
    const text = object.isTruncated === true ? undefined : (object.text ?? undefined);
    return [{ path: path.slice(prefix.length), oid: object.oid, text }];
  });
}
