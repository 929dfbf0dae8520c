import { GraphQLError, parse, validate } from "graphql";
import type { DocumentNode, GraphQLSchema } from "graphql";

/** A query's text, read: what it asks, or what is wrong with it. */
type PreparedQuery =
  | { readonly kind: "valid"; readonly document: DocumentNode }
  | { readonly kind: "invalid"; readonly errors: readonly GraphQLError[] };

/** Reads each text once: clients send the same few again and again. */
export class PreparedQueries {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, PreparedQuery>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  prepare(text: string): PreparedQuery {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const prepared = read(this.#schema, text);
    if (text.length > longest) return prepared;
    this.#known.set(text, prepared);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= remembered) break;
      this.#known.delete(oldest);
    }
    return prepared;
  }
}

const remembered = 200;

/** A text with its values written into it, which will not come again. Characters. */
const longest = 100_000;

function read(schema: GraphQLSchema, text: string): PreparedQuery {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length === 0 ? { kind: "valid", document } : { kind: "invalid", errors };
  } catch (error) {
    if (error instanceof GraphQLError) return { kind: "invalid", errors: [error] };
    throw error;
  }
}
