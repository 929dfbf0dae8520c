/**
 * Cuts src/sandbox/graphql/schema.generated.ts out of GitHub's GraphQL schema, as the package
 * @octokit/graphql-schema publishes it: only what kept-fields.mjs lists, without prose.
 *
 *   node scripts/extract-graphql-schema.mjs           writes the file
 *   node scripts/extract-graphql-schema.mjs --check   exits with 1 if the file is not what would be written
 */
import { readFileSync, writeFileSync } from "node:fs";
import { buildSchema, Kind, parse, print } from "graphql";
import { keptFields } from "../src/sandbox/graphql/kept-fields.mjs";

const root = new URL("../", import.meta.url);
const target = new URL("src/sandbox/graphql/schema.generated.ts", root);
const source = new URL("node_modules/@octokit/graphql-schema/", root);

const BUILT_IN = new Set(["ID", "String", "Int", "Float", "Boolean"]);
const LEAVES = new Set([
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
]);

main(process.argv.slice(2));

function main(options) {
  const text = renderModule(extract(readDefinitions(), parseKept()), readVersion());
  if (!options.includes("--check")) {
    writeFileSync(target, text);
    return;
  }
  if (readFileSync(target, "utf8") !== text) {
    console.error(
      "schema.generated.ts is out of date: run node scripts/extract-graphql-schema.mjs and commit the result.",
    );
    process.exitCode = 1;
  }
}

function readVersion() {
  return JSON.parse(readFileSync(new URL("package.json", source), "utf8")).version;
}

function readDefinitions() {
  const document = parse(readFileSync(new URL("schema.graphql", source), "utf8"), {
    noLocation: true,
  });
  return new Map(document.definitions.map((definition) => [definition.name.value, definition]));
}

/** `{ Commit: "oid history(first path)" }` becomes type → field → names of arguments. */
function parseKept() {
  return new Map(
    Object.entries(keptFields).map(([type, text]) => [type, parseFields(type, text.trim())]),
  );
}

function parseFields(type, text) {
  const fields = new Map();
  for (const [, name, brackets] of text.matchAll(/([A-Za-z]\w*)(?:\(([^)]*)\))?/g)) {
    if (fields.has(name)) throw new Error(`kept-fields.mjs lists ${type}.${name} twice.`);
    fields.set(name, new Set(brackets?.split(/\s+/).filter(Boolean)));
  }
  return fields;
}

function extract(definitions, kept) {
  const wanted = new Set(kept.keys());
  const cut = new Map();
  for (const name of wanted) {
    const definition = definitions.get(name);
    if (definition === undefined) throw new Error(`GitHub's schema has no type ${name}.`);
    const result = cutDefinition(definition, kept, definitions);
    cut.set(name, result);
    // Enums, scalars and input types are added behind the ones being walked, and so walked too.
    for (const used of referredTypes(result)) {
      if (!wanted.has(used)) wanted.add(requireLeaf(used, definitions, name));
    }
  }
  return [...cut.values()].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
}

function requireLeaf(name, definitions, from) {
  if (LEAVES.has(definitions.get(name)?.kind)) return name;
  throw new Error(`${from} refers to ${name}, which kept-fields.mjs does not list.`);
}

function cutDefinition(definition, kept, definitions) {
  const bare = { ...definition, description: undefined, directives: [] };
  switch (definition.kind) {
    case Kind.UNION_TYPE_DEFINITION:
      return { ...bare, types: definition.types.filter((type) => kept.has(type.name.value)) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...bare, values: definition.values.map(withoutProse) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...bare, fields: cutInput(definition, kept) };
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return cutObject(bare, kept, definitions);
    default:
      return bare;
  }
}

function cutInput(definition, kept) {
  const listed = kept.get(definition.name.value);
  return definition.fields
    .filter((field) => listed === undefined || listed.has(field.name.value))
    .map(withoutProse);
}

function cutObject(definition, kept, definitions) {
  const name = definition.name.value;
  const interfaces = definition.interfaces.filter((type) => kept.has(type.name.value));
  const fields = wantedFields(name, interfaces, kept);
  const known = new Map(definition.fields.map((field) => [field.name.value, field]));
  for (const [field, args] of fields) requireField(known.get(field), `${name}.${field}`, args);
  return {
    ...definition,
    interfaces,
    fields: definition.fields
      .filter((field) => fields.has(field.name.value))
      .map((field) => cutField(field, fields.get(field.name.value))),
  };
}

/** The type's own entry and those of its interfaces. */
function wantedFields(name, interfaces, kept) {
  const fields = new Map();
  for (const entry of [name, ...interfaces.map((type) => type.name.value)]) {
    for (const [field, args] of kept.get(entry)) {
      fields.set(field, new Set([...(fields.get(field) ?? []), ...args]));
    }
  }
  return fields;
}

function requireField(field, path, args) {
  if (field === undefined) throw new Error(`GitHub's schema has no ${path}.`);
  const known = new Set(field.arguments.map((argument) => argument.name.value));
  for (const argument of [...args, ...requiredArguments(field)]) {
    if (!known.has(argument)) throw new Error(`${path} has no argument ${argument}.`);
  }
}

function cutField(field, args) {
  const names = new Set([...args, ...requiredArguments(field)]);
  return {
    ...withoutProse(field),
    arguments: field.arguments.filter(({ name }) => names.has(name.value)).map(withoutProse),
  };
}

function requiredArguments(field) {
  return field.arguments
    .filter((argument) => argument.type.kind === Kind.NON_NULL_TYPE && !argument.defaultValue)
    .map((argument) => argument.name.value);
}

function withoutProse(node) {
  return { ...node, description: undefined, directives: [] };
}

function referredTypes(definition) {
  const named = (type) => (type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type));
  const fields = definition.kind === Kind.ENUM_TYPE_DEFINITION ? [] : (definition.fields ?? []);
  const types = fields.flatMap((field) => [field, ...(field.arguments ?? [])]);
  return types.map((node) => named(node.type)).filter((name) => !BUILT_IN.has(name));
}

function renderModule(definitions, version) {
  const sdl = definitions.map((definition) => print(definition)).join("\n\n");
  buildSchema(sdl);
  return [
    `// Generated by scripts/extract-graphql-schema.mjs from @octokit/graphql-schema ${version} (MIT,`,
    "// GitHub's public GraphQL schema); kept-fields.mjs says what is kept. Do not edit.",
    `export const schemaText = \`\n${sdl}\n\`;`,
    "",
  ].join("\n");
}
