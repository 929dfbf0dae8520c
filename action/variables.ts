import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import { GoMap, type Value } from "../src/core/gotemplate/value.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionInputs } from "./io.ts";

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Deployments to a developer's own machine are no environment. */
const LOCAL = "local";

/** The input, else the variable `service`. */
export function serviceOf(
  inputs: ActionInputs,
  project: LoadedProject,
): { readonly kind: "found"; readonly name: string } | BuildRefusal {
  const variable = project.file.vars.get("service");
  const name = inputs.service === "" ? variable : inputs.service;
  if (typeof name === "string" && LABEL.test(name)) return { kind: "found", name };
  const place = { file: projectFile(project), message: "the variable 'service' is the name" };
  if (name === undefined || name === null) {
    const advice = `give the input 'service', or set vars.service in ${projectFile(project)}`;
    return refuseBuild("service-missing", `the service has no name: ${advice}`, [place]);
  }
  const shown = typeof name === "string" ? name : "no text";
  const message = `expected a DNS label of a-z, 0-9 and - as the service, received '${shown}'`;
  return refuseBuild("service-invalid", message, [place]);
}

/** The input, else the keys of the variable `k8s` that have variables of their own, except `local`. */
export function environmentsOf(
  inputs: ActionInputs,
  project: LoadedProject,
): { readonly kind: "found"; readonly names: readonly string[] } | BuildRefusal {
  const names = inputs.environments ?? environmentVariables(project.file.vars.get("k8s"));
  const place = { file: projectFile(project), message: "the keys of 'k8s' are the environments" };
  if (names.length === 0) {
    const advice = `give the input 'environments', or set vars.k8s in ${projectFile(project)}`;
    return refuseBuild("environments-missing", `there is no environment: ${advice}`, [place]);
  }
  const wrong = names.find((name) => !LABEL.test(name));
  if (wrong === undefined) return { kind: "found", names };
  const message = `expected DNS labels of a-z, 0-9 and - as environments, received '${wrong}'`;
  return refuseBuild("environment-invalid", message, [place]);
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
