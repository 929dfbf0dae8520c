import { YamlError } from "./yaml-error.ts";

/** Below so many decoded nodes nearly everything may come from aliases, above the upper bound little. */
const LOW = 400_000;
const HIGH = 4_000_000;

/**
 * The limit of yaml.v2 on what aliases may unfold to: an alias bomb ends in an error after at most a
 * few hundred thousand steps, a document that repeats itself as people do never meets it.
 */
export class AliasBudget {
  private decoded = 0;
  private fromAliases = 0;
  private depth = 0;

  /** Counts one node. Throws a YamlError (limit). */
  count(): void {
    this.decoded += 1;
    if (this.depth > 0) this.fromAliases += 1;
    if (this.fromAliases <= 100 || this.decoded <= 1000) return;
    if (this.fromAliases / this.decoded > allowedRatio(this.decoded)) {
      throw new YamlError("limit", "document contains excessive aliasing");
    }
  }

  /** What `decode` counts came from an alias. */
  within<T>(decode: () => T): T {
    this.depth += 1;
    try {
      return decode();
    } finally {
      this.depth -= 1;
    }
  }
}

function allowedRatio(decoded: number): number {
  if (decoded <= LOW) return 0.99;
  if (decoded >= HIGH) return 0.1;
  return 0.99 - 0.89 * ((decoded - LOW) / (HIGH - LOW));
}
