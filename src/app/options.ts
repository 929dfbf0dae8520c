import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

import type { Checked, Problem } from "../core/problem.ts";

/** How Ham is run, from the environment. */
export type HamOptions = {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** `owner/name`. */
  readonly configRepository: string;
  /** REST, without a trailing slash. */
  readonly apiUrl: string;
  /** Web pages, without a trailing slash. */
  readonly serverUrl: string;
  readonly host: string;
  readonly port: number;
  readonly watermarkFile: string;
  readonly sweepMs: number;
  readonly answersPerMinute: number;
  readonly logLevel: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const wholeNumber = (from: number, to: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, "expected a whole number"),
    v.transform(Number),
    v.minValue(from, `expected a number from ${from} to ${to}`),
    v.maxValue(to, `expected a number from ${from} to ${to}`),
  );

const url = v.pipe(
  v.string(),
  v.url("expected an address that begins with http:// or https://"),
  v.regex(/^https?:\/\//, "expected an address that begins with http:// or https://"),
  v.transform((text) => text.replace(/\/+$/, "")),
);

const environmentSchema = v.object({
  APP_ID: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  WEBHOOK_SECRET: v.pipe(v.string(), v.minLength(8, "expected at least 8 characters")),
  HAM_CONFIG_REPOSITORY: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name")),
  GHE_HOST: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]+$/, "expected a host name"))),
  GHE_PROTOCOL: v.optional(v.picklist(["http", "https"], "expected http or https"), "https"),
  GITHUB_API_URL: v.optional(url),
  GITHUB_SERVER_URL: v.optional(url),
  HOST: v.optional(v.string(), "localhost"),
  PORT: v.optional(wholeNumber(0, 65_535), "3000"),
  HAM_DATA: v.optional(v.string(), ".ham"),
  HAM_SWEEP_MINUTES: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d+(\.\d+)?$/, "expected a number of minutes"),
      v.transform(Number),
      v.minValue(0.01, "expected at least 0.01 minutes"),
    ),
    "5",
  ),
  HAM_ANSWERS_PER_MINUTE: v.optional(wholeNumber(1, 10_000), "60"),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(", ")}`), "info"),
});

/** Everything that is read, in the words of docs/operating.md. */
export const VARIABLES: readonly string[] = [
  ...Object.keys(environmentSchema.entries),
  "PRIVATE_KEY",
  "PRIVATE_KEY_PATH",
];

/** All mistakes at once, each with the variable and what is expected of it; never with a secret. */
export function parseOptions(environment: Environment): Checked<HamOptions> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = v.safeParse(environmentSchema, given);
  const key = readPrivateKey(given);
  const problems = [
    ...(parsed.success ? [] : parsed.issues.map(toProblem)),
    ...(key.kind === "invalid" ? key.problems : []),
  ];
  if (!parsed.success || key.kind === "invalid") return { kind: "invalid", problems };
  const values = parsed.output;
  return {
    kind: "valid",
    value: {
      appId: values.APP_ID,
      privateKey: key.value,
      webhookSecret: values.WEBHOOK_SECRET,
      configRepository: values.HAM_CONFIG_REPOSITORY,
      ...addressesOf(values),
      host: values.HOST,
      port: values.PORT,
      watermarkFile: join(values.HAM_DATA, "watermark.json"),
      sweepMs: values.HAM_SWEEP_MINUTES * 60_000,
      answersPerMinute: values.HAM_ANSWERS_PER_MINUTE,
      logLevel: values.LOG_LEVEL,
    },
  };
}

export function formatOptionProblems(problems: readonly Problem[]): string {
  const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
  return `Ham can't start, the environment lacks something:\n${lines.join("\n")}\n`;
}

function toProblem(issue: v.BaseIssue<unknown>): Problem {
  const path = v.getDotPath(issue) ?? "";
  return { path, message: issue.received === "undefined" ? missing(path) : issue.message };
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  APP_ID: "the App's id, a number from its settings page",
  WEBHOOK_SECRET: "the secret that the App's webhooks are signed with",
  HAM_CONFIG_REPOSITORY: "owner/name of the repository that Flux reads",
};

function missing(name: string): string {
  return `missing, expected ${EXPLANATIONS[name] ?? "a value"}`;
}

/** The key itself, with real or written line ends or in base64, or the path of a file. */
function readPrivateKey(environment: Environment): Checked<string> {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: file } = environment;
  if (text === undefined && file === undefined) {
    const message = "missing, expected the App's private key in PEM, or PRIVATE_KEY_PATH";
    return { kind: "invalid", problems: [{ path: "PRIVATE_KEY", message }] };
  }
  const name = text === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  try {
    const key = text ?? readFileSync(file ?? "", "utf8");
    const pem = toPem(key);
    createPrivateKey(pem);
    return { kind: "valid", value: pem };
  } catch {
    const message = `expected ${text === undefined ? "a file with " : ""}a private key in PEM`;
    return { kind: "invalid", problems: [{ path: name, message }] };
  }
}

function toPem(text: string): string {
  const key = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString("utf8");
  return key.replaceAll("\\n", "\n");
}

function addressesOf(values: {
  readonly GHE_HOST?: string | undefined;
  readonly GHE_PROTOCOL: string;
  readonly GITHUB_API_URL?: string | undefined;
  readonly GITHUB_SERVER_URL?: string | undefined;
}): { readonly apiUrl: string; readonly serverUrl: string } {
  const host = values.GHE_HOST;
  const enterprise = host === undefined ? undefined : `${values.GHE_PROTOCOL}://${host}`;
  const apiUrl =
    values.GITHUB_API_URL ??
    (enterprise === undefined ? "https://api.github.com" : `${enterprise}/api/v3`);
  const serverUrl = values.GITHUB_SERVER_URL ?? enterprise ?? serverOf(apiUrl);
  return { apiUrl, serverUrl };
}

/** Web pages beside an API: `https://api.<host>` and `https://<host>/api/v3` belong to `https://<host>`. */
function serverOf(apiUrl: string): string {
  return apiUrl.replace(/\/api\/v3$/, "").replace(/^(https?:\/\/)api\./, "$1");
}
