export type ScriptContext = {
  /** The environment that shuttle itself was started with. */
  readonly inherited: ReadonlyMap<string, string>;
  /** Of the call: declared and undeclared arguments by name. */
  readonly arguments: ReadonlyMap<string, string>;
  /** All absolute; `planPath` is `""` for a project without plan. */
  readonly planPath: string;
  readonly projectPath: string;
  readonly temporaryPath: string;
  /** The folder of the `shuttle` command that scripts call: it goes first on PATH. */
  readonly launcherPath: string;
  /** Ties nested calls together. */
  readonly contextId: string;
};

/** Where shells look when nobody told them: ours would be all there is. */
const USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

/** The environment of a script's actions. Of entries with one name the last counts. */
export function scriptEnvironment(context: ScriptContext): ReadonlyMap<string, string> {
  const inherited = context.inherited.get("PATH") ?? "";
  const path = inherited === "" ? USUAL_PATH : inherited;
  return new Map([
    ...context.inherited,
    // Unset arguments are empty texts: they hide a variable of that name on purpose.
    ...context.arguments,
    ["plan", context.planPath],
    ["tmp", context.temporaryPath],
    ["project", context.projectPath],
    ["PATH", `${context.launcherPath}:${path}`],
    ["SHUTTLE_PLANS_ALREADY_VALIDATED", context.planPath],
    ["SHUTTLE_INTERACTIVE", "default"],
    ["SHUTTLE_CONTEXT_ID", context.contextId],
  ]);
}

/** Does the environment say that this plan folder needs no fetching: a call from within a script? */
export function isPlanValidated(
  environment: ReadonlyMap<string, string>,
  planPath: string,
): boolean {
  const validated = environment.get("SHUTTLE_PLANS_ALREADY_VALIDATED") ?? "";
  return planPath !== "" && validated.split(":").includes(planPath);
}
