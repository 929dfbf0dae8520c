import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";

import { parseDescription } from "./description-schema.ts";
import type { ApiDescription, OperationDescription } from "./description-schema.ts";
import { descriptionText } from "./operations.generated.ts";

export type RequestFault = {
  readonly in: "path" | "query" | "body";
  /** GitHub's words where GitHub has some, for example `"body" wasn't supplied.` */
  readonly message: string;
};

/** Says what GitHub's own description has against a request or an answer. */
export type ApiValidator = {
  readonly request: (
    operation: string,
    request: {
      readonly params: Readonly<Record<string, string>>;
      readonly query: URLSearchParams;
      readonly body: unknown;
    },
  ) => readonly RequestFault[];
  /** Sentences; none for refusals that the description leaves out, as it does for most operations. */
  readonly response: (operation: string, status: number, body: unknown) => readonly string[];
};

/** One for the whole process: what it compiles, each schema when it is first needed, is shared. */
export function apiValidator(): ApiValidator {
  validator ??= createValidator(parseDescription(descriptionText));
  return validator;
}

let validator: ApiValidator | undefined;

const rootId = "github";

function createValidator(description: ApiDescription): ApiValidator {
  const compile = createCompiler(description);
  const operationOf = (id: string) => description.operations[id];
  return {
    request: (id, { params, query, body }) => {
      const operation = operationOf(id);
      if (operation === undefined)
        return [
          { in: "path", message: "The extract of GitHub's description lacks the operation." },
        ];
      return [
        ...pathFaults(operation, params, (index) => compile(id, "parameters", index)),
        ...queryFaults(operation, query, (index) => compile(id, "parameters", index)),
        ...bodyFaults(operation, body, () => compile(id, "requestBody")),
      ];
    },
    response: (id, status, body) => {
      const operation = operationOf(id);
      if (operation === undefined) return [];
      const schema = operation.responses[String(status)];
      if (schema === undefined)
        return status < 400 ? [`GitHub does not answer ${status} to this.`] : [];
      // Media types other than JSON share the status: text and bytes are not described.
      if (schema === null || body === undefined) return [];
      return faultsOf(compile(id, "responses", String(status)), body).map(responseSentence);
    },
  };
}

type Compile = (id: string, ...path: readonly (string | number)[]) => ValidateFunction;

function createCompiler(description: ApiDescription): Compile {
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    coerceTypes: false,
  });
  ajv.addSchema(description, rootId);
  return (id, ...path) => {
    const suffix = path[0] === "parameters" ? ["schema"] : [];
    const pointer = ["operations", id, ...path, ...suffix].map(toPointerPart).join("/");
    const compiled = ajv.getSchema(`${rootId}#/${pointer}`);
    if (compiled === undefined) throw new Error(`the description has no ${pointer}`);
    return compiled;
  };
}

function toPointerPart(part: string | number): string {
  return encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
}

function pathFaults(
  operation: OperationDescription,
  params: Readonly<Record<string, string>>,
  compile: (index: number) => ValidateFunction,
): readonly RequestFault[] {
  return operation.parameters.flatMap((parameter, index) => {
    const text = params[parameter.name];
    if (parameter.in !== "path" || text === undefined) return [];
    return accepts(compile(index), text)
      ? []
      : [{ in: "path", message: `The path's ${parameter.name} cannot be ${quote(text)}.` }];
  });
}

function queryFaults(
  operation: OperationDescription,
  query: URLSearchParams,
  compile: (index: number) => ValidateFunction,
): readonly RequestFault[] {
  const parameters = operation.parameters.map((parameter, index) => ({ ...parameter, index }));
  return [...query].flatMap(([name, text]) => {
    const parameter = parameters.find((known) => known.in === "query" && known.name === name);
    if (parameter === undefined)
      return [{ in: "query", message: `GitHub knows no parameter ${quote(name)} here.` }];
    return accepts(compile(parameter.index), text)
      ? []
      : [{ in: "query", message: `The parameter ${name} cannot be ${quote(text)}.` }];
  });
}

/** In an address everything is text: it may stand for a number, a boolean or a list. */
function accepts(validate: ValidateFunction, text: string): boolean {
  const readings: readonly unknown[] = [
    text,
    ...(/^-?\d+$/.test(text) ? [Number(text)] : []),
    ...(text === "true" || text === "false" ? [text === "true"] : []),
    text.split(","),
  ];
  return readings.some((reading) => validate(reading));
}

function bodyFaults(
  operation: OperationDescription,
  body: unknown,
  compile: () => ValidateFunction,
): readonly RequestFault[] {
  if (operation.requestBody === undefined) return [];
  if (body === undefined && operation.bodyRequired !== true) return [];
  return faultsOf(compile(), body ?? {}).map((error) => ({
    in: "body",
    message: requestSentence(error, body),
  }));
}

function faultsOf(validate: ValidateFunction, value: unknown): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

/** As GitHub puts it. */
function requestSentence(error: ErrorObject, body: unknown): string {
  const { missingProperty } = error.params;
  if (typeof missingProperty === "string") return `"${missingProperty}" wasn't supplied.`;
  const path = error.instancePath.slice(1);
  const value = JSON.stringify(valueAt(body, path)).slice(0, 200);
  return path === ""
    ? `${value} ${error.message ?? "is invalid"}.`
    : `For 'properties/${path}', ${value} ${expectation(error)}.`;
}

function expectation(error: ErrorObject): string {
  const { type } = error.params;
  if (error.keyword !== "type") return error.message ?? "is invalid";
  return `is not ${/^[aio]/.test(String(type)) ? "an" : "a"} ${String(type)}`;
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split("/")
    .filter((step) => step !== "")
    .reduce<unknown>((part, step) => (isRecord(part) ? part[step] : undefined), value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function responseSentence(error: ErrorObject): string {
  return `The answer's ${error.instancePath || "body"} ${error.message ?? "is invalid"}${detail(error)}.`;
}

function detail(error: ErrorObject): string {
  const { allowedValues } = error.params;
  return Array.isArray(allowedValues) ? ` (${allowedValues.join(", ")})` : "";
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
