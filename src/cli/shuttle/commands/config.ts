import { parsePlanReference, refName } from "../../../core/shuttle/plan-reference.ts";
import type { LoadedProject } from "../../../flows/shuttle/load-project.ts";
import { type Command, DONE, isOn, printJson } from "../command.ts";

/** Prints version, plan and environment. On a CI runner values are left out: they may be secrets. */
export const config: Command = async (call) => {
  const { world, flags, load } = call;
  const project = await load(flags);
  if (project.kind !== "loaded") return project;
  const excluded = new Set([...NOBODYS, ...(flags.get("exclude-env-vars") ?? "").split(",")]);
  const isRunner = world.environment.get("GITHUB_ACTIONS") === "true";
  const variables = [...world.environment]
    .filter(([name]) => !excluded.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, isRunner || TOKENS.has(name) ? "***" : value] as const);
  const [version, plan] = [world.version, planText(project)];
  if (isOn(flags, "json")) {
    return printJson(call, { version, plan, environment: Object.fromEntries(variables) });
  }
  const lines = variables.map(([name, value]) => `${name}=${value}\n`).join("");
  world.stdout.write(`Version ${version}\n\nPlan:\n${plan}\n\nEnvironment:\n${lines}`);
  return DONE;
};

/** They are between one shuttle and another. */
const NOBODYS = ["SHUTTLE_PARENT", "SHUTTLE_NODE"];

/** Never shown, wherever this runs. */
const TOKENS: ReadonlySet<string> = new Set(["SHUTTLE_GIT_TOKEN"]);

/** As written, with the ref that counts. */
function planText({ file }: LoadedProject): string {
  const reference = parsePlanReference(file.plan);
  if (reference.kind === "none") return "false";
  if (reference.kind !== "git") return file.plan;
  return `${file.plan} ${refName(reference.ref)}`;
}
