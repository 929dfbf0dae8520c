import * as v from "valibot";

/** GitHub's REST API as one person uses it. Throws what GitHub said when it refuses. */
export type Api = <Schema extends v.GenericSchema>(
  schema: Schema,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<v.InferOutput<Schema>>;

export const ANYTHING = v.unknown();

/** `root` without a trailing slash, for example `http://127.0.0.1:4000/api/v3`. */
export function createApi(root: string, token: string): Api {
  return async (schema, method, path, body) => {
    const response = await fetch(`${root}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    }
    return v.parse(schema, text === "" ? null : JSON.parse(text));
  };
}
