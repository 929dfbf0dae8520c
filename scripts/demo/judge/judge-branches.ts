import { createHash } from "node:crypto";

import type { Claims } from "./claims.ts";
import type { GitReader } from "./read-git.ts";

/** Everything that is wrong with the environment branches; empty: they are as claimed. */
export function judgeBranches(git: GitReader, claims: Claims): readonly string[] {
  return Object.entries(claims.environments).flatMap(([environment, head]) => [
    ...judgeHead(git, environment, head),
    ...judgeHistory(git, environment, claims),
    ...judgeContent(git, environment),
    ...judgeIndex(git, environment),
  ]);
}

function judgeHead(git: GitReader, environment: string, head: string): readonly string[] {
  const actual = git.tryRun("rev-parse", "--verify", "--quiet", `refs/heads/env/${environment}`);
  return actual === head
    ? []
    : [`env/${environment} is at ${actual ?? "nothing"}, and ${head} was claimed`];
}

/** One line of commits; each a release with its trailers; what was claimed is in it, once, and nothing else. */
function judgeHistory(git: GitReader, environment: string, claims: Claims): readonly string[] {
  const commits = commitsOf(git, environment);
  const claimed = claims.steps.filter(
    (step) => step.environment === environment && step.outcome === "released",
  );
  return [
    ...commits.flatMap((commit, index) => judgeCommit(commit, index === commits.length - 1)),
    ...claimed.flatMap(({ name, request, commit }) => {
      const found = commits.filter((one) => one.requests.includes(request ?? ""));
      if (found.length !== 1) return [`${name}: ${found.length} commits carry '${request ?? ""}'`];
      return found[0]?.oid === commit
        ? []
        : [`${name}: it is ${found[0]?.oid ?? ""}, not ${commit ?? ""}`];
    }),
    ...claims.steps
      .filter((step) => step.outcome === "refused" && step.request !== null)
      .filter((step) => commits.some(({ requests }) => requests.includes(step.request ?? "")))
      .map(({ name }) => `${name} was refused, and env/${environment} has a commit for it`),
    ...commits
      .flatMap(({ requests }) => requests)
      .filter((request, index, all) => all.indexOf(request) !== index)
      .map((request) => `'${request}' was carried out twice in ${environment}`),
  ];
}

type Commit = {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly title: string;
  readonly requests: readonly string[];
  readonly services: readonly string[];
};

function commitsOf(git: GitReader, environment: string): readonly Commit[] {
  const trailers = (key: string) => `%(trailers:key=${key},valueonly,separator=%x2C)`;
  const format = `%H%x00%P%x00%s%x00${trailers("Request")}%x00${trailers("Service")}%x01`;
  return git
    .run("log", `--format=${format}`, `env/${environment}`)
    .split("\x01")
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      const [oid = "", parents = "", title = "", requests = "", services = ""] = one.split("\0");
      const list = (text: string) => text.split(",").filter(Boolean);
      return {
        oid,
        parents: parents.split(" ").filter(Boolean),
        title,
        requests: list(requests),
        services: list(services),
      };
    });
}

function judgeCommit(commit: Commit, isFirst: boolean): readonly string[] {
  const { oid, parents, requests, services, title } = commit;
  if (isFirst) return parents.length === 0 ? [] : [`the first commit ${oid} has a parent`];
  return [
    ...(parents.length === 1 ? [] : [`${oid} has ${parents.length} parents`]),
    ...(requests.length > 0 && requests.length === services.length
      ? []
      : [`${oid} '${title}' is no release`]),
  ];
}

/** Manifests are the stored artifact's, byte for byte, and its digest is what the commit says. */
function judgeContent(git: GitReader, environment: string): readonly string[] {
  const branch = `env/${environment}`;
  const specs = git.files(branch, "releases").filter((path) => path.endsWith("/artifact.json"));
  return specs.flatMap((path) => {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const service = folder.slice(folder.lastIndexOf("/") + 1);
    return judgeService(git, { environment, branch, folder, service });
  });
}

