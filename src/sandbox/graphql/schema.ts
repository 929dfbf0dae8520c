import { buildSchema, isScalarType } from "graphql";
import type { GraphQLSchema } from "graphql";

import { scalarRules, tightenScalar } from "./scalars.ts";
import { schemaText } from "./schema.generated.ts";

/** GitHub's schema as far as the sandbox answers it, its scalars read strictly. Built when first asked for. */
export function githubSchema(): GraphQLSchema {
  schema ??= build();
  return schema;
}

let schema: GraphQLSchema | undefined;

function build(): GraphQLSchema {
  const built = buildSchema(schemaText, { noLocation: true });
  for (const [name, rule] of Object.entries(scalarRules)) {
    const type = built.getType(name);
    if (isScalarType(type)) tightenScalar(type, rule);
  }
  return built;
}
