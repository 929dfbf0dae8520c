import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { ActionInputs } from "../../action/io.ts";
import type { ActionPorts } from "../../action/ports.ts";
import type { WorkflowRun } from "../../action/event.ts";
import { projectFiles } from "../../src/adapters/files/project-files.ts";
import { planFolders } from "../../src/adapters/git/plan-folders.ts";
import { sourceTrees } from "../../src/adapters/git/source-trees.ts";
import { createShell } from "../../src/adapters/process/shell.ts";
import { leftFiles } from "../../src/adapters/workflow/left-files.ts";
import { diffManifests } from "../../src/adapters/workflow/manifest-diff.ts";
import { createTemplateHost } from "../../src/adapters/template-host.ts";
import { type CommitSha, commitSha, type TreeSha } from "../../src/core/artifact/ids.ts";
import type { RunRecord } from "../../src/core/artifact/provenance.ts";
import { parseUploadName } from "../../src/core/artifact/reuse-key.ts";
import type { EarlierUpload, EarlierUploads } from "../../src/flows/shuttle/build-ports.ts";
import { createTemplateEngine } from "../../src/flows/shuttle/go-templates.ts";
import { loadProject } from "../../src/flows/shuttle/load-project.ts";
import { runScript } from "../../src/flows/shuttle/run-script.ts";
import type { ProjectWorld } from "../flows/shuttle/project-world.ts";

export const DEFAULT_INPUTS: ActionInputs = {
  project: ".",
  plan: "",
  run: undefined,
  arguments: new Map(),
  service: "",
  environments: undefined,
  reports: [],
  publish: undefined,
  token: "",
};

const HEAD = commitSha("a".repeat(40));

export const DEFAULT_RUN: WorkflowRun = {
  repository: "acme/shop",
  id: 7,
  attempt: 1,
  workflow: ".github/workflows/ci.yml",
  event: "push",
  headSha: HEAD,
  headBranch: "master",
  isFork: false,
  baseBranch: "master",
  title: undefined,
  author: undefined,
  serverUrl: "https://github.com",
  apiUrl: "https://api.github.com",
  url: "https://github.com/acme/shop/actions/runs/7",
};

/** A project with a plan beside it, both in one repository. */
export const SHOP: Readonly<Record<string, string>> = {
  "repo/.gitignore": ".shuttle/\n",
  "repo/shop/shuttle.yaml": `plan: ../plan
vars:
  service: shop
  squad: storefront
  k8s:
    local: {replicas: 1}
    dev: {replicas: 1}
    prod: {replicas: 3, namespace: shop-prod}
`,
  "repo/plan/plan.yaml": `scripts:
  build:
    actions:
      - shell: echo building; printf '{"image":"shop:1"}' > "$tmp/args.json"
  test:
    actions:
      - shell: echo testing
`,
  "repo/plan/templates/k8s/deployment.yaml.tmpl": `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: {{ get (printf "k8s.%s.namespace" .Args.env) .Vars | default .Args.env }}}
spec: {replicas: {{ int (printf "k8s.%s.replicas" .Args.env) .Vars }}, image: {{ .Args.image }}}
`,
};

export type Logged = {
  readonly level: string;
  readonly text: string;
  readonly file?: string;
  readonly line?: number | undefined;
};

