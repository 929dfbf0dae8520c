import { join } from "node:path";

import * as v from "valibot";

import { pushChange } from "../demo/seed.ts";
import type { World } from "../demo/world.ts";
import { until } from "../processes/wait.ts";
import { outputsStep } from "./act-log.ts";
import { runOutside } from "./act-run.ts";
import { comparableSpec, type Finding, manifestsOf, same } from "./compare.ts";
import { ended } from "./own-run.ts";
import { forget, readArtifacts, type RunResult, type Uploads } from "./result.ts";

/** The repository becomes one of several services with a plan of their own. */
const SERVICES = ["cart", "mail", "stock"];
/** Those that the second push touches. */
const TOUCHED = ["cart", "stock"];

const WORKFLOW = `name: ci
on: {push: {branches: [master]}}
permissions: {contents: read, actions: read}
jobs:
  changed:
    runs-on: ubuntu-latest
    outputs:
      projects: \${{ steps.changed.outputs.projects }}
      any: \${{ steps.changed.outputs.any }}
    steps:
      - uses: actions/checkout@v4
      - id: changed
        uses: acme/shuttle-action/changed@v1
        with:
          folder: services
  build:
    needs: changed
    if: needs.changed.outputs.any == 'true'
    runs-on: ubuntu-latest
    strategy:
      matrix:
        project: \${{ fromJSON(needs.changed.outputs.projects) }}
    steps:
      - uses: actions/checkout@v4
      - uses: acme/shuttle-action@v1
        with:
          project: \${{ matrix.project }}
  tell:
    needs: changed
    runs-on: ubuntu-latest
    steps:
${outputsStep("changed")}`;

const PLAN = "scripts: {build: {actions: [{shell: shuttle get service}]}}\n";
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ string "service" .Vars }}, namespace: {{ .Args.env }}}
`;

type Matrix = { readonly projects: string; readonly uploads: Uploads };

export type MonorepoAttempt = {
  readonly world: World;
  readonly repository: string;
  readonly act: string;
  readonly nodeFolder: string;
};

/** The matrix over the projects that a push touches, by the sandbox's own runner and by act. */
export async function compareMonorepo(attempt: MonorepoAttempt): Promise<readonly Finding[]> {
  const { world, repository } = attempt;
  await pushAndWait(attempt, {
    ".github/workflows/ci.yml": WORKFLOW,
    "plan/plan.yaml": PLAN,
    "plan/templates/k8s/config.yaml.tmpl": TEMPLATE,
    ...Object.fromEntries(SERVICES.map((name) => [`services/${name}/shuttle.yaml`, project(name)])),
  });
  const touched = TOUCHED.map((name) => [`services/${name}/readme.md`, "changed\n"] as const);
  const runId = await pushAndWait(attempt, Object.fromEntries(touched));
  const own = await ownMatrix(world, repository, runId);
  for (const name of own.uploads.keys()) await forget(world, repository, name);
  const { code, report, uploads } = await runOutside({
    ...attempt,
    runId,
    clone: join(world.clones, repository),
    read: (id) => readArtifacts(world, repository, id),
  });
  const act = { projects: report.outputs["projects"] ?? "", uploads: uploads ?? new Map() };
  const expected = JSON.stringify(TOUCHED.map((name) => `services/${name}`));
  return [
    same("exit code", "0", String(code)),
    same("projects", expected, own.projects),
    ...compareMatrices(own, act),
  ];
}

function compareMatrices(own: Matrix, act: Matrix): readonly Finding[] {
  const names = [...own.uploads.keys()].sort();
  const filesOf = ({ uploads }: Matrix, name: string): Pick<RunResult, "files"> => ({
    files: uploads.get(name) ?? new Map<string, string>(),
  });
  return [
    same("projects by act", own.projects, act.projects),
    same("uploads", names.join("\n"), [...act.uploads.keys()].sort().join("\n")),
    ...names.flatMap((name) => [
      same(
        `manifests of ${name}`,
        manifestsOf(filesOf(own, name)),
        manifestsOf(filesOf(act, name)),
      ),
      same(
        `spec of ${name}`,
        comparableSpec(filesOf(own, name)),
        comparableSpec(filesOf(act, name)),
      ),
    ]),
  ];
}

function project(service: string): string {
  return `plan: ../../plan\nvars: {service: ${service}, k8s: {dev: {}}}\n`;
}

async function pushAndWait(
  { world, repository }: MonorepoAttempt,
  texts: Readonly<Record<string, string>>,
): Promise<number> {
  const files = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, () => text] as const),
  );
  const change = {
    repository,
    branch: "master",
    files,
    message: "feat: services",
    as: "developer",
  } as const;
  const sha = await pushChange(world, change);
  return until(`The workflow of ${repository}`, () => ended(world, repository, sha), 60_000);
}

const outputsSchema = v.record(v.string(), v.record(v.string(), v.string()));

async function ownMatrix(world: World, repository: string, runId: number): Promise<Matrix> {
  const outputs = await world.admin.call(outputsSchema, "readRunOutputs", { runId });
  const uploads = await readArtifacts(world, repository, runId);
  return { projects: outputs["changed"]?.["projects"] ?? "", uploads };
}
