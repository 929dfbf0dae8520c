import * as v from "valibot";

import { until } from "../../../scripts/processes/wait.ts";
import { type ForgeWorld, SHOP } from "./forge-world.ts";

const checksSchema = v.object({
  check_runs: v.array(
    v.object({
      name: v.string(),
      conclusion: v.nullable(v.string()),
      output: v.object({ title: v.nullable(v.string()), summary: v.nullable(v.string()) }),
    }),
  ),
});

/** What Ham's check says on a commit of which a run has uploaded something. */
export async function verdictOn(
  world: ForgeWorld,
  commit: string,
  repository = SHOP,
): Promise<{ readonly conclusion: string; readonly summary: string }> {
  return until(`Ham's check on ${commit.slice(0, 10)}`, async () => {
    const path = `/repos/${repository}/commits/${commit}/check-runs`;
    const { check_runs } = await world.as("developer")(checksSchema, "GET", path);
    const check = check_runs.find(({ name }) => /^Ham\b/.test(name));
    if (check === undefined || check.conclusion === null) return undefined;
    return { conclusion: check.conclusion, summary: check.output.summary ?? "" };
  });
}