/** Ports of real parts, except for GitHub and the runner's log. */
export function createTestPorts(
  world: ProjectWorld,
  options: {
    readonly run?: Partial<WorkflowRun>;
    readonly uploads?: EarlierUploads;
    readonly clock?: () => Date;
  } = {},
): ActionPorts & { readonly logged: Logged[]; readonly output: string[] } {
  const logged: Logged[] = [];
  const output: string[] = [];
  const environment = world.environment;
  const workspace = world.path("repo");
  const sink = {
    write: (lines: Uint8Array): undefined => void output.push(Buffer.from(lines).toString()),
  };
  const log =
    (level: string): ActionPorts["log"]["warning"] =>
    (text, place) =>
      logged.push(place === undefined ? { level, text } : { level, text, ...place });
  const notify = ({ text }: { readonly text: string }) => void logged.push({ level: "info", text });
  const shell = createShell({ mode: "relayed", graceMs: 1_000, onSignal: () => undefined });
  const host = createTemplateHost({ environment, workingDirectory: workspace });
  return {
    run: { ...DEFAULT_RUN, ...options.run },
    workspace,
    outputFolder: world.path("out"),
    files: {
      ...projectFiles,
      write: (path, text) => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      },
    },
    left: leftFiles,
    load: ({ project, plan }) =>
      loadProject(
        {
          workingDirectory: `${workspace}/${project}`,
          project: `${workspace}/${project}`,
          plan,
          clean: false,
          skipPull: false,
          environment,
        },
        { files: projectFiles, plans: planFolders(environment), notify },
      ),
    runScript: (project, run) =>
      runScript(
        project,
        { ...run, output: { stdout: sink, stderr: sink } },
        { files: projectFiles, shell, environment, launcherPath: "/nowhere", contextId: "test" },
      ),
    engine: createTemplateEngine(() => Promise.resolve(host)),
    source: sourceTrees,
    uploads: options.uploads ?? noUploads,
    diff: diffManifests,
    log: {
      info: log("info"),
      warning: log("warning"),
      error: log("error"),
      group: (_, work) => work(),
    },
    version: "0.0.0",
    now: options.clock ?? (() => new Date("2026-03-02T12:00:00Z")),
    logged,
    output,
  };
}

const noUploads: EarlierUploads = {
  named: () => Promise.resolve([]),
  ofBranch: () => Promise.resolve([]),
  runRecord: () => Promise.resolve(undefined),
  treeOf: () => Promise.resolve(undefined),
  open: () => Promise.resolve({ kind: "unusable", why: "there is none" }),
};

/** What GitHub has: uploads with their runs, by run id. */
export class UploadsInMemory implements EarlierUploads {
  readonly entries: {
    name: string;
    record: RunRecord;
    tree: TreeSha;
    files: ReadonlyMap<string, string>;
  }[] = [];

  named: EarlierUploads["named"] = (name) =>
    Promise.resolve(
      this.entries
        .filter((entry) => entry.name === name)
        .map(toUpload)
        .reverse(),
    );
  ofBranch: EarlierUploads["ofBranch"] = (service, branch) =>
    Promise.resolve(
      this.entries
        .filter(({ name, record }) => isOf(service, name) && record.headBranch === branch)
        .map(toUpload)
        .reverse(),
    );
  runRecord: EarlierUploads["runRecord"] = (id) =>
    Promise.resolve(this.entries.find(({ record }) => record.id === id)?.record);
  treeOf: EarlierUploads["treeOf"] = (commit) =>
    Promise.resolve(this.entries.find(({ record }) => record.headSha === commit)?.tree);
  open: EarlierUploads["open"] = ({ runId }) => {
    const found = this.entries.find(({ record }) => record.id === runId);
    return Promise.resolve(
      found === undefined
        ? { kind: "unusable", why: "it is gone" }
        : { kind: "opened", files: found.files },
    );
  };
}

function isOf(service: string, name: string): boolean {
  return parseUploadName(name)?.service === service;
}

function toUpload({ record }: { readonly record: RunRecord }): EarlierUpload {
  return { id: record.id, runId: record.id, sizeInBytes: 1, digest: undefined };
}

export function aRunRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 5,
    attempt: 1,
    repository: "acme/shop",
    repositoryId: 1,
    headRepositoryId: 1,
    event: "pull_request",
    status: "completed",
    conclusion: "success",
    headBranch: "feature",
    headSha: aCommitOf("feature"),
    workflowPath: ".github/workflows/ci.yml",
    createdAt: "2026-03-02T11:00:00Z",
    actor: "developer",
    url: "https://github.com/acme/shop/actions/runs/5",
    ...overrides,
  };
}

function aCommitOf(name: string): CommitSha {
  return commitSha(createHash("sha1").update(name).digest("hex"));
}
