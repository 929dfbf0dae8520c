import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import { DNS_LABEL } from "../src/core/artifact/dns-label.ts";
import { GoMap, type Value } from "../src/core/gotemplate/value.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { lineOfNearestKey } from "../src/core/shuttle/script-line.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionInputs } from "./io.ts";
import type { ActionPorts } from "./ports.ts";

/** Deployments to a developer's own machine are no environment. */
const LOCAL = "local";

/** The input, else the variable `service`. */
export function serviceOf(
  inputs: ActionInputs,
  project: LoadedProject,
  ports: ActionPorts,
): { readonly kind: "found"; readonly name: string } | BuildRefusal {
  const variable = project.file.vars.get("service");
  const name = inputs.service === "" ? variable : inputs.service;
  if (typeof name === "string" && DNS_LABEL.pattern.test(name)) return { kind: "found", name };
  const refuse = (reason: "service-missing" | "service-invalid", message: string): BuildRefusal =>
    refuseVariable(reason, { message, keys: ["vars", "service"], project, ports });
  if (name === undefined || name === null) {
    const advice = `give the input 'service', or set vars.service in the project's ${PROJECT_FILE}`;
    return refuse("service-missing", `the service has no name: ${advice}`);
  }
  const shown = typeof name === "string" ? name : "no text";
  const message = `expected ${DNS_LABEL.expected} as the service, received '${shown}'`;
  return refuse("service-invalid", message);
}

/** The input, else the keys of the variable `k8s` that have variables of their own, except `local`. */
export function environmentsOf(
  inputs: ActionInputs,
  project: LoadedProject,
  ports: ActionPorts,
): { readonly kind: "found"; readonly names: readonly string[] } | BuildRefusal {
  const names = inputs.environments ?? environmentVariables(project.file.vars.get("k8s"));
  const keys = ["vars", "k8s"];
  if (names.length === 0) {
    const advice = `give the input 'environments', or set vars.k8s in the project's ${PROJECT_FILE}`;
    const message = `there is no environment: ${advice}`;
    return refuseVariable("environments-missing", { message, keys, project, ports });
  }
  const [wrong, ...more] = names.filter((name) => !DNS_LABEL.pattern.test(name));
  if (wrong === undefined) return { kind: "found", names };
  const shown = [wrong, ...more].join("', '");
  const message = `expected DNS labels of a-z, 0-9 and - as environments, received '${shown}'`;
  const place = { message, keys: [...keys, wrong], project, ports };
  return refuseVariable("environment-invalid", place);
}

/** With the line of the variable. */
function refuseVariable(
  reason: "service-missing" | "service-invalid" | "environments-missing" | "environment-invalid",
  facts: {
    readonly message: string;
    readonly keys: readonly string[];
    readonly project: LoadedProject;
    readonly ports: ActionPorts;
  },
): BuildRefusal {
  const { message, keys, project, ports } = facts;
  const file = projectFile(project);
  const line = lineOfNearestKey(ports.files.readText(file) ?? "", keys);
  return refuseBuild(reason, message, [{ file, line, message }]);
}

/** `vars.k8s.<environment>.namespace`, else the environment's own name. */
export function namespaceOf(project: LoadedProject, environment: string): string {
  const k8s = project.file.vars.get("k8s");
  const own = k8s instanceof GoMap ? k8s.get(environment) : undefined;
  const namespace = own instanceof GoMap ? own.get("namespace") : undefined;
  return typeof namespace === "string" && namespace !== "" ? namespace : environment;
}

function environmentVariables(k8s: Value | undefined): readonly string[] {
  if (!(k8s instanceof GoMap)) return [];
  return [...k8s.entries.values()].flatMap(({ key, value }) =>
    typeof key === "string" && key !== LOCAL && value instanceof GoMap ? [key] : [],
  );
}

function projectFile({ projectPath }: LoadedProject): string {
  return joinPath(projectPath, PROJECT_FILE);
}
