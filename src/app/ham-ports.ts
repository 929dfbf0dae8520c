import { readZipArchive } from "../adapters/archive/zip-archive.ts";
import { systemClock } from "../adapters/clock.ts";
import { createChecks } from "../adapters/github/checks.ts";
import { createConfigRepository } from "../adapters/github/config-repository.ts";
import { createConversations } from "../adapters/github/conversations.ts";
import { createDeliveries } from "../adapters/github/deliveries.ts";
import type { Github } from "../adapters/github/installation.ts";
import { createSourceRepositories } from "../adapters/github/source-repositories.ts";
import { createWatermark } from "../adapters/watermark.ts";
import type { HamPorts, Observer } from "../flows/ham.ts";
import type { HamOptions } from "./options.ts";
import { createTranslator } from "./to-job.ts";

const MINUTE_MS = 60_000;
/** Beside `answersPerMinute`; GitHub takes 500. */
const ANSWERS_PER_HOUR_FOR_EACH_PER_MINUTE = 400 / 60;

/** Ham's ports, every one of them connected to GitHub. */
export function connectHamPorts(
  options: HamOptions,
  github: Github,
  told: { readonly appLogin: string; readonly report: Observer },
): HamPorts {
  const { appLogin, report } = told;
  const { configRepository } = options;
  return {
    configRepositoryName: configRepository,
    appLogin,
    serverUrl: options.serverUrl,
    config: createConfigRepository({ github, repository: configRepository, appLogin }),
    sources: createSourceRepositories({ github }),
    conversations: createConversations({
      github,
      appLogin,
      clock: systemClock,
      answerLimits: answerLimits(options.answersPerMinute),
    }),
    checks: createChecks({ github, appLogin }),
    deliveries: createDeliveries({ github, events: createTranslator({ configRepository }) }),
    watermark: createWatermark(options.watermarkFile),
    archive: readZipArchive,
    clock: systemClock,
    report,
  };
}

function answerLimits(perMinute: number) {
  const perHour = Math.ceil(perMinute * ANSWERS_PER_HOUR_FOR_EACH_PER_MINUTE);
  return [
    { count: perMinute, withinMs: MINUTE_MS },
    { count: perHour, withinMs: 60 * MINUTE_MS },
  ];
}
