/** `strategy.matrix`: one job for each combination. */
import { isJsonObject } from "./json-schema.ts";
import type { Json, JsonObject } from "./json-schema.ts";

/** More than this GitHub refuses. */
export const MOST_COMBINATIONS = 256;

/** The combinations in GitHub's order; none for a matrix that is no mapping or holds nothing. */
export function combinationsOf(matrix: Json): readonly JsonObject[] {
  if (!isJsonObject(matrix)) return [];
  const { include, exclude, ...axes } = matrix;
  const excluded = objectsIn(exclude);
  const crossed = cross(axes).filter(
    (combination) => !excluded.some((wanted) => isPartOf(wanted, combination)),
  );
  return extend(crossed, Object.keys(axes), objectsIn(include));
}

function cross(axes: JsonObject): readonly JsonObject[] {
  const entries = Object.entries(axes);
  if (entries.length === 0) return [];
  return entries.reduce<readonly JsonObject[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) =>
        listOf(values).map((value) => ({ ...combination, [name]: value })),
      ),
    [{}],
  );
}

/** An `include` adds to the combinations that it contradicts in no original value, else it is one of its own. */
function extend(
  crossed: readonly JsonObject[],
  axes: readonly string[],
  includes: readonly JsonObject[],
): readonly JsonObject[] {
  const extended = [...crossed];
  const added: JsonObject[] = [];
  for (const include of includes) {
    const original = Object.fromEntries(
      Object.entries(include).filter(([name]) => axes.includes(name)),
    );
    const fitting = crossed.flatMap((combination, index) =>
      isPartOf(original, combination) ? [index] : [],
    );
    for (const index of fitting) extended[index] = { ...extended[index], ...include };
    if (fitting.length === 0) added.push(include);
  }
  return [...extended, ...added];
}

function isPartOf(part: JsonObject, whole: JsonObject): boolean {
  return Object.entries(part).every(
    ([name, value]) => JSON.stringify(whole[name]) === JSON.stringify(value),
  );
}

function listOf(value: Json): readonly Json[] {
  return isList(value) ? value : [value];
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return value === undefined ? [] : listOf(value).filter(isJsonObject);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
