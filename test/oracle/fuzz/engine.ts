import { Buffer } from "node:buffer";

import type { Answer, Program } from "./program.ts";
import { createTemplateHost } from "../../../src/adapters/template-host.ts";
import { quoted } from "../../../src/core/gotemplate/fmt/quote.ts";
import { shuttleFunctions } from "../../../src/core/gotemplate/functions/all.ts";
import { compareBytes, toBytes } from "../../../src/core/gotemplate/functions/byte-string.ts";
import { TemplateError } from "../../../src/core/gotemplate/template-error.ts";
import { parseTemplate } from "../../../src/core/gotemplate/template.ts";
import {
  Float,
  GoMap,
  Integer,
  Slice,
  Struct,
  type TemplateHost,
  type Value,
} from "../../../src/core/gotemplate/value.ts";
import { decodeYaml, decodeYamlMap, Decoder, typeError } from "../../../src/core/yaml/decode.ts";
import { encodeYaml } from "../../../src/core/yaml/encode.ts";
import { parseDocument } from "../../../src/core/yaml/parser.ts";
import { YamlError } from "../../../src/core/yaml/yaml-error.ts";

/** Answers as the oracle does, with our engine. What is no error of a template ends in the stage `bug`. */
export type Engine = (program: Program) => Answer;

export function createEngine(world: {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}): Engine {
  const host = createTemplateHost({
    environment: new Map(Object.entries(world.environment)),
    workingDirectory: world.folder,
  });
  return (program) => {
    try {
      return program.kind === "yaml" ? readYaml(program) : render(program, host);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return failed("bug", text);
    }
  };
}

function render(program: Extract<Program, { kind: "template" }>, host: TemplateHost): Answer {
  const { template, left, right } = program;
  let stage = "data";
  try {
    const root = rootOf(program);
    stage = "parse";
    const parsed = parseTemplate({
      name: "t.tmpl",
      text: template,
      leftDelimiter: left,
      rightDelimiter: right,
      functions: shuttleFunctions,
    });
    stage = "exec";
    return { stage: "done", output: bytes(parsed.execute(root, host)), error: "" };
  } catch (error) {
    if (error instanceof YamlError) return failed(stage, error.message);
    if (!(error instanceof TemplateError)) throw error;
    const reason = error.code === "limit" ? "limit" : stage;
    return { stage: reason, output: bytes(error.partial), error: bytes(error.message) };
  }
}

function rootOf({ doc, args }: Extract<Program, { kind: "template" }>): Struct {
  return new Struct({
    name: "cmd.context",
    fields: [
      ["Vars", decodeYamlMap(doc)],
      ["Args", GoMap.of(Object.entries(args), "string")],
      ["PlanPath", "/plan"],
      ["ProjectPath", "/p"],
    ],
  });
}

function readYaml({ yaml, strict }: Extract<Program, { kind: "yaml" }>): Answer {
  let described: string | undefined;
  try {
    const value = strict ? decodeStrictly(yaml) : decodeYaml(yaml);
    described = describe(value);
    return { stage: "done", output: bytes(`${described}\n\n${encodeYaml(value)}`), error: "" };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const isOurs = error.reason !== "document contains excessive aliasing";
    if (error.code === "limit" && isOurs) return failed("limit", error.message);
    if (described === undefined) return failed("data", error.message);
    return { stage: "exec", output: bytes(described), error: bytes(error.message) };
  }
}

function decodeStrictly(text: string): Value {
  const node = parseDocument(text);
  const decoder = new Decoder("strict");
  const value = node === undefined ? new GoMap() : decoder.decodeStringMap(node);
  if (decoder.findings.length > 0) throw typeError(decoder.findings);
  return value;
}

/** A value as a text that tells types apart, whatever the order of keys. */
function describe(value: Value): string {
  if (value === null) return "<nil> <nil>";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "bigint") return `int ${value}`;
  if (typeof value === "boolean") return `bool ${String(value)}`;
  if (value instanceof Float) return `float64 ${bitsOf(value.value)}`;
  if (value instanceof Integer) return `${value.type} ${value.value}`;
  if (value instanceof Slice) return `[${value.items.map(describe).join(", ")}]`;
  if (value instanceof Struct) return value.type;
  const entries = [...value.entries.values()].map(
    (entry) => `${describe(entry.key)}: ${describe(entry.value)}`,
  );
  return `${value.type}{${entries.sort(compareBytes).join(", ")}}`;
}

function bitsOf(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  const bits = buffer.readBigUInt64BE();
  return (Number.isNaN(value) ? bits | 1n : bits).toString(16);
}

function failed(stage: string, message: string): Answer {
  return { stage, output: "", error: bytes(message) };
}

function bytes(text: string): string {
  return toBytes(text).toString("latin1");
}
