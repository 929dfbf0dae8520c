import pino from "pino";
import { type Logger, Probot, ProbotOctokit, Server } from "probot";

import { registerHam } from "./app.ts";
import { HamProcess } from "./ham-process.ts";
import type { HamOptions } from "./options.ts";

/** A running Ham. */
export type HamServer = {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** Resolves when jobs are being done. */
  readonly ready: Promise<void>;
  /** Takes no more webhooks, finishes what is under way. */
  readonly stop: () => Promise<void>;
};

/** Ham with its HTTP server; it listens before GitHub was asked anything. */
export async function startServer(options: HamOptions): Promise<HamServer> {
  const log: Logger = pino({ name: "ham", level: options.logLevel });
  const server = new Server({
    host: options.host,
    port: options.port,
    // Probot writes a line for each request, and whole payloads; ours are one for each job.
    log: log.child({}, { level: options.logLevel === "silent" ? "silent" : "fatal" }),
    Probot: Probot.defaults({
      appId: options.appId,
      privateKey: options.privateKey,
      secret: options.webhookSecret,
      baseUrl: options.apiUrl,
      // Handlers ask GitHub nothing, so these clients are never used.
      Octokit: ProbotOctokit.defaults((given: object) => ({
        ...given,
        throttle: { enabled: false },
      })),
    }),
  });
  const ham = new HamProcess(options, log);
  await server.load((probot, given) => registerHam(probot, given, ham, options.configRepository));
  await server.start();
  const url = `http://${server.host}:${server.port}`;
  log.info({ url, configRepository: options.configRepository }, "listening");
  return {
    url,
    ready: ham.start(),
    stop: async () => {
      await server.stop();
      await ham.stop();
      log.info("stopped");
    },
  };
}
