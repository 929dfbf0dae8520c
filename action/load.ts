import { basename, resolve } from "node:path";

import {
  type BuildPlace,
  type BuildRefusal,
  refuseBuild,
} from "../src/core/artifact/build-decision.ts";
import { formatConfigProblem, type InvalidConfig } from "../src/core/shuttle/config-problem.ts";
import type { ShuttleRefusal } from "../src/core/shuttle/shuttle-refusal.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionInputs } from "./io.ts";
import { pathWithin, planLine } from "./places.ts";
import type { ActionPorts } from "./ports.ts";

/** Loads the project; every mistake in its files becomes an annotation on its line. */
export async function loadForBuild(
  inputs: ActionInputs,
  ports: ActionPorts,
): Promise<LoadedProject | BuildRefusal> {
  const { project, plan } = inputs;
  const folder = resolve(ports.workspace, project);
  if (pathWithin(ports.workspace, folder) === undefined) {
    const message = `the input 'project' names '${project}', which is not in the workspace ${ports.workspace}`;
    return refuseBuild("project-invalid", message);
  }
  const loaded = await ports.log.group(`Load the project '${project}' and its plan`, () =>
    ports.load({ project, plan }),
  );
  switch (loaded.kind) {
    case "loaded":
      return loaded;
    case "invalid":
      return refuseInvalid(loaded);
    case "refused":
      return loaded.code.startsWith("plan-")
        ? refusePlan(loaded, inputs, { folder, ports })
        : refuseBuild("project-invalid", `${loaded.message}\nIt was looked for in '${project}'.`);
  }
}

/** The original's words say what is wrong; ours beside them what could stand there, and where. */
function refuseInvalid({ problems, message }: InvalidConfig): BuildRefusal {
  const places = problems.map((problem): BuildPlace => {
    const { file, line } = problem;
    return { file, line, message: formatConfigProblem({ ...problem, file: basename(file) }) };
  });
  const words = [message, ...places.map((place) => place.message)].join("\n");
  return refuseBuild("project-invalid", words, places);
}

/** The line that names the plan, if it isn't the input. */
function refusePlan(
  { message }: ShuttleRefusal,
  { plan }: ActionInputs,
  { folder, ports }: { readonly folder: string; readonly ports: ActionPorts },
): BuildRefusal {
  if (plan !== "") {
    return refuseBuild("plan-unavailable", `${message}\nThe input 'plan' is '${plan}'.`);
  }
  const place = { ...planLine({ projectPath: folder }, ports.files), message };
  return refuseBuild("plan-unavailable", message, [place]);
}
