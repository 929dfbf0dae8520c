/** A query or mutation with its variables, ready to be sent. */
export type GraphqlDocument = {
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * Collects the variables of a document while its selections are written. Values never become part of the
 * text, so nothing needs to be escaped, and documents of the same shape have the same text.
 */
export class DocumentBuilder {
  readonly #types: string[] = [];
  readonly #values: Record<string, unknown> = {};

  /** Declares a variable of that type and gives its name with the `$`. */
  variable(type: string, value: unknown): string {
    const name = `v${this.#types.length}`;
    this.#types.push(`$${name}: ${type}`);
    this.#values[name] = value;
    return `$${name}`;
  }

  /** `name` is what GitHub's and our logs call the operation. */
  build(kind: "query" | "mutation", name: string, selection: string): GraphqlDocument {
    const variables = this.#types.length === 0 ? "" : `(${this.#types.join(", ")})`;
    return {
      name,
      text: `${kind} ${name}${variables} {\n${selection}\n}`,
      variables: this.#values,
    };
  }
}

/** `repository(owner:, name:) { … }` for `owner/name`. */
export function inRepository(
  builder: DocumentBuilder,
  repository: string,
  selection: string,
): string {
  const { owner, name } = splitRepository(repository);
  const ownerName = builder.variable("String!", owner);
  const repositoryName = builder.variable("String!", name);
  return `repository(owner: ${ownerName}, name: ${repositoryName}) {\n${selection}\n}`;
}

export function splitRepository(repository: string): {
  readonly owner: string;
  readonly name: string;
} {
  const [owner = "", name = ""] = repository.split("/");
  return { owner, name };
}

/** The parameters by which REST routes name a repository. */
export function repositoryParameters(repository: string): {
  readonly owner: string;
  readonly repo: string;
} {
  const { owner, name } = splitRepository(repository);
  return { owner, repo: name };
}
