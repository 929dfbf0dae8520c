import type { ManifestFiles } from "./digest.ts";

/** For the manifests of a service in one environment. */
export const MANIFEST_LIMITS = {
  fileBytes: 256 * 1024,
  files: 100,
  totalBytes: 2 * 1024 * 1024,
} as const;

/** The first limit that is exceeded, as a sentence. Manifests by `<environment>/<file>`. */
export function exceededLimit(manifests: ManifestFiles): string | undefined {
  const totals = new Map<string, { files: number; bytes: number }>();
  for (const [path, text] of manifests) {
    const bytes = Buffer.byteLength(text, "utf8");
    if (bytes > MANIFEST_LIMITS.fileBytes) {
      return `${path} has ${kibibytes(bytes)}, and a manifest may have ${kibibytes(MANIFEST_LIMITS.fileBytes)}`;
    }
    const environment = path.slice(0, path.indexOf("/"));
    const total = totals.get(environment) ?? { files: 0, bytes: 0 };
    totals.set(environment, { files: total.files + 1, bytes: total.bytes + bytes });
  }
  for (const [environment, { files, bytes }] of totals) {
    if (files > MANIFEST_LIMITS.files) {
      return `${environment} has ${files} manifests, and may have ${MANIFEST_LIMITS.files}`;
    }
    if (bytes > MANIFEST_LIMITS.totalBytes) {
      return `the manifests of ${environment} have ${kibibytes(bytes)}, and may have ${kibibytes(MANIFEST_LIMITS.totalBytes)}`;
    }
  }
  return undefined;
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
