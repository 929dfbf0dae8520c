import type { SandboxContext } from "../context.ts";
import type { TreeEntry } from "../git/git-store.ts";
import { gitOf } from "../github/repositories.ts";
import type { Oid, Repository } from "../model.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** Above this GitHub leaves the content out: it must be asked for raw, or as a blob. Bytes. */
const inlineLimit = 1024 * 1024;

/** A file, folder, link or submodule at a commit. */
export type Place = {
  readonly repository: Repository;
  /** As the request names the commit, for the addresses. */
  readonly ref: string;
  readonly path: string;
  readonly oid: Oid;
  readonly mode: TreeEntry["mode"];
};

/** GitHub's `content-file`, `content-symlink` or `content-submodule`. */
export async function fileJson(context: SandboxContext, place: Place) {
  if (place.mode === "160000")
    return { ...common(context, place), type: "submodule", size: 0, submodule_git_url: null };
  const content = (await gitOf(context, place.repository).blob(place.oid)) ?? Buffer.alloc(0);
  const size = content.length;
  if (place.mode === "120000")
    return { ...common(context, place), type: "symlink", size, target: content.toString("utf8") };
  const isSmall = size <= inlineLimit;
  return {
    ...common(context, place),
    type: "file",
    size,
    encoding: isSmall ? "base64" : "none",
    content: isSmall ? base64Lines(content) : "",
  };
}

/** An entry of a listed folder: everything but the content. */
export function entryJson(context: SandboxContext, place: Place, size: number | null) {
  return { ...common(context, place), type: typeName(place.mode), size: size ?? 0 };
}

/** GitHub breaks base64 into lines of sixty characters. */
export function base64Lines(content: Buffer): string {
  return content.toString("base64").replace(/.{1,60}/g, "$&\n");
}

function common(context: SandboxContext, place: Place) {
  const { repository, ref, path, oid, mode } = place;
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const isFolder = mode === "040000";
  const url = `${repositoryUrl(context, repository, `/contents/${escaped}`)}?ref=${encodeURIComponent(ref)}`;
  const git_url = repositoryUrl(context, repository, `/git/${isFolder ? "trees" : "blobs"}/${oid}`);
  const view = isFolder ? "tree" : "blob";
  const html_url = repositoryHtmlUrl(context, repository, `/${view}/${ref}/${escaped}`);
  return {
    name: path.split("/").at(-1) ?? "",
    path,
    sha: oid,
    url,
    git_url,
    html_url,
    download_url: isFolder
      ? null
      : repositoryHtmlUrl(context, repository, `/raw/${ref}/${escaped}`),
    _links: { self: url, git: git_url, html: html_url },
  };
}

function typeName(mode: TreeEntry["mode"]): "file" | "dir" | "symlink" | "submodule" {
  switch (mode) {
    case "100644":
    case "100755":
      return "file";
    case "040000":
      return "dir";
    case "120000":
      return "symlink";
    case "160000":
      return "submodule";
  }
}
