import { digestOf, type ManifestFiles } from "../src/core/artifact/digest.ts";
import type { ArtifactId } from "../src/core/artifact/ids.ts";
import { evaluateRun } from "../src/core/artifact/provenance.ts";
import { type ArtifactSpec, SPEC_FILE } from "../src/core/artifact/spec.ts";
import { parseSpec } from "../src/core/artifact/spec-schema.ts";
import type { EarlierUpload } from "../src/flows/shuttle/build-ports.ts";
import { hideSecrets } from "./hide-secrets.ts";
import type { ActionPorts } from "./ports.ts";

/** What the manifests say else than those of the artifact before. */
export type Changes =
  | {
      readonly kind: "compared";
      readonly with: ArtifactId;
      /** The branch that it was built from. */
      readonly branch: string;
      /** Unified; `""`: they are the same. */
      readonly diff: string;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Of the newest uploads; what is older says little about a change. */
const TRIED = 3;

/** Compares with the newest artifact of the branch that the change goes to. For the eye: nothing depends on it. */
export async function compareWithBefore(
  spec: ArtifactSpec,
  manifests: ManifestFiles,
  ports: ActionPorts,
): Promise<Changes> {
  const { baseBranch, id } = ports.run;
  if (baseBranch === undefined) return unknown("the event names no branch to compare with");
  const uploads = await ports.uploads.ofBranch(spec.service, baseBranch);
  const others = uploads.filter(({ runId }) => runId !== id);
  for (const upload of others.slice(0, TRIED)) {
    const before = await openBefore(upload, spec.service, ports);
    if (before === undefined) continue;
    const shown = hideSecrets({ before: before.manifests, after: manifests });
    const diff = await ports.diff(shown.before, shown.after);
    if (diff === undefined) return unknown("git can't be asked");
    return { kind: "compared", with: before.spec.id, branch: baseBranch, diff };
  }
  return unknown(`there is no earlier artifact of the branch '${baseBranch}' to be read`);
}

function unknown(why: string): Changes {
  return { kind: "unknown", why };
}

type Before = { readonly spec: ArtifactSpec; readonly manifests: ManifestFiles };

async function openBefore(
  upload: EarlierUpload,
  service: string,
  { uploads, run }: ActionPorts,
): Promise<Before | undefined> {
  const record = await uploads.runRecord(upload.runId);
  if (record === undefined) return undefined;
  const verdict = evaluateRun(record, { repository: run.repository });
  if (verdict.kind === "refused") return undefined;
  const opened = await uploads.open(upload);
  if (opened.kind === "unusable") return undefined;
  const manifests = new Map(opened.files);
  const spec = parseSpec(manifests.get(SPEC_FILE) ?? "");
  manifests.delete(SPEC_FILE);
  if (spec.kind === "invalid" || spec.value.service !== service) return undefined;
  return digestOf(manifests) === spec.value.digest ? { spec: spec.value, manifests } : undefined;
}
