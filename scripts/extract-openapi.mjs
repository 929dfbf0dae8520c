/**
 * Cuts src/sandbox/openapi/operations.generated.ts out of GitHub's OpenAPI description, as the package
 * @octokit/openapi publishes it (too large to be a dependency): the operations listed in
 * src/sandbox/openapi/kept-operations.mjs, as JSON Schema, without prose.
 *
 *   node scripts/extract-openapi.mjs FOLDER           FOLDER is an unpacked @octokit/openapi
 *   node scripts/extract-openapi.mjs FOLDER --check   exits with 1 if the file is not what would be written
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keptOperations } from "../src/sandbox/openapi/kept-operations.mjs";

const target = new URL("../src/sandbox/openapi/operations.generated.ts", import.meta.url);

const JSON_TYPE = "application/json";
/** Of one answer's media types, those that are JSON. */
const JSON_TYPES = [JSON_TYPE, "application/vnd.github.object"];
/** Keywords of OpenAPI that say nothing about what is valid, and `nullable`, which is translated. */
const DROPPED = new Set([
  "default",
  "deprecated",
  "description",
  "discriminator",
  "example",
  "examples",
  "externalDocs",
  "format",
  "nullable",
  "readOnly",
  "summary",
  "title",
  "writeOnly",
]);
/** Keywords whose values are schemas by name, so that a property called `description` stays. */
const MAPS = new Set(["properties", "patternProperties"]);
/** Keywords whose values are data, kept as they are. */
const DATA = new Set(["enum", "required", "const"]);

main(process.argv.slice(2));

function main([folder, option]) {
  if (folder === undefined || folder.startsWith("--")) {
    console.error(
      "Which folder holds @octokit/openapi? Run: node scripts/extract-openapi.mjs FOLDER [--check]",
    );
    process.exitCode = 2;
    return;
  }
  const text = renderModule(extract(readDescription(folder)));
  if (option !== "--check") {
    writeFileSync(target, text);
    return;
  }
  if (readFileSync(target, "utf8") !== text) {
    console.error(
      "operations.generated.ts is out of date: run node scripts/extract-openapi.mjs FOLDER and commit the result.",
    );
    process.exitCode = 1;
  }
}

function readDescription(folder) {
  return JSON.parse(readFileSync(join(folder, "generated", "api.github.com.json"), "utf8"));
}

function extract(description) {
  const known = operationsById(description);
  const missing = keptOperations.filter((id) => !known.has(id));
  if (missing.length > 0)
    throw new Error(`GitHub's description has no operation ${missing.join(", ")}`);
  const operations = Object.fromEntries(
    keptOperations.toSorted().map((id) => [id, toOperation(description, known.get(id))]),
  );
  return {
    version: description.info.version,
    operations,
    components: reachableComponents(description, operations),
  };
}

function operationsById(description) {
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => typeof operation.operationId === "string")
      .map(([method, operation]) => [operation.operationId, { path, method, operation }]),
  );
  return new Map(operations);
}

function toOperation(description, { path, method, operation }) {
  const { parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content?.[JSON_TYPE]?.schema;
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((parameter) => toParameter(follow(description, parameter))),
    ...(body === undefined ? {} : { requestBody: toSchema(body) }),
    ...(requestBody?.required === true ? { bodyRequired: true } : {}),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        toResponse(follow(description, response)),
      ]),
    ),
  };
}

function toParameter({ name, in: place, required, schema }) {
  return { name, in: place, ...(required ? { required } : {}), schema: toSchema(schema) };
}

/** Null where the answer is not JSON, or has no body. */
function toResponse({ content = {} }) {
  const schemas = JSON_TYPES.filter((type) => type in content).map((type) =>
    toSchema(content[type].schema),
  );
  return schemas.length > 1 ? { anyOf: schemas } : (schemas[0] ?? null);
}

function follow(description, value) {
  if (value.$ref === undefined) return value;
  const steps = value.$ref.replace("#/", "").split("/");
  return steps.reduce((part, step) => part[step], description);
}

function toSchema(schema) {
  if (Array.isArray(schema)) return schema.map(toSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !DROPPED.has(keyword) && !keyword.startsWith("x-"))
      .map(([keyword, value]) => [keyword, toKeyword(keyword, value)]),
  );
  return schema.nullable === true ? orNull(kept) : kept;
}

function toKeyword(keyword, value) {
  if (DATA.has(keyword)) return value;
  if (!MAPS.has(keyword)) return toSchema(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, schema]) => [name, toSchema(schema)]),
  );
}

/** OpenAPI 3.0 says `nullable`, JSON Schema names the type. */
function orNull(schema) {
  const { type, ...rest } = schema;
  if (typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
  const values = rest.enum === undefined ? {} : { enum: [...new Set([...rest.enum, null])] };
  return { type: [type, "null"], ...rest, ...values };
}

function reachableComponents(description, operations) {
  const components = new Map();
  const pending = referencesIn(operations);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (components.has(name)) continue;
    const schema = toSchema(description.components.schemas[name]);
    components.set(name, schema);
    pending.push(...referencesIn(schema));
  }
  return Object.fromEntries([...components].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function referencesIn(value) {
  const found = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  return [...found].map(([, name]) => name);
}

function renderModule({ version, operations, components }) {
  const json = JSON.stringify({ operations, components: { schemas: components } }, null, 1);
  if (json.includes("`") || json.includes("${")) throw new Error("the text would not be a literal");
  return [
    `// Generated by scripts/extract-openapi.mjs from @octokit/openapi ${version} (MIT, GitHub's public`,
    "// description of its REST API); kept-operations.mjs says what is kept. Do not edit.",
    `export const descriptionVersion = ${JSON.stringify(version)};`,
    "",
    `export const descriptionText = String.raw\`${json}\`;`,
    "",
  ].join("\n");
}
