import { readFileSync } from "node:fs";
import { buildASTSchema, type GraphQLSchema, parse, validate } from "graphql";

const schemaFile = new URL(
  "../../node_modules/@octokit/graphql-schema/schema.graphql",
  import.meta.url,
);

let schema: GraphQLSchema | undefined;

/**
 * What GitHub's own, whole schema has against a query or mutation, one sentence a mistake; empty when GitHub
 * would accept it. The schema is read once per process, which takes about half a second.
 */
export function validateAgainstGithub(text: string): readonly string[] {
  return validate(loadFullSchema(), parse(text)).map((error) => error.message);
}

/**
 * GitHub's whole schema. Not validated itself: the published text defines a field twice, which
 * graphql-js would refuse although it changes nothing for a query.
 */
export function loadFullSchema(): GraphQLSchema {
  schema ??= buildASTSchema(parse(readFileSync(schemaFile, "utf8"), { noLocation: true }), {
    assumeValid: true,
    assumeValidSDL: true,
  });
  return schema;
}
