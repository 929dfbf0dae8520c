import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";

const NAME = "args.json";
const MAX_BYTES = 1024 * 1024;

/** Where scripts may leave arguments for the templates, for example the tag of what they built. */
export function argumentsFile({ project }: Build): string {
  return joinPath(project.temporaryPath, NAME);
}

/** The input `arguments`, with what scripts left. */
export function readArgumentsFile(
  build: Build,
  { left }: ActionPorts,
): { readonly kind: "read"; readonly values: ReadonlyMap<string, string> } | BuildRefusal {
  const file = left.read(argumentsFile(build), MAX_BYTES);
  switch (file.kind) {
    case "missing":
      return { kind: "read", values: build.arguments };
    case "unreadable":
      return refuse(file.why);
    case "too-large":
      return refuse("has more than 1 MiB");
    case "read":
      return parseTexts(Buffer.from(file.bytes).toString("utf8"), build.arguments);
  }
}

function parseTexts(
  text: string,
  given: ReadonlyMap<string, string>,
): { readonly kind: "read"; readonly values: ReadonlyMap<string, string> } | BuildRefusal {
  const parsed = tryParse(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return refuse("is expected to be a JSON object of texts");
  }
  const values = new Map(given);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(parsed);
  for (const [key, value] of entries) {
    if (typeof value !== "string") {
      return refuse(`is expected to be a JSON object of texts, and '${key}' is no text`);
    }
    values.set(key, value);
  }
  return { kind: "read", values };
}

function refuse(why: string): BuildRefusal {
  return refuseBuild("arguments-file-invalid", `$tmp/${NAME} ${why}`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
