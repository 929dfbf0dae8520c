import {
  type BuildPlace,
  type BuildRefusal,
  refuseBuild,
} from "../src/core/artifact/build-decision.ts";
import { formatConfigProblem } from "../src/core/shuttle/config-problem.ts";
import type { LoadedProject, NotLoaded } from "../src/flows/shuttle/load-project.ts";
import type { ActionInputs } from "./io.ts";
import type { ActionPorts } from "./ports.ts";

/** Loads the project; every mistake in its files becomes an annotation on its line. */
export async function loadForBuild(
  { project, plan }: ActionInputs,
  ports: ActionPorts,
): Promise<LoadedProject | BuildRefusal> {
  const loaded = await ports.log.group(`Load the project '${project}' and its plan`, () =>
    ports.load({ project, plan }),
  );
  return loaded.kind === "loaded" ? loaded : toRefusal(loaded);
}

function toRefusal(failure: NotLoaded): BuildRefusal {
  if (failure.kind === "refused") {
    const isPlan = failure.code.startsWith("plan-");
    return refuseBuild(isPlan ? "plan-unavailable" : "project-invalid", failure.message);
  }
  const places = failure.problems.map((problem): BuildPlace => {
    const { file, line } = problem;
    return { file, line, message: formatConfigProblem({ ...problem, file: "line" }) };
  });
  return refuseBuild("project-invalid", failure.message, places);
}