function judgeService(
  git: GitReader,
  place: {
    readonly environment: string;
    readonly branch: string;
    readonly folder: string;
    readonly service: string;
  },
): readonly string[] {
  const { environment, branch, folder, service } = place;
  const what = `${service} in ${environment}`;
  const spec: unknown = JSON.parse(git.bytes(branch, `${folder}/artifact.json`).toString("utf8"));
  const id = textAt(spec, "id");
  const commit = textAt(spec, "application", "sha");
  const stored = `artifacts/${service}`;
  const storedFolder = `${commit.slice(0, 2)}/${id}`;
  const released = git.files(branch, folder);
  const kept = git
    .files(stored, `${storedFolder}/${environment}`)
    .map((path) => path.slice(storedFolder.length + environment.length + 2));
  const here = released.map((path) => path.slice(folder.length + 1));
  const wanted = ["artifact.json", ...kept].sort();
  return [
    ...(here.sort().join() === wanted.join()
      ? []
      : [`${what} has the files ${here.join(", ")}, and its artifact ${wanted.join(", ")}`]),
    ...kept
      .filter((file) => here.includes(file))
      .filter(
        (file) =>
          !git
            .bytes(branch, `${folder}/${file}`)
            .equals(git.bytes(stored, `${storedFolder}/${environment}/${file}`)),
      )
      .map((file) => `${what}: ${file} is not what the artifact holds`),
    ...judgeDigest(git, { stored, storedFolder, spec, what, branch, folder }),
  ];
}

function judgeDigest(
  git: GitReader,
  place: {
    readonly stored: string;
    readonly storedFolder: string;
    readonly spec: unknown;
    readonly what: string;
    readonly branch: string;
    readonly folder: string;
  },
): readonly string[] {
  const { stored, storedFolder, spec, what, branch, folder } = place;
  const lines = git
    .files(stored, storedFolder)
    .map((path) => path.slice(storedFolder.length + 1))
    .filter((path) => path !== "artifact.json")
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((path) => `${sha256(git.bytes(stored, `${storedFolder}/${path}`))}  ${path}\n`);
  const digest = sha256(Buffer.from(lines.join("")));
  const trailer = git.run(
    "log",
    "-1",
    "--format=%(trailers:key=Artifact-digest,valueonly)",
    branch,
    "--",
    `${folder}/artifact.json`,
  );
  return [
    ...(textAt(spec, "digest") === digest ? [] : [`${what}: the spec's digest is not ${digest}`]),
    ...(trailer.split("\n").includes(digest) ? [] : [`${what}: the commit doesn't name ${digest}`]),
  ];
}

/** `index.json` says what the folders say. */
function judgeIndex(git: GitReader, environment: string): readonly string[] {
  const branch = `env/${environment}`;
  const index: unknown = JSON.parse(git.bytes(branch, "index.json").toString("utf8"));
  if (!Array.isArray(index)) return [`index.json of ${environment} is no list`];
  const listed = index.map(
    (entry: unknown) => `${textAt(entry, "service")} ${textAt(entry, "artifact")}`,
  );
  const there = git
    .files(branch, "releases")
    .filter((path) => path.endsWith("/artifact.json"))
    .map((path) => {
      const spec: unknown = JSON.parse(git.bytes(branch, path).toString("utf8"));
      return `${textAt(spec, "service")} ${textAt(spec, "id")}`;
    });
  const missing = there
    .map((one) => one.split(" ")[0] ?? "")
    .filter(
      (service) =>
        git.tryRun("cat-file", "-e", `${branch}:clusters/${environment}/${service}.yaml`) ===
        undefined,
    );
  return [
    ...(listed.sort().join() === there.sort().join()
      ? []
      : [
          `index.json of ${environment} lists ${listed.join(", ")}, and the folders ${there.join(", ")}`,
        ]),
    ...missing.map((service) => `${environment} has no Kustomization of ${service}`),
  ];
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function textAt(value: unknown, ...keys: readonly string[]): string {
  let current = value;
  for (const key of keys) {
    if (typeof current !== "object" || current === null) return "";
    current = Object.entries(current).find(([name]) => name === key)?.[1];
  }
  return typeof current === "string" ? current : "";
}
