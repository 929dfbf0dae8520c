import { Slice } from "../value.ts";
import type { Value } from "../value.ts";
import { goStringText } from "./printing.ts";

/** Any value as a list of strings: lists lose their nils, anything else becomes the only element. */
export function toTexts(value: Value): Slice {
  if (value === null) return new Slice([], "string");
  if (!(value instanceof Slice)) return new Slice([goStringText(value)], "string");
  if (value.elem === "string") return value;
  const present = value.items.filter((item) => item !== null);
  return new Slice(present.map(goStringText), "string");
}
