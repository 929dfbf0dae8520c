import { isUtf8 } from "node:buffer";

import type { Tag, TreeEntry } from "../../git/git-store.ts";
import { formatGitNodeId } from "../../github/node-id.ts";
import type { GitNodeKind } from "../../github/node-id.ts";
import { gitOf } from "../../github/repositories.ts";
import type { Oid, Repository } from "../../model.ts";
import { repositoryHtmlUrl } from "../../rest/urls.ts";
import type { View, Views } from "../view.ts";
import { gitActorView } from "./git-actor-view.ts";

/** A blob's text ends here, and it is said to be truncated. Bytes. */
const textLimit = 512_000;

export async function objectView(
  views: Views,
  repository: Repository,
  oid: Oid,
  path = "",
): Promise<View | null> {
  const git = gitOf(views.context, repository);
  switch (await git.type(oid)) {
    case "commit":
      return views.commit(repository, oid);
    case "tree":
      return views.tree(repository, oid, path);
    case "blob":
      return blobView(views, repository, oid, (await git.blob(oid)) ?? Buffer.alloc(0));
    case "tag": {
      const tag = await git.tag(oid);
      return tag === undefined ? null : tagView(views, repository, tag);
    }
    case undefined:
      return null;
  }
}

export function treeView(views: Views, repository: Repository, oid: Oid, path = ""): View {
  return {
    __typename: "Tree",
    ...objectFields(views, repository, oid, "Tree"),
    entries: async () => {
      const entries = await gitOf(views.context, repository).tree(oid);
      return entries?.map((entry) => treeEntryView(views, repository, entry, path)) ?? null;
    },
  };
}

/** `folder` is where the entry's tree was found. */
export function treeEntryView(
  views: Views,
  repository: Repository,
  entry: TreeEntry,
  folder: string,
): View {
  const { name, oid, type, mode } = entry;
  const path = folder === "" ? name : `${folder}/${name}`;
  const git = gitOf(views.context, repository);
  return {
    __typename: "TreeEntry",
    name,
    path,
    extension: type === "blob" ? extensionOf(name) : null,
    mode: Number.parseInt(mode, 8),
    type,
    oid,
    size: async () => (type === "blob" ? ((await git.size(oid)) ?? 0) : 0),
    // A submodule's commit is in another repository.
    object: () => (type === "commit" ? null : views.object(repository, oid, path)),
  };
}

export function objectFields(views: Views, repository: Repository, oid: Oid, kind: GitNodeKind) {
  return {
    id: formatGitNodeId(kind, repository.id, oid),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitUrl: repositoryHtmlUrl(views.context, repository, `/commit/${oid}`),
    repository: () => views.repository(repository),
  };
}

function blobView(views: Views, repository: Repository, oid: Oid, content: Buffer): View {
  const isText = !content.includes(0) && isUtf8(content);
  return {
    __typename: "Blob",
    ...objectFields(views, repository, oid, "Blob"),
    byteSize: content.length,
    isBinary: !isText,
    isTruncated: content.length > textLimit,
    text: isText ? textOf(content) : null,
  };
}

/** Ends between two characters. */
function textOf(content: Buffer): string {
  if (content.length <= textLimit) return content.toString("utf8");
  let end = textLimit;
  while (((content[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return content.toString("utf8", 0, end);
}

function tagView(views: Views, repository: Repository, tag: Tag): View {
  const { tagger } = tag;
  return {
    __typename: "Tag",
    ...objectFields(views, repository, tag.oid, "Tag"),
    name: tag.name,
    message: tag.message,
    tagger: () => (tagger === null ? null : gitActorView(views, tagger)),
    target: () => views.object(repository, tag.target),
  };
}

function extensionOf(name: string): string {
  return /.(\.[^.]+)$/.exec(name)?.[1] ?? "";
}
