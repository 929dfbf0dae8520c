import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { createTemplateHost } from "../../src/adapters/template-host.ts";
import { shuttleFunctions } from "../../src/core/gotemplate/functions/all.ts";
import { parseTemplate } from "../../src/core/gotemplate/template.ts";
import { GoMap, Struct } from "../../src/core/gotemplate/value.ts";
import { decodeYamlMap } from "../../src/core/yaml/decode.ts";
import { toFigure } from "../figure.ts";
import type { Bench } from "../suite.ts";

const ORACLE = "test/oracle";
const TEMPLATES = [
  { name: "deployment", what: "a deployment of 60 lines", benchmark: "BenchmarkDeployment" },
  { name: "loop", what: "a loop of 1,000 rounds", benchmark: "BenchmarkLoop" },
] as const;

/** Half of Go's time is twice Go's rate. Slower rounds tell of the machine, so the fastest are compared. */
const AIM = { of: "p50", atMost: 0.5 } as const;
const WARM_UP_SECONDS = 1;
const ROUNDS = 5;
const QUICK_ROUNDS = 1;

type Measured = (typeof TEMPLATES)[number];
type Effort = { readonly rounds: number; readonly seconds: number };

/** Templates that were parsed once, rendered by our engine and by Go's, in turn. */
export function measureTemplates(bench: Bench): Promise<void> {
  const effort = bench.quick
    ? { rounds: QUICK_ROUNDS, seconds: 0.1 }
    : { rounds: ROUNDS, seconds: 0.5 };
  for (const template of TEMPLATES) measureTemplate(bench, template, effort);
  return Promise.resolve();
}

function measureTemplate(bench: Bench, measured: Measured, { rounds, seconds }: Effort): void {
  const render = preparedRender(measured.name);
  render(WARM_UP_SECONDS);
  const ours: number[] = [];
  const go: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const time = goTime(measured.benchmark, seconds);
    if (time !== undefined) go.push(time);
    ours.push(render(seconds));
  }
  const name = `templates: ${measured.what}`;
  bench.report(toFigure({ name, parameters: { engine: "ours" }, unit: "µs" }, ours));
  if (go.length === 0) {
    bench.note("there is no Go here to compare with");
    return;
  }
  bench.report(toFigure({ name, parameters: { engine: "Go" }, unit: "µs" }, go));
  const ratio = Math.min(...ours) / Math.min(...go);
  const parameters = { engine: "ours / Go, fastest rounds" };
  bench.report(toFigure({ name, parameters, unit: "× Go's time", aim: AIM }, [ratio]));
}

/** Renders for so many seconds, and gives the microseconds of one rendering. */
function preparedRender(name: string): (seconds: number) => number {
  const template = parseTemplate({
    name,
    text: readFileSync(join(ORACLE, "bench", `${name}.tmpl`), "utf8"),
    functions: shuttleFunctions,
  });
  const host = createTemplateHost({ environment: new Map(), workingDirectory: process.cwd() });
  const root = createRoot();
  return (seconds) => {
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < seconds * 1000) {
      for (let times = 0; times < 10; times += 1) template.execute(root, host);
      count += 10;
    }
    return ((performance.now() - started) * 1000) / count;
  };
}

function createRoot(): Struct {
  const args: readonly [string, string][] = [
    ["env", "prod"],
    ["tag", "v1"],
  ];
  return new Struct({
    name: "cmd.context",
    fields: [
      ["Vars", decodeYamlMap(readFileSync(join(ORACLE, "bench", "vars.yaml"), "utf8"))],
      ["Args", GoMap.of(args, "string")],
      ["PlanPath", "/plan"],
      ["ProjectPath", "/p"],
    ],
  });
}

/** Microseconds of one rendering by Go; undefined where there is no Go. */
function goTime(benchmark: string, seconds: number): number | undefined {
  const { stdout, status } = spawnSync(
    "go",
    ["test", "-run", "^$", "-bench", `^${benchmark}$`, "-benchtime", `${seconds}s`],
    {
      cwd: ORACLE,
      encoding: "utf8",
      env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const nanoseconds = status === 0 ? /([\d.]+) ns\/op/.exec(stdout)?.[1] : undefined;
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1000;
}
