import type { ApplicationFunctionOptions, Probot } from "probot";

import { HamProcess } from "./ham-process.ts";
import { formatOptionProblems, parseOptions } from "./options.ts";
import { createRoutes } from "./routes.ts";
import { createTranslator } from "./to-job.ts";

/** Where a handler leaves what is to be done. */
export type HamEntry = Pick<HamProcess, "enqueue" | "pass" | "view" | "metrics">;

/** Connects Ham with Probot: webhooks become jobs and are acknowledged at once. */
export function registerHam(
  probot: Probot,
  { addHandler }: ApplicationFunctionOptions,
  entry: HamEntry,
  configRepository: string,
): void {
  const translator = createTranslator({ configRepository });
  probot.onAny(({ id, name, payload }) => {
    const job = translator.toJob(name, payload);
    if (job === undefined) entry.pass(id);
    else entry.enqueue({ ...job, delivery: id });
  });
  probot.onError((error) => probot.log.warn({ message: error.message }, "webhook refused"));
  addHandler(createRoutes({ metrics: entry.metrics, view: () => entry.view() }));
}

/** The application for Probot's own runner; `main.ts` is how Ham is started otherwise. */
export default async function ham(
  probot: Probot,
  options: ApplicationFunctionOptions,
): Promise<void> {
  const parsed = parseOptions(process.env);
  if (parsed.kind === "invalid") throw new Error(formatOptionProblems(parsed.problems));
  const hamProcess = new HamProcess(parsed.value, probot.log);
  registerHam(probot, options, hamProcess, parsed.value.configRepository);
  void hamProcess.start();
  await Promise.resolve();
}
