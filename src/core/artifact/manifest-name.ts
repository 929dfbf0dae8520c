/** Without what an upload, a zip or another disk doesn't take in a name; hidden files aren't uploaded. */
const NAME = /^(?!\.)[^\p{Cc}\p{Cs}"*/:<>?\\|]+\.ya?ml$/u;

/** Can a manifest be called so? `<environment>/<name>` is all there is: no folders. */
export function isManifestName(name: string): boolean {
  return NAME.test(name) && name.length <= 200;
}

/** The first that differs from another one only in upper and lower case: on some disks they are one file. */
export function sameUnderOtherCase(paths: Iterable<string>): string | undefined {
  const seen = new Set<string>();
  for (const path of paths) {
    const folded = path.toLowerCase();
    if (seen.has(folded)) return path;
    seen.add(folded);
  }
  return undefined;
}
