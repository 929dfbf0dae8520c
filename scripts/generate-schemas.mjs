// Writes the JSON Schemas that are published, from the schemas that the code checks with:
//   node scripts/generate-schemas.mjs [--check]
// With --check nothing is written, and a difference ends with exit code 1.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "esbuild";
import { format } from "prettier";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SCHEMAS = {
  "schemas/artifact.schema.json": {
    name: "artifactSpecSchema",
    title: "artifact.json: one build of a service",
  },
  "schemas/ham.schema.json": {
    name: "hamConfigSchema",
    title: "ham.yaml: environments in promotion order, and which repository owns which service",
  },
};

const check = process.argv.includes("--check");
const code = await loadSchemas();
const stale = [];
for (const [path, { name, title }] of Object.entries(SCHEMAS)) {
  const text = await render(code, name, title);
  if (check && read(path) !== text) stale.push(path);
  if (!check) write(path, text);
}
if (stale.length > 0) {
  process.stderr.write(
    `Error: ${stale.join(" and ")} differ from the code; run 'npm run generate'\n`,
  );
  process.exitCode = 1;
}

/** The sources are TypeScript, which not every supported Node reads. */
async function loadSchemas() {
  const outfile = join(ROOT, "node_modules/.cache", `schemas-${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, "scripts/lib/published-schemas.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "warning",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

async function render(schemas, name, title) {
  const { $schema, ...schema } = schemas.toJsonSchema(schemas[name], {
    // What a person writes, before defaults; checks that no JSON Schema can say are left out.
    typeMode: "input",
    errorMode: "ignore",
  });
  return format(JSON.stringify({ $schema, title, ...schema }), { parser: "json", printWidth: 100 });
}

function read(path) {
  try {
    return readFileSync(join(ROOT, path), "utf8");
  } catch {
    return undefined;
  }
}

function write(path, text) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
