import type { Stage } from "../src/core/artifact/spec.ts";
import { code } from "./summary-markdown.ts";

/** What a stage's tools found, in a few words; `""` for nothing. Data of earlier runs may have any form. */
export function describeFindings({ data }: Stage): string {
  if (data === undefined || data === null) return "";
  const { image, tag, digest } = data;
  const counts = [
    ...countsOf(data["results"], RESULTS),
    ...countsOf(data["vulnerabilities"], VULNERABILITIES),
  ];
  const named = typeof image === "string" ? [code(imageName(image, tag))] : [];
  const digests = typeof digest === "string" ? [code(digest)] : [];
  return [...named, ...digests, ...counts].join(", ");
}

const RESULTS = ["passed", "failed", "skipped"];
const VULNERABILITIES = ["critical", "high", "medium", "low"];

function imageName(image: string, tag: unknown): string {
  return typeof tag === "string" && tag !== "" ? `${image}:${tag}` : image;
}

function countsOf(value: unknown, names: readonly string[]): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const counts = new Map<string, unknown>(Object.entries(value));
  return names.flatMap((name) => {
    const count = counts.get(name);
    return typeof count === "number" ? [`${count} ${name}`] : [];
  });
}
