import { describe, expect, it } from "@jest/globals";

import { digestOf } from "../../../src/core/artifact/digest.ts";
import { type UploadedArtifact, judgeUpload } from "../../../src/core/artifact/judge-upload.ts";
import { type ArtifactSpec, formatSpec } from "../../../src/core/artifact/spec.ts";
import {
  aCommit,
  aConfig,
  aConfigMap,
  aRun,
  aTree,
  anArtifact,
  anId,
} from "../../support/builders.ts";

const built = anArtifact();
const config = aConfig();

function anUpload(wish: Partial<UploadedArtifact> = {}): UploadedArtifact {
  const service = config.services.get("shop");
  if (service === undefined) throw new Error("no shop");
  return {
    run: aRun(),
    headCommit: {
      sha: aCommit(),
      tree: aTree(),
      message: "feat: sell more\n\nmuch more",
      author: { name: "Developer", email: "developer@acme.test" },
      committer: { name: "GitHub", email: "noreply@github.com" },
    },
    upload: { service: "shop", reuseKey: built.spec.reuseKey },
    files: filesOf(built.spec),
    service,
    config,
    ...wish,
  };
}

function filesOf(spec: ArtifactSpec, manifests = built.manifests): ReadonlyMap<string, string> {
  return new Map([...manifests, ["artifact.json", formatSpec(spec)]]);
}

/** The upload with other manifests, of which the digest is right. */
function withManifests(manifests: Readonly<Record<string, string>>): UploadedArtifact {
  const other = anArtifact({ manifests });
  return anUpload({ files: filesOf(other.spec, other.manifests) });
}

function withSpec(change: Partial<ArtifactSpec>): UploadedArtifact {
  return anUpload({ files: filesOf({ ...built.spec, ...change }) });
}

describe("judgeUpload", () => {
  it("takes what is honest, with what GitHub knows better", () => {
    const judged = judgeUpload(
      withSpec({
        application: { ...built.spec.application, authorName: "Someone Else", message: "fake" },
        run: { ...built.spec.run, createdAt: "2099-01-01T00:00:00Z", event: "merge_group" },
      }),
    );

    expect(judged).toMatchObject({
      kind: "judged",
      artifact: {
        manifests: built.manifests,
        spec: {
          id: built.spec.id,
          application: { authorName: "Developer", message: "feat: sell more" },
          run: { createdAt: aRun().createdAt, event: "push" },
          sourceTree: aTree(),
        },
      },
    });
  });

  const child = aCommit("a later child");
  it.each<[string, UploadedArtifact, string]>([
    [
      "a run that claims a later child of its commit",
      withSpec({
        id: anId("master", child),
        application: { ...built.spec.application, sha: child },
      }),
      "artifact-claims-other-run",
    ],
    [
      "a run that claims the tree of a later child",
      withSpec({ sourceTree: aTree("of a later child") }),
      "artifact-claims-other-run",
    ],
    [
      "a run of a side branch that claims master",
      anUpload({ run: aRun({ headBranch: "side" }) }),
      "artifact-claims-other-run",
    ],
    [
      "a claimed branch with dots",
      withSpec({ application: { ...built.spec.application, branch: ".." } }),
      "artifact-claims-other-run",
    ],
    [
      "a branch that looks the same in the id",
      anUpload({ run: aRun({ headBranch: "master/" }) }),
      "artifact-claims-other-run",
    ],
    [
      "an id of another plan",
      withSpec({ id: anId("master", aCommit(), aCommit("other plan")) }),
      "artifact-claims-other-run",
    ],
    [
      "an upload of another run",
      withSpec({ run: { ...built.spec.run, id: 8 } }),
      "artifact-claims-other-run",
    ],
    [
      "an attempt that wasn't made",
      withSpec({ run: { ...built.spec.run, attempt: 2 } }),
      "artifact-claims-other-run",
    ],
    [
      "another repository's run",
      withSpec({ run: { ...built.spec.run, repository: "acme/cart" } }),
      "artifact-claims-other-run",
    ],
    [
      "an upload that was renamed to another key",
      anUpload({ upload: { service: "shop", reuseKey: "f".repeat(64) } }),
      "artifact-claims-other-run",
    ],
    [
      "another service's artifact under this name",
      withSpec({ service: "cart" }),
      "artifact-claims-other-run",
    ],
    ["another digest", withSpec({ digest: digestOf(new Map()) }), "artifact-digest-mismatch"],
    ["no spec", anUpload({ files: built.manifests }), "artifact-invalid"],
    [
      "a spec that is none",
      anUpload({ files: new Map([["artifact.json", "{}"]]) }),
      "artifact-invalid",
    ],
    [
      "a file that belongs to no environment",
      anUpload({ files: new Map([...filesOf(built.spec), ["x.yaml", ""]]) }),
      "artifact-unsafe-path",
    ],
    [
      "a file outside",
      withManifests({ "dev/a.yaml": aConfigMap("a"), "dev/../x.yaml": aConfigMap("b") }),
      "artifact-unsafe-path",
    ],
    [
      "an environment that ham.yaml lacks",
      withManifests({ "live/a.yaml": aConfigMap("a") }),
      "unknown-environment",
    ],
    [
      "a Secret",
      withManifests({ "dev/a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n" }),
      "manifest-not-allowed",
    ],
    [
      "101 manifests",
      withManifests(
        Object.fromEntries(
          Array.from({ length: 101 }, (_, i) => [`dev/${i}.yaml`, aConfigMap(`a${i}`)]),
        ),
      ),
      "artifact-too-large",
    ],
  ])("refuses %s", (_, uploaded, reason) => {
    expect(judgeUpload(uploaded)).toMatchObject({ kind: "refused", reason });
  });

  it("refuses an environment without manifests, which would remove all that runs there", () => {
    const { spec, manifests } = anArtifact({
      manifests: { "dev/a.yaml": aConfigMap("a") },
      spec: { environments: ["dev", "prod"] },
    });

    expect(judgeUpload(anUpload({ files: filesOf(spec, manifests) }))).toMatchObject({
      reason: "artifact-invalid",
      sentence: "there are no manifests for prod",
    });
  });

  it("takes an earlier attempt's upload in a rerun of what failed", () => {
    expect(judgeUpload(anUpload({ run: aRun({ attempt: 2 }) })).kind).toBe("judged");
  });

  it("keeps a pull request's test merge without a source tree", () => {
    const uploaded = {
      ...withSpec({ sourceTree: aTree("of the test merge") }),
      run: aRun({ event: "pull_request" }),
    };

    expect(judgeUpload(uploaded)).toMatchObject({ artifact: { spec: { sourceTree: null } } });
  });
});
