import type { Refusal } from "../../core/refusal.ts";

/** Opens what a workflow run uploaded: bytes in, files out. It believes nothing that the archive says. */
export type ArchiveReader = (zip: Uint8Array) => Promise<ReadArchive>;

export type ReadArchive =
  /** Text by path; paths are relative, with `/`, and stay inside. */
  { readonly kind: "read"; readonly files: ReadonlyMap<string, string> } | Refusal;
