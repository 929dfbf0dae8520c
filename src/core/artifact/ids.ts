/**
 * Identities that must not be mixed up. A guard is the only way to get one, so whoever holds one
 * knows that it has the right shape.
 */
declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** 40 lower-case hex digits. */
export type CommitSha = Brand<"CommitSha">;
/** The oid of a tree, 40 lower-case hex digits. */
export type TreeSha = Brand<"TreeSha">;
/** `<branch>-<commit, 10>-<plan commit, 10>`. */
export type ArtifactId = Brand<"ArtifactId">;
/** 64 lower-case hex digits: SHA-256 over the manifests of an artifact, see `digest.ts`. */
export type Digest = Brand<"Digest">;

export function isCommitSha(text: string): text is CommitSha {
  return /^[0-9a-f]{40}$/.test(text);
}

export function isTreeSha(text: string): text is TreeSha {
  return /^[0-9a-f]{40}$/.test(text);
}

export function isDigest(text: string): text is Digest {
  return /^[0-9a-f]{64}$/.test(text);
}

/** A trailer of a release commit takes no longer value, and an id has to be read back from it whole. */
const MAX_ARTIFACT_ID_LENGTH = 200;

/**
 * An id that is safe as a folder name and in a line of text: no separator, no blank, no leading dot,
 * at most 255 bytes. The branch part may be unicode, because branches may.
 */
export function isArtifactId(text: string): text is ArtifactId {
  return (
    text.length <= MAX_ARTIFACT_ID_LENGTH &&
    /^[^/\\\s\p{Cc}\p{Cs}]+-[0-9a-f]{10}-[0-9a-f]{10}$/u.test(text) &&
    !text.startsWith(".") &&
    new TextEncoder().encode(text).length <= 255
  );
}

/** For values that come from a place that guarantees the shape, such as GitHub's own records. */
export function commitSha(text: string): CommitSha {
  if (!isCommitSha(text))
    throw new TypeError(`expected a commit of 40 hex digits, received '${text}'`);
  return text;
}

export function treeSha(text: string): TreeSha {
  if (!isTreeSha(text)) throw new TypeError(`expected a tree of 40 hex digits, received '${text}'`);
  return text;
}
