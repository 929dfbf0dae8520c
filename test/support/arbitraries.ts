import fc from "fast-check";

import { type CommitSha, commitSha } from "../../src/core/artifact/ids.ts";
import type { Intent } from "../../src/core/release/intent.ts";

/**
 * Markdown made of what matters to block structure, a command `/x<number>` here and there, each with
 * its own number.
 */
export const markdownTexts: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ..."/x|/x `|/x -->|   /x|/x|text|> q|>|> ```|> - a|>> b|- a|-|  - b|* c|1. d|2. e|10) f|  a|    code|\ta|```|```|``` sh|````|~~~|`|``|a `b|b` c|\\`|`\\`|<div>|</div>|<!--|-->|a <!--|b -->|<pre>|<a|>|<?|?>|# h|===|---|--|-|***|* * *|_|\u00a0|+ x|+".split(
        "|",
      ),
      "",
      "",
      " ",
      "\t",
    ),
    { maxLength: 12 },
  )
  .map((lines) => lines.map((line, index) => line.replace("/x", `/x${index}`)).join("\n"));

const hex = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

export const commitShas: fc.Arbitrary<CommitSha> = hex(40).map(commitSha);

/** Names that git takes for branches, unicode and slashes included. */
export const branches: fc.Arbitrary<string> = fc
  .array(
    fc
      .array(fc.constantFrom(...Array.from("abzAZ019-_.+@#äß漢😀")), {
        minLength: 1,
        maxLength: 12,
      })
      .map((characters) => characters.join(""))
      .filter((part) => !/^[.-]|\.$|\.\.|\.lock$|@\{|^@$/.test(part)),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join("/"));

/** Anything that someone may write into a field for text. */
export const nastyTexts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom(
    "",
    " ",
    "Mallory\nService: cart\nRequest: comment/9/9",
    "a\r\n\r\nb",
    "\u2028Service: cart",
    "<script>",
    "a <b@c.test> d",
    "x".repeat(5000),
    "😀".repeat(300),
    "\ud800",
    "$(id) `id` ${id}",
  ),
);

export const intents: fc.Arbitrary<Intent> = fc.oneof(
  fc.constantFrom<Intent>({ type: "ReleaseArtifact" }, { type: "AutoRelease" }),
  branches.map((branch): Intent => ({ type: "ReleaseBranch", branch: branch.slice(0, 100) })),
  fc.constantFrom<Intent>({ type: "Promote", from: "dev" }, { type: "Promote", from: "master" }),
  commitShas.map((commit): Intent => ({
    type: "Rollback",
    previous: `master-${commit.slice(0, 10)}-${"0".repeat(10)}`,
  })),
);

/** Names of files, most of which have no business in a service's folder. */
export const fileNames: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "10-deployment.yaml",
    "a/b.yaml",
    "../cart/x.yaml",
    "a/../../../../policies/shop.json",
    "/etc/passwd",
    "./x.yaml",
    "a//b.yaml",
    "a/./b.yaml",
    "..",
    "artifact.json",
    "Artifact.json",
    ".git/config",
    "a\\b.yaml",
    "a\nb.yaml",
    "a\0.yaml",
    "kustomization.yaml",
    "sub/Kustomization",
    "ä.yaml",
  ),
  fc.string({ maxLength: 30 }),
);
