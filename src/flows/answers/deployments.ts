import { lastEnvironment, servicesOf } from "../../core/environment/ham-config.ts";
import { truncate } from "../../core/report/markdown.ts";
import type { Told } from "../../core/report/told.ts";
import type { HamParts } from "../parts.ts";
import type { DeploymentRecord } from "../ports/conversation.ts";

/** GitHub takes so many characters. */
const MAX_DESCRIPTION = 140;

/** The GitHub Deployments of what was released: on the commit that runs now. */
export function toDeployments(
  parts: Pick<HamParts, "ports" | "configs">,
  told: readonly Told[],
): readonly DeploymentRecord[] {
  const { ports, configs } = parts;
  const config = configs.hint();
  return told.flatMap(({ request, outcome, asked }) => {
    if (outcome.kind !== "released") return [];
    const { repository, commit } = outcome.source;
    const several = config !== undefined && servicesOf(config, repository).length > 1;
    const { environment, service, actor } = request;
    const how = asked === "" ? "auto-release" : `${asked} by ${actor.login}`;
    return [
      {
        repository,
        commit,
        environment: several ? `${environment}/${service}` : environment,
        release: outcome.commit,
        state: "success",
        description: truncate(`${outcome.artifact}, ${how}`, MAX_DESCRIPTION),
        logUrl: `${ports.serverUrl}/${ports.configRepositoryName}/commit/${outcome.commit}`,
        production: config !== undefined && lastEnvironment(config) === environment,
      },
    ];
  });
}
