import * as v from "valibot";

import type { Checked } from "../problem.ts";

/** How many vulnerabilities of which severity; what has none, or a lesser one, counts as low. */
export type ScanCounts = Readonly<Record<Severity, number>>;

type Severity = "critical" | "high" | "medium" | "low";

export const NO_VULNERABILITIES: ScanCounts = { critical: 0, high: 0, medium: 0, low: 0 };

export function addScans(a: ScanCounts, b: ScanCounts): ScanCounts {
  return {
    critical: a.critical + b.critical,
    high: a.high + b.high,
    medium: a.medium + b.medium,
    low: a.low + b.low,
  };
}

/** Counts what a scanner reports in JSON: SARIF, or the own format of Trivy, Grype or Snyk. */
export function readScan(json: unknown): Checked<ScanCounts> {
  for (const read of FORMATS) {
    const severities = read(json);
    if (severities === undefined) continue;
    const counts = { ...NO_VULNERABILITIES };
    for (const severity of severities) counts[severity] += 1;
    return { kind: "valid", value: counts };
  }
  const message = "expected a report of Trivy, Grype or Snyk, or SARIF";
  return { kind: "invalid", problems: [{ path: "", message, line: 1 }] };
}

type Reader = (json: unknown) => readonly Severity[] | undefined;

const named = v.nullish(v.string(), "");

function reader<Schema extends v.GenericSchema>(
  schema: Schema,
  severities: (report: v.InferOutput<Schema>) => readonly Severity[],
): Reader {
  return (json) => {
    // Of a report in another format each entry would be a mistake.
    const parsed = v.safeParse(schema, json, { abortEarly: true });
    return parsed.success ? severities(parsed.output) : undefined;
  };
}

function severityOf(name: string): Severity {
  switch (name.toLowerCase()) {
    case "critical":
      return "critical";
    case "high":
      return "high";
    case "medium":
    case "moderate":
      return "medium";
    default:
      return "low";
  }
}

const trivy = reader(
  v.object({
    SchemaVersion: v.number(),
    Results: v.nullish(
      v.array(v.object({ Vulnerabilities: v.nullish(v.array(v.object({ Severity: named }))) })),
    ),
  }),
  ({ Results }) =>
    (Results ?? []).flatMap(({ Vulnerabilities }) =>
      (Vulnerabilities ?? []).map(({ Severity }) => severityOf(Severity)),
    ),
);

const grype = reader(
  v.object({ matches: v.array(v.object({ vulnerability: v.object({ severity: named }) })) }),
  ({ matches }) => matches.map(({ vulnerability }) => severityOf(vulnerability.severity)),
);

const snykReport = v.object({
  vulnerabilities: v.array(v.object({ id: v.string(), severity: named })),
});

/** It names a vulnerability once for each way on which it comes in. */
const snyk = reader(v.union([snykReport, v.array(snykReport)]), (report) => {
  const reports = Array.isArray(report) ? report : [report];
  return reports.flatMap(({ vulnerabilities }) => {
    const byId = new Map(vulnerabilities.map(({ id, severity }) => [id, severity]));
    return [...byId.values()].map(severityOf);
  });
});

const sarifProperties = v.nullish(
  v.object({ "security-severity": v.nullish(v.union([v.string(), v.number()])) }),
);
const sarifRule = v.object({
  id: named,
  properties: sarifProperties,
  defaultConfiguration: v.nullish(v.object({ level: v.nullish(v.string()) })),
});
const sarifResult = v.object({
  ruleId: named,
  level: v.nullish(v.string()),
  kind: v.nullish(v.string(), "fail"),
  suppressions: v.nullish(v.array(v.unknown()), []),
  properties: sarifProperties,
});
const sarifRun = v.object({
  tool: v.object({ driver: v.object({ rules: v.nullish(v.array(sarifRule), []) }) }),
  results: v.nullish(v.array(sarifResult), []),
});

const sarif = reader(v.object({ runs: v.array(sarifRun) }), ({ runs }) =>
  runs.flatMap(({ tool, results }) => {
    const rules = new Map(tool.driver.rules.map((rule) => [rule.id, rule]));
    return results
      .filter(({ kind, suppressions }) => kind === "fail" && suppressions.length === 0)
      .map((result) => sarifSeverity(result, rules.get(result.ruleId)));
  }),
);

/** GitHub's own scale for the number that scanners put beside the level. */
function sarifSeverity(
  { level, properties }: v.InferOutput<typeof sarifResult>,
  rule: v.InferOutput<typeof sarifRule> | undefined,
): Severity {
  const text = properties?.["security-severity"] ?? rule?.properties?.["security-severity"];
  const score = text === undefined || text === null ? NaN : Number(text);
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  if (score >= 0) return "low";
  switch (level ?? rule?.defaultConfiguration?.level ?? "warning") {
    case "error":
      return "high";
    case "warning":
      return "medium";
    default:
      return "low";
  }
}

const FORMATS: readonly Reader[] = [trivy, grype, snyk, sarif];
